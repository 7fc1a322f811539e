using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types</c></summary>
internal sealed class HttpTypes(WasiHttpOptions options) : ITypes
{
    public IFields CreateFields() => new Fields(options.MaxFieldBytes);

    public Result<IFields, HeaderError> FieldsFromList((string, byte[])[] entries) =>
        Fields.FromList(entries, options.MaxFieldBytes).TryGetValue(out var fields, out var error) ? Result<IFields, HeaderError>.Ok(fields) : error;

    public IRequestOptions CreateRequestOptions() => new RequestOptions();

    public (IRequest, ComponentFuture<Result<Unit, ErrorCode>>) RequestNew(
        IFields headers, ComponentStream<byte>? contents, ComponentFuture<Result<IFields?, ErrorCode>> trailers, IRequestOptions? options)
    {
        var body = new GuestBody(contents, trailers);
        return (new Request((Fields)headers, body, (RequestOptions?)options), TransmissionOf(body));
    }

    public (ComponentStream<byte>, ComponentFuture<Result<IFields?, ErrorCode>>) RequestConsumeBody(IRequest @this, ComponentFuture<Result<Unit, ErrorCode>> res) =>
        ((Request)@this).Body.Consume(res);

    public (IResponse, ComponentFuture<Result<Unit, ErrorCode>>) ResponseNew(
        IFields headers, ComponentStream<byte>? contents, ComponentFuture<Result<IFields?, ErrorCode>> trailers)
    {
        var body = new GuestBody(contents, trailers);
        return (new Response((Fields)headers, body), TransmissionOf(body));
    }

    public (ComponentStream<byte>, ComponentFuture<Result<IFields?, ErrorCode>>) ResponseConsumeBody(IResponse @this, ComponentFuture<Result<Unit, ErrorCode>> res) =>
        ((Response)@this).Body.Consume(res);

    private static ComponentFuture<Result<Unit, ErrorCode>> TransmissionOf(GuestBody body) =>
        ComponentFuture<Result<Unit, ErrorCode>>.Create(() => new ValueTask<Result<Unit, ErrorCode>>(body.Transmission));
}
