using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.response-outparam@0.2</c>: where a guest puts its response, to go on with the body afterwards.</summary>
internal sealed class ResponseOutparamV02 : W.IResponseOutparam
{
    private readonly TaskCompletionSource<Result<Response, ErrorCode>> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OutgoingResponseV02? _outgoing;

    public Task<Result<Response, ErrorCode>> Response => _response.Task;

    public void Set(Result<W.IOutgoingResponse, W.ErrorCode> response)
    {
        if (response.TryGetValue(out var outgoing, out var error))
        {
            _outgoing = (OutgoingResponseV02)outgoing;
            _response.TrySetResult(_outgoing.Complete());
        }
        else
        {
            _response.TrySetResult(error.ToDomain());
        }
    }

    /// <summary>The guest will do nothing more: a response that is not there, or not complete, will never be.</summary>
    public void GuestEnded()
    {
        Dispose();
        _outgoing?.GuestEnded();
    }

    public void Dispose() => _response.TrySetResult(new ErrorCode.InternalError("the guest has not set a response"));
}
