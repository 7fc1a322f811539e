using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>A request that a guest or the host has made: <c>wasi:http/types.request</c>.</summary>
internal sealed class Request(Fields headers, Body body, RequestOptions? options = null) : IRequest
{
    public Method Method { get; set; } = Methods.FromName("GET")!;

    public Scheme? Scheme { get; set; }

    public string? Authority { get; set; }

    public string? PathWithQuery { get; set; }

    public Fields Headers { get; } = headers.Freeze();

    public RequestOptions? Options { get; } = options?.Freeze();

    public Body Body { get; } = body;

    public Method GetMethod() => Method;

    public Result<Unit, Unit> SetMethod(Method method)
    {
        if (Methods.Normalize(method) is not { } normal) return Failed;
        Method = normal;
        return Done;
    }

    public string? GetPathWithQuery() => PathWithQuery;

    public Result<Unit, Unit> SetPathWithQuery(string? pathWithQuery)
    {
        if (pathWithQuery is not null && !HttpSyntax.IsPathWithQuery(pathWithQuery)) return Failed;
        PathWithQuery = pathWithQuery is "" ? "/" : pathWithQuery;
        return Done;
    }

    public Scheme? GetScheme() => Scheme;

    public Result<Unit, Unit> SetScheme(Scheme? scheme)
    {
        var normal = scheme is null ? null : Methods.Normalize(scheme);
        if (scheme is not null && normal is null) return Failed;
        Scheme = normal;
        return Done;
    }

    public string? GetAuthority() => Authority;

    public Result<Unit, Unit> SetAuthority(string? authority)
    {
        if (authority is not null && !HttpSyntax.TryParseAuthority(authority, out _, out _)) return Failed;
        Authority = authority;
        return Done;
    }

    public IRequestOptions? GetOptions() => Options;

    public IFields GetHeaders() => Headers;

    /// <summary>The guest has dropped the request without sending it.</summary>
    public void Dispose() => Body.Abandon();

    private static Result<Unit, Unit> Done => Result<Unit, Unit>.Ok(Unit.Value);

    private static Result<Unit, Unit> Failed => Result<Unit, Unit>.Err(Unit.Value);
}
