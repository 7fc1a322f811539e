using Sluice.Wasi.Http.Client;
using Sluice.Wasi.V02.Wasi.Http.OutgoingHandler;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/outgoing-handler@0.2</c></summary>
internal sealed class OutgoingHandlerV02(HttpTransport transport) : IOutgoingHandler, IDisposable
{
    private readonly CancellationTokenSource storeDisposed = new();

    public Result<W.IFutureIncomingResponse, W.ErrorCode> Handle(W.IOutgoingRequest request, W.IRequestOptions? options)
    {
        var dropped = CancellationTokenSource.CreateLinkedTokenSource(storeDisposed.Token);
        var complete = ((OutgoingRequestV02)request).Complete(((RequestOptionsV02?)options)?.Inner);
        var response = transport.SendAsync(complete, dropped.Token).AsTask();
        // What is wrong with the request itself shows at once.
        if (response is { IsCompletedSuccessfully: true, Result: { IsError: true, Error: var error } }) return error.ToV02();
        return new FutureIncomingResponseV02(response, dropped);
    }

    public void Dispose() => storeDisposed.Cancel();
}
