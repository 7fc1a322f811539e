using Sluice.Wasi.V02.Exports.Wasi.Http.IncomingHandler;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>The <c>wasi:http/incoming-handler@0.2</c> that a component exports.</summary>
internal sealed class IncomingHandlerExport : IHttpHandler
{
    /// <summary>Versions of 0.2 are compatible: this finds all of them.</summary>
    public const string Id = "wasi:http/incoming-handler@0.2.0";

    private readonly IncomingHandlerExports exports;

    public IncomingHandlerExport(Store store, ComponentExports exports)
    {
        this.exports = new(exports);
        // Guests of 0.2 wait with their stacks in use: none of the thread pool's threads shall be such a stack.
        store.MayBlockOnHost = true;
    }

    public async ValueTask<Result<Response, ErrorCode>> HandleAsync(Request request, CancellationToken cancellationToken)
    {
        var outparam = new ResponseOutparamV02();
        // The guest gives its response first and writes the body then: it must be read meanwhile, on another thread than the guest's.
        var run = exports.HandleAsync(new IncomingRequestV02(request), outparam, cancellationToken).AsTask();
        if (await Task.WhenAny(outparam.Response, run).ConfigureAwait(false) == run && !outparam.Response.IsCompleted)
        {
            await run.ConfigureAwait(false);
            outparam.GuestEnded();
        }
        else
        {
            _ = run.ContinueWith(static (ended, outparam) =>
            {
                // The instance knows that it has trapped; here it is the body that breaks off.
                _ = ended.Exception;
                ((ResponseOutparamV02)outparam!).GuestEnded();
            }, outparam, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        return await outparam.Response.ConfigureAwait(false);
    }
}
