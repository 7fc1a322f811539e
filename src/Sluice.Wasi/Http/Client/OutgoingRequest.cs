using System.Text;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http.Client;

/// <summary>A request as it goes over the wire: checked, and complete.</summary>
internal sealed class OutgoingRequest
{
    private OutgoingRequest(Request request, Destination destination, string host, string target, ulong? contentLength)
    {
        Request = request;
        Destination = destination;
        HostField = host;
        Target = target;
        ContentLength = contentLength;
        Method = Methods.NameOf(request.Method);
    }

    public Request Request { get; }

    public Destination Destination { get; }

    /// <summary>The authority as the guest has spelled it, without a user.</summary>
    public string HostField { get; }

    public string Method { get; }

    /// <summary>The path and query, or <c>*</c>.</summary>
    public string Target { get; }

    /// <summary>As the headers give it.</summary>
    public ulong? ContentLength { get; }

    /// <summary>Whether the guest has said that trailers will follow.</summary>
    public bool AnnouncesTrailers => Request.Headers.Has("trailer");

    /// <summary>Whether the body's length is not known before it ends.</summary>
    public bool IsChunked => ContentLength is null && (!Request.Body.IsEmpty || AnnouncesTrailers);

    public bool HasNoResponseBody => Method == "HEAD";

    public static Result<OutgoingRequest, ErrorCode> From(Request request)
    {
        bool secure;
        switch (request.Scheme)
        {
            case null or Scheme.Https: secure = true; break;
            case Scheme.Http: secure = false; break;
            default: return new ErrorCode.HttpProtocolError();
        }
        // Tunnels are not what a body is for.
        if (request.Method is Method.Connect) return new ErrorCode.HttpRequestMethodInvalid();
        if (request.Authority is not { } authority || !HttpSyntax.TryParseAuthority(authority, out var host, out var port)) return new ErrorCode.HttpRequestUriInvalid();
        if (ToTarget(request.PathWithQuery, request.Method) is not { } target) return new ErrorCode.HttpRequestUriInvalid();
        if (!request.Headers.TryGetContentLength(out var length)) return new ErrorCode.InternalError("the content-length headers disagree");
        var destination = new Destination(secure, host, port ?? (secure ? (ushort)443 : (ushort)80));
        return new OutgoingRequest(request, destination, authority[(authority.LastIndexOf('@') + 1)..], target, length);
    }

    private static string? ToTarget(string? pathWithQuery, Method method)
    {
        // https://github.com/WebAssembly/WASI/issues/949: nothing is sent as the root.
        if (string.IsNullOrEmpty(pathWithQuery)) return "/";
        if (pathWithQuery[0] == '?') pathWithQuery = "/" + pathWithQuery;
        if (pathWithQuery[0] != '/') return pathWithQuery == "*" && method is Method.Options ? pathWithQuery : null;
        return Ascii.IsValid(pathWithQuery) ? pathWithQuery : Escape(pathWithQuery);
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet < 0x80) escaped.Append((char)octet);
            else escaped.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{octet:X2}");
        }
        return escaped.ToString();
    }
}
