using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>A response that a guest or the host has made: <c>wasi:http/types.response</c>.</summary>
internal sealed class Response(Fields headers, Body body) : IResponse
{
    public ushort StatusCode { get; set; } = 200;

    public Fields Headers { get; } = headers.Freeze();

    public Body Body { get; } = body;

    public ushort GetStatusCode() => StatusCode;

    public Result<Unit, Unit> SetStatusCode(ushort statusCode)
    {
        if (statusCode is < 100 or > 599) return Result<Unit, Unit>.Err(Unit.Value);
        StatusCode = statusCode;
        return Result<Unit, Unit>.Ok(Unit.Value);
    }

    public IFields GetHeaders() => Headers;

    /// <summary>The guest has dropped the response without sending it.</summary>
    public void Dispose() => Body.Abandon();
}
