using Sluice.Wasi.V03.Wasi.Http.Handler;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>An imported <c>wasi:http/handler</c>: what a middleware calls next.</summary>
internal sealed class HttpHandlerInterface(IHttpHandler next) : IHandler
{
    public async ValueTask<Result<IResponse, ErrorCode>> Handle(IRequest request, CancellationToken cancellationToken) =>
        (await next.HandleAsync((Request)request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var response, out var error)
            ? Result<IResponse, ErrorCode>.Ok(response)
            : error;
}
