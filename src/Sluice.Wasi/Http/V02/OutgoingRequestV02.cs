using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.outgoing-request@0.2</c></summary>
internal sealed class OutgoingRequestV02 : W.IOutgoingRequest
{
    private readonly WrittenSource _source = new();
    private readonly Request _draft;
    private bool _hasBody;

    public OutgoingRequestV02(Fields headers) => _draft = new Request(headers, new HostBody(_source));

    /// <summary>The request as it is sent.</summary>
    public Request Complete(RequestOptions? options)
    {
        if (!_hasBody) _source.EndEmpty();
        return new Request(_draft.Headers, _draft.Body, options)
        {
            Method = _draft.Method,
            Scheme = _draft.Scheme,
            Authority = _draft.Authority,
            PathWithQuery = _draft.PathWithQuery,
        };
    }

    public Result<W.IOutgoingBody, Unit> Body()
    {
        if (_hasBody) return Result<W.IOutgoingBody, Unit>.Err(Unit.Value);
        _hasBody = true;
        return Result<W.IOutgoingBody, Unit>.Ok(new OutgoingBodyV02(_source, _draft.Headers, BodyAccount.OfRequest));
    }

    public W.Method Method() => _draft.Method.ToV02();

    public Result<Unit, Unit> SetMethod(W.Method method) => _draft.SetMethod(method.ToDomain());

    public string? PathWithQuery() => _draft.PathWithQuery;

    public Result<Unit, Unit> SetPathWithQuery(string? pathWithQuery) => _draft.SetPathWithQuery(pathWithQuery);

    public W.Scheme? Scheme() => _draft.Scheme?.ToV02();

    public Result<Unit, Unit> SetScheme(W.Scheme? scheme) => _draft.SetScheme(scheme?.ToDomain());

    public string? Authority() => _draft.Authority;

    public Result<Unit, Unit> SetAuthority(string? authority) => _draft.SetAuthority(authority);

    public W.IFields Headers() => new FieldsV02(_draft.Headers);

    public void Dispose() => _draft.Dispose();
}
