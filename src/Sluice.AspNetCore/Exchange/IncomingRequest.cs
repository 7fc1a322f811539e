using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Sluice.Wasi.Http;

namespace Sluice.AspNetCore.Exchange;

/// <summary>The server's requests as guests see them.</summary>
internal static class IncomingRequest
{
    public static Request From(HttpContext context, Fields headers, BodySource body) => new(headers, new HostBody(body))
    {
        Method = Methods.FromName(context.Request.Method) ?? Methods.FromName("GET")!,
        Scheme = Methods.FromSchemeName(context.Request.Scheme),
        Authority = AuthorityOf(context),
        PathWithQuery = PathOf(context),
    };

    public static IEnumerable<(string, byte[])> Entries(IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
        {
            // Whatever the server adds for itself is no header.
            if (!HttpSyntax.IsToken(name)) continue;
            foreach (var value in values) yield return (name, ToBytes(value ?? ""));
        }
    }

    // Servers decode headers as Latin-1 or UTF-8, as they are told.
    private static byte[] ToBytes(string value) => value.AsSpan().ContainsAnyExceptInRange('\0', '\xff') ? Encoding.UTF8.GetBytes(value) : Encoding.Latin1.GetBytes(value);

    // HTTP/1.0 knows no Host; then it is the address that was connected to.
    private static string AuthorityOf(HttpContext context)
    {
        if (context.Request.Host.Value is { Length: > 0 } host) return host;
        var address = context.Connection.LocalIpAddress;
        return address is null ? "localhost" : new System.Net.IPEndPoint(address, context.Connection.LocalPort).ToString();
    }

    // As it came: decoding a path and encoding it again would change it.
    private static string PathOf(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return target is ['/', ..] or "*" ? target : context.Request.GetEncodedPathAndQuery();
    }
}
