using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.incoming-response@0.2</c></summary>
internal sealed class IncomingResponseV02(Response response) : W.IIncomingResponse
{
    private bool consumed;

    public ushort Status() => response.StatusCode;

    public W.IFields Headers() => new FieldsV02(response.Headers);

    public Result<W.IIncomingBody, Unit> Consume()
    {
        if (consumed) return Result<W.IIncomingBody, Unit>.Err(Unit.Value);
        consumed = true;
        return Result<W.IIncomingBody, Unit>.Ok(new IncomingBodyV02(response.Body));
    }

    public void Dispose()
    {
        if (!consumed) response.Dispose();
    }
}
