using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.outgoing-response@0.2</c></summary>
internal sealed class OutgoingResponseV02 : W.IOutgoingResponse
{
    private readonly WrittenSource source = new();
    private readonly Response response;
    private bool hasBody;

    public OutgoingResponseV02(Fields headers) => response = new Response(headers, new HostBody(source));

    /// <summary>The response as it is sent.</summary>
    public Response Complete()
    {
        if (!hasBody) source.EndEmpty();
        return response;
    }

    /// <summary>The guest will do nothing more: a body that it has not finished will never be.</summary>
    public void GuestEnded() => source.End(new ErrorCode.InternalError("the guest has ended without finishing the body"));

    public ushort StatusCode() => response.StatusCode;

    public Result<Unit, Unit> SetStatusCode(ushort statusCode) => response.SetStatusCode(statusCode);

    public W.IFields Headers() => new FieldsV02(response.Headers);

    public Result<W.IOutgoingBody, Unit> Body()
    {
        if (hasBody) return Result<W.IOutgoingBody, Unit>.Err(Unit.Value);
        hasBody = true;
        return Result<W.IOutgoingBody, Unit>.Ok(new OutgoingBodyV02(source, response.Headers, BodyAccount.OfResponse));
    }

    public void Dispose() => response.Dispose();
}
