using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Poll;
using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.future-incoming-response@0.2</c></summary>
/// <param name="response">A request that is on its way. Never fails, but may be cancelled.</param>
/// <param name="dropped">Gives the request up.</param>
internal sealed class FutureIncomingResponseV02(Task<Result<Response, ErrorCode>> response, CancellationTokenSource dropped) : W.IFutureIncomingResponse
{
    private bool taken;

    public IPollable Subscribe() => Pollable.Of(response);

    public Result<Result<W.IIncomingResponse, W.ErrorCode>, Unit>? Get()
    {
        if (!response.IsCompletedSuccessfully) return null;
        if (taken) return Result<Result<W.IIncomingResponse, W.ErrorCode>, Unit>.Err(Unit.Value);
        taken = true;
        // It has completed: nothing waits here.
        return Result<Result<W.IIncomingResponse, W.ErrorCode>, Unit>.Ok(response.Result.TryGetValue(out var arrived, out var error)
            ? new IncomingResponseV02(arrived)
            : error.ToV02());
    }

    public void Dispose()
    {
        if (taken) return;
        dropped.Cancel();
        // It may have arrived all the same.
        response.ContinueWith(static arrived => { if (arrived.Result.TryGetValue(out var response, out _)) response.Dispose(); },
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }
}
