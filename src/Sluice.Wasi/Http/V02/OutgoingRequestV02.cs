using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.outgoing-request@0.2</c></summary>
internal sealed class OutgoingRequestV02 : W.IOutgoingRequest
{
    private readonly WrittenSource source = new();
    private readonly Request draft;
    private bool hasBody;

    public OutgoingRequestV02(Fields headers) => draft = new Request(headers, new HostBody(source));

    /// <summary>The request as it is sent.</summary>
    public Request Complete(RequestOptions? options)
    {
        if (!hasBody) source.EndEmpty();
        return new Request(draft.Headers, draft.Body, options)
        {
            Method = draft.Method,
            Scheme = draft.Scheme,
            Authority = draft.Authority,
            PathWithQuery = draft.PathWithQuery,
        };
    }

    public Result<W.IOutgoingBody, Unit> Body()
    {
        if (hasBody) return Result<W.IOutgoingBody, Unit>.Err(Unit.Value);
        hasBody = true;
        return Result<W.IOutgoingBody, Unit>.Ok(new OutgoingBodyV02(source, draft.Headers, BodyAccount.OfRequest));
    }

    public W.Method Method() => draft.Method.ToV02();

    public Result<Unit, Unit> SetMethod(W.Method method) => draft.SetMethod(method.ToDomain());

    public string? PathWithQuery() => draft.PathWithQuery;

    public Result<Unit, Unit> SetPathWithQuery(string? pathWithQuery) => draft.SetPathWithQuery(pathWithQuery);

    public W.Scheme? Scheme() => draft.Scheme?.ToV02();

    public Result<Unit, Unit> SetScheme(W.Scheme? scheme) => draft.SetScheme(scheme?.ToDomain());

    public string? Authority() => draft.Authority;

    public Result<Unit, Unit> SetAuthority(string? authority) => draft.SetAuthority(authority);

    public W.IFields Headers() => new FieldsV02(draft.Headers);

    public void Dispose() => draft.Dispose();
}
