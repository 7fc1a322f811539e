using Sluice.Wasi.V03.Exports.Wasi.Http.Handler;
using Sluice.Wasi.V03.Wasi.Http.Handler;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>The handler that a component exports.</summary>
internal sealed class HttpHandlerExport : IHttpHandler
{
    private readonly HandlerExports exports;

    private HttpHandlerExport(ComponentExports exports) => this.exports = new HandlerExports(exports);

    /// <summary>The one of 0.3, or else the <c>incoming-handler</c> of 0.2.</summary>
    /// <exception cref="LinkException">The component exports neither.</exception>
    public static IHttpHandler Of(ComponentInstance instance)
    {
        if (instance.Exports.FindInstance(HandlerLinking.Id) is { } handler) return new HttpHandlerExport(handler);
        if (instance.Exports.FindInstance(IncomingHandlerExport.Id) is { } incoming) return new IncomingHandlerExport(instance.Store, incoming);
        throw new LinkException($"The component answers no requests: it exports neither {HandlerLinking.Id} nor {IncomingHandlerExport.Id}.");
    }

    public async ValueTask<Result<Response, ErrorCode>> HandleAsync(Request request, CancellationToken cancellationToken) =>
        (await exports.HandleAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var response, out var error) ? (Response)response : error;
}
