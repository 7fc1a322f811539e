// https://github.com/WebAssembly/WASI/blob/v0.2.12/proposals/http/wit/types.wit

using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Error;
using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types@0.2</c>: constructors, static functions, and those that belong to no resource.</summary>
internal sealed class HttpTypesV02(WasiHttpOptions options) : W.ITypes
{
    public W.IFields CreateFields() => new FieldsV02(new Fields(options.MaxFieldBytes));

    public Result<W.IFields, W.HeaderError> FieldsFromList((string, byte[])[] entries) =>
        Fields.FromList(entries, options.MaxFieldBytes).TryGetValue(out var fields, out var error) ? new FieldsV02(fields) : error.ToV02();

    public W.IOutgoingRequest CreateOutgoingRequest(W.IFields headers) => new OutgoingRequestV02(((FieldsV02)headers).Inner);

    public W.IRequestOptions CreateRequestOptions() => new RequestOptionsV02();

    public W.IOutgoingResponse CreateOutgoingResponse(W.IFields headers) => new OutgoingResponseV02(((FieldsV02)headers).Inner);

    public void ResponseOutparamSet(W.IResponseOutparam param, Result<W.IOutgoingResponse, W.ErrorCode> response) => ((ResponseOutparamV02)param).Set(response);

    public W.IFutureTrailers IncomingBodyFinish(W.IIncomingBody @this)
    {
        var body = (IncomingBodyV02)@this;
        return new FutureTrailersV02(body, body.FinishAsync());
    }

    public Result<Unit, W.ErrorCode> OutgoingBodyFinish(W.IOutgoingBody @this, W.IFields? trailers) =>
        ((OutgoingBodyV02)@this).Finish(((FieldsV02?)trailers)?.Inner);

    public W.ErrorCode? HttpErrorCode(IError err) => err is IoError { Code: ErrorCode code } ? code.ToV02() : null;
}
