using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.response-outparam@0.2</c>: where a guest puts its response, to go on with the body afterwards.</summary>
internal sealed class ResponseOutparamV02 : W.IResponseOutparam
{
    private readonly TaskCompletionSource<Result<Response, ErrorCode>> response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OutgoingResponseV02? outgoing;

    public Task<Result<Response, ErrorCode>> Response => response.Task;

    public void Set(Result<W.IOutgoingResponse, W.ErrorCode> response)
    {
        if (response.TryGetValue(out var outgoing, out var error))
        {
            this.outgoing = (OutgoingResponseV02)outgoing;
            this.response.TrySetResult(this.outgoing.Complete());
        }
        else
        {
            this.response.TrySetResult(error.ToDomain());
        }
    }

    /// <summary>The guest will do nothing more: a response that is not there, or not complete, will never be.</summary>
    public void GuestEnded()
    {
        Dispose();
        outgoing?.GuestEnded();
    }

    public void Dispose() => response.TrySetResult(new ErrorCode.InternalError("the guest has not set a response"));
}
