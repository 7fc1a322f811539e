namespace Sluice.Wasi.Streams;

/// <summary>One stream's way out of a guest. Neither a write that completes at once nor the stream's end takes another thread.</summary>
/// <typeparam name="T">What <paramref name="write"/> returns.</typeparam>
/// <typeparam name="TOwn">Its error.</typeparam>
/// <typeparam name="TError">The error that the guest is told.</typeparam>
/// <param name="taken">How much of a chunk was taken.</param>
internal sealed class Outflow<T, TOwn, TError>(
    Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<Result<T, TOwn>>> write, Func<T, ReadOnlyMemory<byte>, int> taken, Func<TOwn, TError> toWit, Action? finished)
{
    private Result<Unit, TError> outcome;

    public ComponentFuture<Result<Unit, TError>> Begin(ComponentStream<byte> stream)
    {
        var (future, writer) = ComponentFuture<Result<Unit, TError>>.CreatePair();
        stream.ReadAllInPlace(Take, failure =>
        {
            finished?.Invoke();
            stream.Dispose();
            // An exception that is no error of the interface: there is nothing true to tell the guest.
            if (failure is not null) writer.Dispose();
            else if (outcome.IsOk) writer.ResolveOk();
            else writer.Resolve(outcome);
        });
        return future;
    }

    private ValueTask<int> Take(ReadOnlyMemory<byte> chunk, CancellationToken cancellation)
    {
        var written = write(chunk, cancellation);
        return written.IsCompletedSuccessfully ? new(Taken(written.Result, chunk)) : TakeAsync(written, chunk);
    }

    private async ValueTask<int> TakeAsync(ValueTask<Result<T, TOwn>> written, ReadOnlyMemory<byte> chunk) => Taken(await written.ConfigureAwait(false), chunk);

    private int Taken(Result<T, TOwn> written, ReadOnlyMemory<byte> chunk)
    {
        if (written.TryGetValue(out var value, out var error)) return taken(value, chunk);
        outcome = toWit(error);
        return 0;
    }
}
