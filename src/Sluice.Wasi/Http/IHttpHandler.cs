using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>Answers requests: a component's exported <c>wasi:http/handler</c>, or what the host puts in the place of an imported one.</summary>
internal interface IHttpHandler
{
    /// <exception cref="Trap">The guest was stopped.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    ValueTask<Result<Response, ErrorCode>> HandleAsync(Request request, CancellationToken cancellationToken);
}
