using Sluice.Wasi.V03.Exports.Wasi.Http.Handler;
using Sluice.Wasi.V03.Wasi.Http.Handler;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>The handler that a component exports.</summary>
internal sealed class HttpHandlerExport : IHttpHandler
{
    private readonly HandlerExports exports;

    /// <exception cref="LinkException">The component exports none.</exception>
    public HttpHandlerExport(ComponentInstance instance) => exports = new HandlerExports(instance.GetInstance(HandlerLinking.Id));

    public async ValueTask<Result<Response, ErrorCode>> HandleAsync(Request request, CancellationToken cancellationToken) =>
        (await exports.HandleAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var response, out var error) ? (Response)response : error;
}
