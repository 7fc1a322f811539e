namespace Sluice.Wasi.Streams;

/// <summary>
/// Moves data between a component's streams and the host's inputs and outputs, with the outcome in a future beside the stream:
/// the pattern of stdio, files, sockets and bodies. Data goes between the guest's memory and the host without a buffer of ours.
/// </summary>
internal static class StreamPump
{
    /// <summary>A stream of what <paramref name="read"/> brings, and a future of how it ended.</summary>
    /// <param name="read">Fills the guest's buffer; 0 is the end.</param>
    /// <param name="finished">Runs once at the end, whichever way it came: it releases what <paramref name="read"/> holds.</param>
    public static (ComponentStream<byte> Stream, ComponentFuture<Result<Unit, TError>> Outcome) Produce<TError>(
        Func<Memory<byte>, CancellationToken, ValueTask<Result<int, TError>>> read, Action? finished = null)
    {
        var outcome = new TaskCompletionSource<Result<Unit, TError>>(TaskCreationOptions.RunContinuationsAsynchronously);
        return (ComponentStream<byte>.Create(PumpAsync), Future(outcome));

        async ValueTask PumpAsync(ComponentStreamWriter<byte> writer)
        {
            Result<Unit, TError> result = Unit.Value;
            try
            {
                await writer.WriteAllInPlaceAsync(FillAsync).ConfigureAwait(false);
            }
            finally
            {
                finished?.Invoke();
                outcome.SetResult(result);
            }

            async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellation)
            {
                if (!(await read(buffer, cancellation).ConfigureAwait(false)).TryGetValue(out var count, out var error)) result = error;
                return count;
            }
        }
    }

    /// <summary>Gives all of a stream to <paramref name="write"/>; the future tells how it ended.</summary>
    /// <param name="stream">The stream; owned by the pump.</param>
    /// <param name="write">Takes all of a chunk of the guest's buffer.</param>
    /// <param name="toWit">Translates its error.</param>
    /// <param name="finished">Runs once at the end, whichever way it came.</param>
    public static ComponentFuture<Result<Unit, TError>> Consume<TOwn, TError>(
        ComponentStream<byte> stream, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<Result<Unit, TOwn>>> write, Func<TOwn, TError> toWit, Action? finished = null) =>
        new Outflow<Unit, TOwn, TError>(write, static (_, chunk) => chunk.Length, toWit, finished).Begin(stream);

    /// <summary>As <see cref="Consume"/>, for a <paramref name="write"/> that says how much of the chunk it has taken.</summary>
    public static ComponentFuture<Result<Unit, TError>> ConsumePartly<TOwn, TError>(
        ComponentStream<byte> stream, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<Result<int, TOwn>>> write, Func<TOwn, TError> toWit, Action? finished = null) =>
        new Outflow<int, TOwn, TError>(write, static (count, _) => count, toWit, finished).Begin(stream);

    /// <summary>A stream of the values that <paramref name="produce"/> writes, and a future of how it ended.</summary>
    public static (ComponentStream<T> Stream, ComponentFuture<Result<Unit, TError>> Outcome) Produce<T, TError>(
        Func<ComponentStreamWriter<T>, ValueTask<Result<Unit, TError>>> produce)
    {
        var outcome = new TaskCompletionSource<Result<Unit, TError>>(TaskCreationOptions.RunContinuationsAsynchronously);
        return (ComponentStream<T>.Create(async writer => outcome.SetResult(await produce(writer).ConfigureAwait(false))), Future(outcome));
    }

    private static ComponentFuture<T> Future<T>(TaskCompletionSource<T> source) => ComponentFuture<T>.Create(() => new ValueTask<T>(source.Task));
}
