using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>A body that a guest makes: a stream, and a future of the trailers.</summary>
internal sealed class GuestBody(ComponentStream<byte>? contents, ComponentFuture<Result<IFields?, ErrorCode>> trailers) : Body
{
    private readonly TaskCompletionSource<Result<Unit, ErrorCode>> transmission = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override bool IsEmpty => contents is null;

    /// <summary>How the transmission ended: an error, too, if there was none.</summary>
    public Task<Result<Unit, ErrorCode>> Transmission => transmission.Task;

    public override void Complete(Result<Unit, ErrorCode> transmission) => this.transmission.TrySetResult(transmission);

    protected override async ValueTask<Result<Fields?, ErrorCode>> CopyContentsAsync(BodyWrite write, CancellationToken cancellationToken)
    {
        // An error in place of trailers is how a guest gives up in the middle; it counts at once.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var outcome = ReadTrailersAsync(stop);
        if (contents is not null)
        {
            ErrorCode? failure = null;
            ValueTask<int> Take(ReadOnlyMemory<byte> chunk, CancellationToken token)
            {
                var written = write(chunk, token);
                return written.IsCompletedSuccessfully ? new(Judge(written.Result, chunk.Length)) : JudgeAsync(written, chunk.Length);
            }

            async ValueTask<int> JudgeAsync(ValueTask<Result<Unit, ErrorCode>> written, int length) => Judge(await written.ConfigureAwait(false), length);

            int Judge(Result<Unit, ErrorCode> written, int length)
            {
                if (written.TryGetValue(out _, out var error)) return length;
                failure = error;
                return 0;
            }

            try
            {
                await contents.ReadAllInPlaceAsync(Take, stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The guest has given up; the outcome says why.
            }
            finally
            {
                contents.Dispose();
            }
            if (failure is not null)
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await ((Task)outcome).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return failure;
            }
        }
        return await outcome.ConfigureAwait(false);
    }

    protected override (ComponentStream<byte>, ComponentFuture<Result<IFields?, ErrorCode>>) ConsumeContents(ComponentFuture<Result<Unit, ErrorCode>> handled)
    {
        _ = ForwardAsync(handled);
        return (contents ?? ComponentStream<byte>.Create(ReadOnlyMemory<byte>.Empty), trailers);
    }

    protected override void Release()
    {
        contents?.Dispose();
        trailers.Dispose();
        Complete(new ErrorCode.InternalError("the message was dropped without being sent"));
    }

    private async Task ForwardAsync(ComponentFuture<Result<Unit, ErrorCode>> handled) => Complete(await handled.ReadOrLostAsync().ConfigureAwait(false));

    private async Task<Result<Fields?, ErrorCode>> ReadTrailersAsync(CancellationTokenSource stop)
    {
        try
        {
            var result = await trailers.ReadAsync(stop.Token).ConfigureAwait(false);
            if (result.TryGetValue(out var fields, out var error)) return Result<Fields?, ErrorCode>.Ok(((Fields?)fields)?.Freeze());
            await stop.CancelAsync().ConfigureAwait(false);
            return error;
        }
        catch (InvalidOperationException)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            return GuestFutures.Lost;
        }
        finally
        {
            trailers.Dispose();
        }
    }
}
