using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Streams;
using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.outgoing-body@0.2</c>: a body of the domain, written through an <c>output-stream</c>.</summary>
/// <param name="source">What the host gets to read.</param>
/// <param name="headers">Of the message.</param>
/// <param name="mismatch">The error of a body that has this many bytes and should have others.</param>
internal sealed class OutgoingBodyV02(WrittenSource source, Fields headers, Func<ulong?, ErrorCode> mismatch) : W.IOutgoingBody
{
    private OutputStream? stream;

    public Result<IOutputStream, Unit> Write()
    {
        if (stream is not null) return Result<IOutputStream, Unit>.Err(Unit.Value);
        return Result<IOutputStream, Unit>.Ok(stream = new OutputStream(source.WriteAsync, source.CompleteWriting));
    }

    /// <exception cref="Trap">The stream is still there.</exception>
    public Result<Unit, W.ErrorCode> Finish(Fields? trailers)
    {
        if (stream is { IsDisposed: false }) throw new Trap(TrapCode.HostFailure, "the output-stream of an outgoing-body is dropped before the body is finished");
        var written = stream?.Accepted ?? 0;
        if (headers.TryGetContentLength(out var length) && length is { } expected && expected != written)
        {
            var error = mismatch(written);
            source.End(error);
            return error.ToV02();
        }
        if (stream is null) source.CompleteWriting();
        source.End(Result<Fields?, ErrorCode>.Ok(trailers?.Freeze()));
        return Unit.Value;
    }

    /// <summary>Dropped in the place of being finished: the message must not look complete.</summary>
    public void Dispose() => source.End(new ErrorCode.InternalError("the guest has not finished the body"));
}
