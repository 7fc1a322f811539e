using System.Runtime.CompilerServices;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http.Client;

/// <summary>Sends the requests of guests: checks them against the policy and gives them to the version of HTTP that serves them.</summary>
internal sealed class HttpTransport : IDisposable
{
    private static readonly ConditionalWeakTable<WasiHttpOptions, HttpTransport> Shared = [];

    private readonly WasiHttpOptions options;
    private readonly HostAllowList allowed;
    private readonly Http1Transport http1;
    private readonly Lazy<Http2Transport> http2;

    public HttpTransport(WasiHttpOptions options)
    {
        this.options = options;
        allowed = new HostAllowList(options.AllowedHosts);
        http1 = new Http1Transport(options);
        http2 = new Lazy<Http2Transport>(() => new Http2Transport(options));
    }

    /// <summary>The one for all guests with these options: they share its connections.</summary>
    public static HttpTransport Of(WasiHttpOptions options) => Shared.GetValue(options, static options => new HttpTransport(options));

    /// <summary>Sends a request, which from then on is the transport's.</summary>
    /// <returns>The response once its head is there. The request's body may still be on its way.</returns>
    /// <exception cref="OperationCanceledException">The token fired; the request is given up.</exception>
    public async ValueTask<Result<Response, ErrorCode>> SendAsync(Request request, CancellationToken cancellationToken)
    {
        var result = await TrySendAsync(request, cancellationToken).ConfigureAwait(false);
        if (result.IsError)
        {
            request.Body.Complete(result.Error);
            request.Body.Abandon();
        }
        return result;
    }

    public void Dispose()
    {
        http1.Dispose();
        if (http2.IsValueCreated) http2.Value.Dispose();
    }

    private async ValueTask<Result<Response, ErrorCode>> TrySendAsync(Request request, CancellationToken cancellationToken)
    {
        if (!OutgoingRequest.From(request).TryGetValue(out var outgoing, out var invalid)) return invalid;
        var destination = outgoing.Destination;
        if (!allowed.Allows(destination.Host, destination.Port)) return new ErrorCode.HttpRequestDenied();
        var timeouts = Timeouts.Of(request.Options, options);
        // HTTP/2 needs TLS to be agreed on, and .NET's has no trailers of requests.
        if (destination.IsSecure && !outgoing.AnnouncesTrailers && await http2.Value.TrySendAsync(outgoing, timeouts, cancellationToken).ConfigureAwait(false) is { } result)
            return result;
        return await http1.SendAsync(outgoing, timeouts, cancellationToken).ConfigureAwait(false);
    }
}
