using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Poll;
using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.future-trailers@0.2</c></summary>
internal sealed class FutureTrailersV02(IncomingBodyV02 body, Task<Result<Fields?, ErrorCode>> trailers) : W.IFutureTrailers
{
    private bool taken;

    public IPollable Subscribe() => Pollable.Of(trailers);

    public Result<Result<W.IFields?, W.ErrorCode>, Unit>? Get()
    {
        if (!trailers.IsCompleted) return null;
        if (taken) return Result<Result<W.IFields?, W.ErrorCode>, Unit>.Err(Unit.Value);
        taken = true;
        // It has completed: nothing waits here.
        return Result<Result<W.IFields?, W.ErrorCode>, Unit>.Ok(trailers.Result.TryGetValue(out var fields, out var error)
            ? Result<W.IFields?, W.ErrorCode>.Ok(fields is null ? null : new FieldsV02(fields))
            : error.ToV02());
    }

    public void Dispose() => body.Dispose();
}
