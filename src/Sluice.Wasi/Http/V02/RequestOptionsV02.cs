using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.request-options@0.2</c></summary>
internal sealed class RequestOptionsV02 : W.IRequestOptions
{
    public RequestOptions Inner { get; } = new();

    public ulong? ConnectTimeout() => Inner.GetConnectTimeout();

    public Result<Unit, Unit> SetConnectTimeout(ulong? duration) => ToV02(Inner.SetConnectTimeout(duration));

    public ulong? FirstByteTimeout() => Inner.GetFirstByteTimeout();

    public Result<Unit, Unit> SetFirstByteTimeout(ulong? duration) => ToV02(Inner.SetFirstByteTimeout(duration));

    public ulong? BetweenBytesTimeout() => Inner.GetBetweenBytesTimeout();

    public Result<Unit, Unit> SetBetweenBytesTimeout(ulong? duration) => ToV02(Inner.SetBetweenBytesTimeout(duration));

    public void Dispose() { }

    private static Result<Unit, Unit> ToV02(Result<Unit, RequestOptionsError> result) =>
        result.IsOk ? Result<Unit, Unit>.Ok(Unit.Value) : Result<Unit, Unit>.Err(Unit.Value);
}
