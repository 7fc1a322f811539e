using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.incoming-request@0.2</c></summary>
internal sealed class IncomingRequestV02(Request request) : W.IIncomingRequest
{
    private bool consumed;

    public W.Method Method() => request.Method.ToV02();

    public string? PathWithQuery() => request.PathWithQuery;

    public W.Scheme? Scheme() => request.Scheme?.ToV02();

    public string? Authority() => request.Authority;

    public W.IFields Headers() => new FieldsV02(request.Headers);

    public Result<W.IIncomingBody, Unit> Consume()
    {
        if (consumed) return Result<W.IIncomingBody, Unit>.Err(Unit.Value);
        consumed = true;
        return Result<W.IIncomingBody, Unit>.Ok(new IncomingBodyV02(request.Body));
    }

    public void Dispose()
    {
        if (!consumed) request.Dispose();
    }
}
