using System.Threading.Tasks.Sources;
using Sluice.CanonicalAbi;
using Sluice.Components;
using Sluice.Wit.Types;

namespace Sluice.Concurrency;

/// <summary>The host's call of a guest's function.</summary>
internal abstract unsafe class HostCall : ICaller, IStoreWork
{
    public abstract GuestFunction Callee { get; }

    public ComponentInstance? Instance => null;

    /// <summary>Whether there is a result, or the guest gave up, since the host was last told.</summary>
    public bool IsResolved { get; protected set; }

    /// <summary>The next one that was resolved in the same step of the store.</summary>
    public HostCall? NextResolved { get; set; }

    public abstract void Run();

    void IStoreWork.Abandon() => Fail(new ObjectDisposedException(nameof(Store)));

    /// <summary>Tells the host, now that the step which brought the result is over.</summary>
    public abstract void Complete();

    /// <summary>Tells the host that there will be no result.</summary>
    public abstract void Fail(Exception exception);

    public abstract void OnStart(LiftLowerContext callee, ulong* flatArguments);

    public abstract void OnResolve(LiftLowerContext callee, ulong* flatResults);

    public abstract void OnCancelled();
}

/// <inheritdoc/>
internal sealed unsafe class HostCall<TArgs, TResult> : HostCall, IValueTaskSource<TResult>
{
    private TArgs arguments;
    private readonly HostCallMovers<TArgs, TResult> movers;
    private readonly CancellationToken cancellationToken;
    private ManualResetValueTaskSourceCore<TResult> completion = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration registration;
    private PendingCall? task;
    private LiftLowerContext? lender;
    private TResult? result;
    private bool cancelled;
    private bool completed;

    private HostCall(GuestFunction callee, TArgs arguments, CancellationToken cancellationToken)
    {
        Callee = callee;
        this.arguments = arguments;
        this.cancellationToken = cancellationToken;
        movers = callee.MoversFor<TArgs, TResult>();
    }

    public override GuestFunction Callee { get; }

    /// <summary>Calls a function. Any thread may.</summary>
    /// <param name="cancellationToken">Asks the guest to stop; it decides whether it does.</param>
    /// <exception cref="Trap">The guest was stopped.</exception>
    /// <exception cref="OperationCanceledException">The guest stopped because it was asked to.</exception>
    public static ValueTask<TResult> Invoke(ComponentFunction callee, TArgs arguments, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<TResult>(cancellationToken);
        if (callee is HostFunction<TArgs, TResult> host) return host.Invoke(arguments, cancellationToken);
        if (callee is HostFunction other) throw other.Mismatch(typeof(TArgs), typeof(TResult));
        var call = new HostCall<TArgs, TResult>((GuestFunction)callee, arguments, cancellationToken);
        // Taken before the call can complete and its source be read.
        var result = new ValueTask<TResult>(call, call.completion.Version);
        ((GuestFunction)callee).Instance.Store.Submit(call);
        return result;
    }

    public override void Run()
    {
        var store = Callee.Instance.Store;
        store.AddHostCall(this);
        task = Callee.Call(this);
        if (IsResolved || completed || !cancellationToken.CanBeCanceled) return;
        registration = cancellationToken.UnsafeRegister(static call => ((HostCall<TArgs, TResult>)call!).PostCancellation(), this);
    }

    private void PostCancellation() => Callee.Instance.Store.Post(new Cancellation(this));

    public override void OnStart(LiftLowerContext callee, ulong* flatArguments)
    {
        lender = callee;
        movers.LowerArguments(arguments, callee, flatArguments);
        // What they hold may be garbage long before the call ends: the guest has its own handles.
        arguments = default!;
        if (!callee.HasBorrows) lender = null;
    }

    public override void OnResolve(LiftLowerContext callee, ulong* flatResults)
    {
        result = movers.LiftResult(callee, flatResults);
        Resolve();
    }

    public override void OnCancelled()
    {
        cancelled = true;
        Resolve();
    }

    private void Resolve()
    {
        IsResolved = true;
        lender?.EndBorrows();
        Callee.Instance.Store.OnHostCallResolved(this);
    }

    public override void Complete()
    {
        if (!TryComplete()) return;
        if (cancelled) completion.SetException(new OperationCanceledException(cancellationToken));
        else completion.SetResult(result!);
    }

    public override void Fail(Exception exception)
    {
        if (TryComplete()) completion.SetException(exception);
    }

    private bool TryComplete()
    {
        if (completed) return false;
        completed = true;
        registration.Dispose();
        return true;
    }

    TResult IValueTaskSource<TResult>.GetResult(short token) => completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => completion.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        completion.OnCompleted(continuation, state, token, flags);

    private sealed class Cancellation(HostCall<TArgs, TResult> call) : IStoreWork
    {
        public void Run()
        {
            if (!call.IsResolved && call.Callee.Instance.MayEnterFrom(null)) call.task!.RequestCancellation(null);
        }
    }
}
