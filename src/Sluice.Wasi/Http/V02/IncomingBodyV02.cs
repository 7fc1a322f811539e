using System.Buffers;
using System.IO.Pipelines;
using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Streams;
using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.incoming-body@0.2</c>: a body of the domain, read through an <c>input-stream</c>.</summary>
internal sealed class IncomingBodyV02(Body body) : W.IIncomingBody
{
    private readonly Pipe pipe = new(new PipeOptions(useSynchronizationContext: false));
    private readonly CancellationTokenSource dropped = new();
    private Task<Result<Fields?, ErrorCode>>? copying;
    private InputStream? stream;
    private volatile bool draining;

    public Result<IInputStream, Unit> Stream()
    {
        if (stream is not null) return Result<IInputStream, Unit>.Err(Unit.Value);
        return Result<IInputStream, Unit>.Ok(stream = new InputStream(ReadAsync));
    }

    /// <summary>Reads what is left away.</summary>
    /// <returns>The trailers, or why there will be none.</returns>
    /// <exception cref="Trap">The stream is still there.</exception>
    public Task<Result<Fields?, ErrorCode>> FinishAsync()
    {
        if (stream is { IsDisposed: false }) throw new Trap(TrapCode.HostFailure, "the input-stream of an incoming-body is dropped before the body is finished");
        draining = true;
        pipe.Writer.CancelPendingFlush();
        return Start();
    }

    public void Dispose()
    {
        if (copying is null) body.Abandon();
        else dropped.Cancel();
    }

    private async ValueTask<Result<int, object>> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var copying = Start();
        var read = await pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var bytes = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, buffer.Length));
        bytes.CopyTo(buffer.Span);
        // The segments, and with them the length, are gone after the next call.
        var count = (int)bytes.Length;
        pipe.Reader.AdvanceTo(bytes.End);
        if (count > 0) return count;
        return (await copying.ConfigureAwait(false)).TryGetValue(out _, out var error) ? 0 : Result<int, object>.Err(error);
    }

    // Nothing is taken from the network before the guest asks for it.
    private Task<Result<Fields?, ErrorCode>> Start() => copying ??= CopyAsync();

    private async Task<Result<Fields?, ErrorCode>> CopyAsync()
    {
        Result<Fields?, ErrorCode> result;
        try
        {
            result = await body.CopyToAsync(WriteAsync, dropped.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            result = new ErrorCode.ConnectionTerminated();
        }
        body.Complete(result.TryGetValue(out _, out var error) ? Unit.Value : error);
        await pipe.Writer.CompleteAsync().ConfigureAwait(false);
        return result;
    }

    private async ValueTask<Result<Unit, ErrorCode>> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        if (!draining) await pipe.Writer.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
        return Unit.Value;
    }
}
