using System.Diagnostics;
using Sluice.Components;
using Sluice.Runtime;

namespace Sluice.Concurrency;

/// <summary>A guest's call of a host function, while it goes on.</summary>
internal abstract class HostTask : PendingCall, IStoreWork
{
    public abstract void Run();

    /// <summary>The store is being disposed: nobody waits for the result any more.</summary>
    public abstract void Abandon();
}

internal sealed class HostTask<TArgs, TResult>(HostFunction<TArgs, TResult> function, Subtask subtask) : HostTask
{
    private readonly HostBinding<TArgs, TResult> binding = (HostBinding<TArgs, TResult>)subtask.Site.HostBinding;
    private CancellationTokenSource? cancellation;
    private ValueTask<TResult> result;
    private bool done;

    private ComponentInstance Caller => subtask.Instance;

    public void Start()
    {
        var store = Caller.Store;
        subtask.OnStart();
        var arguments = subtask.LiftArguments(binding.LiftArguments);
        var token = store.Interruption;
        if (function is { Type.Async: true, TakesToken: true })
        {
            cancellation = new CancellationTokenSource();
            token = cancellation.Token;
        }
        try
        {
            result = function.Invoke(arguments, token);
        }
        catch (Exception exception) when (GuestFault.IsHostFailure(exception))
        {
            throw Failure(exception);
        }
        if (!result.IsCompleted)
        {
            if (function.Type.Async)
            {
                store.AddHostTask(this);
                var awaiter = result.ConfigureAwait(false).GetAwaiter();
                awaiter.UnsafeOnCompleted(PostCompletion);
                return;
            }
            // A function that is not async holds everything up until it returns, as a call of another component would.
            result = store.WaitForHost(result);
        }
        Resolve();
    }

    private void PostCompletion() => Caller.Store.Post(this);

    public override void RequestCancellation(ComponentInstance? caller)
    {
        Debug.Assert(caller == Caller);
        cancellation?.Cancel();
        // The posted completion then finds nothing left to do.
        if (result.IsCompleted) Finish();
    }

    public override void Run()
    {
        if (done || !Caller.MayEnterFrom(null)) return;
        Caller.EnterFrom(null);
        Finish();
        Caller.LeaveTo(null);
    }

    public override void Abandon()
    {
        done = true;
        cancellation?.Cancel();
    }

    private void Finish()
    {
        if (done) return;
        Caller.Store.RemoveHostTask(this);
        Resolve();
    }

    private void Resolve()
    {
        done = true;
        TResult value;
        try
        {
            value = result.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (subtask.CancellationRequested)
        {
            subtask.OnCancelled();
            return;
        }
        catch (Exception exception) when (GuestFault.IsHostFailure(exception))
        {
            throw Failure(exception);
        }
        finally
        {
            cancellation?.Dispose();
            subtask.Context.EndBorrows();
        }
        subtask.OnResolve(value, binding.LowerResult);
    }

    private static Trap Failure(Exception exception) => new(TrapCode.HostFailure, exception.Message, exception);
}
