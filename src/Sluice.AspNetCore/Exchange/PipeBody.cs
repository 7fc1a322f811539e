using System.Buffers;
using System.IO.Pipelines;
using Sluice.Wasi.Http;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.AspNetCore.Exchange;

/// <summary>A body that comes through a pipe.</summary>
internal sealed class PipeBody(PipeReader reader) : BodySource
{
    public override async ValueTask<Result<int, ErrorCode>> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var bytes = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, buffer.Length));
            bytes.CopyTo(buffer.Span);
            // The segments, and with them the length, are gone after the next call.
            var count = (int)bytes.Length;
            reader.AdvanceTo(bytes.End);
            return count;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever the code behind the pipe has thrown, or that it was given up.
            return new ErrorCode.InternalError(exception.Message);
        }
    }

    public override ValueTask<Result<Fields?, ErrorCode>> ReadTrailersAsync(CancellationToken cancellationToken) => new(Result<Fields?, ErrorCode>.Ok(null));

    public override void Abort() { }
}
