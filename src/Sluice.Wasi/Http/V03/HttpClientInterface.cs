using Sluice.Wasi.Http.Client;
using Sluice.Wasi.V03.Wasi.Http.Client;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/client</c></summary>
internal sealed class HttpClientInterface(HttpTransport transport) : IClient
{
    public async ValueTask<Result<IResponse, ErrorCode>> Send(IRequest request, CancellationToken cancellationToken) =>
        (await transport.SendAsync((Request)request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var response, out var error)
            ? Result<IResponse, ErrorCode>.Ok(response)
            : error;
}
