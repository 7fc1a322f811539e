using System.Buffers;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>A body that the host receives.</summary>
internal sealed class HostBody(BodySource source) : Body
{
    private const int ChunkBytes = 16 << 10;

    public override bool IsEmpty => source.IsEmpty;

    public override void Complete(Result<Unit, ErrorCode> transmission)
    {
        if (transmission.IsError) source.Abort();
    }

    /// <summary>A guest has passed the message on as it is: no guest's memory is there to copy from or to.</summary>
    protected override async ValueTask<Result<Fields?, ErrorCode>> CopyContentsAsync(BodyWrite write, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (true)
            {
                if (!(await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)).TryGetValue(out var count, out var error)) return error;
                if (count == 0) return await source.ReadTrailersAsync(cancellationToken).ConfigureAwait(false);
                if (!(await write(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false)).TryGetValue(out _, out error)) return error;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            source.Abort();
        }
    }

    protected override (ComponentStream<byte>, ComponentFuture<Result<IFields?, ErrorCode>>) ConsumeContents(ComponentFuture<Result<Unit, ErrorCode>> handled)
    {
        _ = WatchAsync(handled);
        var trailers = new TaskCompletionSource<Result<IFields?, ErrorCode>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var contents = ComponentStream<byte>.Create(async writer =>
        {
            Result<Fields?, ErrorCode> outcome = new ErrorCode.InternalError("the body was not read to its end");
            try
            {
                outcome = await PumpAsync(writer, outcome).ConfigureAwait(false);
            }
            finally
            {
                source.Abort();
                // The stream ends first, the outcome is for whoever has seen the end.
                writer.Dispose();
                trailers.SetResult(outcome.TryGetValue(out var fields, out var error) ? Result<IFields?, ErrorCode>.Ok(fields) : error);
            }
        });
        return (contents, ComponentFuture<Result<IFields?, ErrorCode>>.Create(() => new ValueTask<Result<IFields?, ErrorCode>>(trailers.Task)));
    }

    protected override void Release() => source.Abort();

    private async ValueTask<Result<Fields?, ErrorCode>> PumpAsync(ComponentStreamWriter<byte> writer, Result<Fields?, ErrorCode> unread)
    {
        var ended = false;
        ErrorCode? failure = null;
        async ValueTask<int> Fill(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            // A read of nothing asks whether there is something: the next one will find out.
            if (buffer.IsEmpty) return 0;
            if ((await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)).TryGetValue(out var count, out failure))
            {
                ended = count == 0;
                return count;
            }
            ended = true;
            return 0;
        }

        if (source.IsEmpty) return await source.ReadTrailersAsync(CancellationToken.None).ConfigureAwait(false);
        while (!ended)
        {
            try
            {
                if (await writer.WriteInPlaceAsync(Fill).ConfigureAwait(false) == 0 && writer.IsReaderDropped) return unread;
            }
            catch (OperationCanceledException)
            {
                // The guest cancelled its read, and may read again.
            }
        }
        return failure is not null ? failure : await source.ReadTrailersAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task WatchAsync(ComponentFuture<Result<Unit, ErrorCode>> handled)
    {
        if ((await handled.ReadOrLostAsync().ConfigureAwait(false)).IsError) source.Abort();
    }
}
