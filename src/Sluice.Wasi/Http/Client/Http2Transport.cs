using System.Collections.Concurrent;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Text;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http.Client;

/// <summary>HTTP/2 over TLS, by .NET's own client.</summary>
internal sealed class Http2Transport : IDisposable
{
    private readonly SocketsHttpHandler handler;
    private readonly HttpMessageInvoker invoker;
    private readonly int fieldLimit;

    // Servers that do not speak it.
    private readonly ConcurrentDictionary<Destination, byte> refused = new();

    public Http2Transport(WasiHttpOptions options)
    {
        fieldLimit = options.MaxFieldBytes;
        handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = options.IdleConnectionTimeout,
            ConnectTimeout = options.ConnectTimeout,
            MaxResponseHeadersLength = Math.Max(1, options.MaxFieldBytes >> 10),
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = options.CertificateValidation },
        };
        invoker = new HttpMessageInvoker(handler);
    }

    /// <returns>Null if the server does not speak HTTP/2; the request is as it was.</returns>
    public async ValueTask<Result<Response, ErrorCode>?> TrySendAsync(OutgoingRequest request, Timeouts timeouts, CancellationToken cancellationToken)
    {
        if (refused.ContainsKey(request.Destination)) return null;
        var content = request.ContentLength is null && request.Request.Body.IsEmpty ? null : new Http2RequestContent(request);
        var firstByte = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            using var message = Format(request, content);
            firstByte.CancelAfter(timeouts.FirstByte);
            response = await invoker.SendAsync(message, firstByte.Token).ConfigureAwait(false);
            firstByte.CancelAfter(Timeout.InfiniteTimeSpan);
            if (content is null) _ = CompleteEmptyAsync(request.Request.Body);
            var source = new Http2ResponseBody(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), firstByte, timeouts.BetweenBytes, fieldLimit);
            return new Response(Fields.FromWire(Entries(response), fieldLimit), new HostBody(source)) { StatusCode = (ushort)response.StatusCode };
        }
        catch (HttpRequestException exception) when (content is null or { Started: false } && IsRefusal(exception))
        {
            firstByte.Dispose();
            refused.TryAdd(request.Destination, 0);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            firstByte.Dispose();
            return content?.Failure ?? (exception is OperationCanceledException ? new ErrorCode.ConnectionReadTimeout() : HttpErrors.FromException(exception));
        }
    }

    public void Dispose()
    {
        invoker.Dispose();
        handler.Dispose();
    }

    // Servers without HTTP/2 agree on nothing, or break the handshake off.
    private static bool IsRefusal(HttpRequestException exception) =>
        exception.HttpRequestError is HttpRequestError.VersionNegotiationError or HttpRequestError.SecureConnectionError;

    private static HttpRequestMessage Format(OutgoingRequest request, Http2RequestContent? content)
    {
        // The guest's path goes out as it is: no dots resolved, no escapes changed.
        var uri = new Uri($"https://{request.HostField}{(request.Target == "*" ? "" : request.Target)}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(request.Method), uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        message.Headers.Host = request.HostField;
        foreach (var (name, value) in request.Request.Headers.Entries)
        {
            var text = Fields.Text(value);
            if (!message.Headers.TryAddWithoutValidation(name, text)) content?.Headers.TryAddWithoutValidation(name, text);
        }
        return message;
    }

    private static IEnumerable<(string, byte[])> Entries(HttpResponseMessage response)
    {
        foreach (var headers in new[] { response.Headers.NonValidated, response.Content.Headers.NonValidated })
            foreach (var (name, values) in headers)
                foreach (var value in values) yield return (name, Encoding.Latin1.GetBytes(value));
    }

    // Nothing of it goes over the wire, but the guest may still say that the request is void.
    private static async Task CompleteEmptyAsync(Body body)
    {
        var result = await body.CopyToAsync(static (_, _) => new(Unit.Value), CancellationToken.None).ConfigureAwait(false);
        body.Complete(result.TryGetValue(out _, out var error) ? Unit.Value : error);
    }
}
