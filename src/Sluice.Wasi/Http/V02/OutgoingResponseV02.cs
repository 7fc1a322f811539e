using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.outgoing-response@0.2</c></summary>
internal sealed class OutgoingResponseV02 : W.IOutgoingResponse
{
    private readonly WrittenSource _source = new();
    private readonly Response _response;
    private bool _hasBody;

    public OutgoingResponseV02(Fields headers) => _response = new Response(headers, new HostBody(_source));

    /// <summary>The response as it is sent.</summary>
    public Response Complete()
    {
        if (!_hasBody) _source.EndEmpty();
        return _response;
    }

    /// <summary>The guest will do nothing more: a body that it has not finished will never be.</summary>
    public void GuestEnded() => _source.End(new ErrorCode.InternalError("the guest has ended without finishing the body"));

    public ushort StatusCode() => _response.StatusCode;

    public Result<Unit, Unit> SetStatusCode(ushort statusCode) => _response.SetStatusCode(statusCode);

    public W.IFields Headers() => new FieldsV02(_response.Headers);

    public Result<W.IOutgoingBody, Unit> Body()
    {
        if (_hasBody) return Result<W.IOutgoingBody, Unit>.Err(Unit.Value);
        _hasBody = true;
        return Result<W.IOutgoingBody, Unit>.Ok(new OutgoingBodyV02(_source, _response.Headers, BodyAccount.OfResponse));
    }

    public void Dispose() => _response.Dispose();
}
