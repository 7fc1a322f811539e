// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#tasks

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sluice.CanonicalAbi;
using Sluice.Components;
using Sluice.Wit.Types;

namespace Sluice.Concurrency;

/// <summary>One call of a lifted function: the specification's <c>Task</c>.</summary>
[DebuggerDisplay("{ToString()} {state}")]
internal sealed unsafe class GuestTask(FuncType type, CanonicalOptions options, ComponentInstance instance, ICaller? caller) : PendingCall
{
    private enum State
    {
        Initial,
        Started,
        PendingCancel,
        CancelDelivered,
        Resolved,
    }

    private State state = State.Initial;
    // Most tasks have one thread at a time; the list is made for more.
    private GuestThread? onlyThread;
    private List<GuestThread>? threads;

    public FuncType Type { get; } = type;

    public CanonicalOptions Options { get; } = options;

    public ComponentInstance Instance { get; } = instance;

    /// <summary>How many borrowed handles the task must still drop.</summary>
    public int NumBorrows { get; set; }

    public GuestThread? ImplicitThread { get; private set; }

    public bool IsResolved => state == State.Resolved;

    /// <summary>Whether the host calls, and hears of it when the task can never be resolved.</summary>
    public HostCall? HostCaller => caller as HostCall;

    public bool NeedsExclusive
    {
        get
        {
            Debug.Assert(Type.Async);
            return !Options.Async || Options.Callback is not null;
        }
    }

    public bool HasBackpressure => Instance.Backpressure > 0 || (NeedsExclusive && Instance.ExclusiveThread is not null);

    /// <summary>The thread that alone keeps the task from entering its instance.</summary>
    public GuestThread? ExcludedBy =>
        Type.Async && NeedsExclusive && Instance.Backpressure == 0 && Instance.NumWaitingToEnter == 0 ? Instance.ExclusiveThread : null;

    /// <summary>
    /// The first half of <c>enter_implicit_thread</c>, up to where the thread may have to wait. Returns whether it need not.
    /// </summary>
    public bool TryEnterAtOnce(GuestThread thread)
    {
        Debug.Assert(state == State.Initial);
        ImplicitThread = thread;
        if (Type.Async && (HasBackpressure || Instance.NumWaitingToEnter > 0 || (thread.NeedsStack && !thread.Store.Suspension.HasCapacity)))
        {
            Instance.NumWaitingToEnter++;
            return false;
        }
        EnterImplicitThread(thread);
        return true;
    }

    /// <summary>The second half, for a thread that had to wait.</summary>
    public bool EnterAfterWaiting(GuestThread thread, Cancelled cancelled)
    {
        Instance.NumWaitingToEnter--;
        if (cancelled == Cancelled.True)
        {
            Cancel();
            return false;
        }
        EnterImplicitThread(thread);
        return true;
    }

    private void EnterImplicitThread(GuestThread thread)
    {
        if (Type.Async && NeedsExclusive)
        {
            Debug.Assert(Instance.ExclusiveThread is null);
            Instance.ExclusiveThread = thread;
        }
        RegisterThread(thread);
    }

    public void RegisterThread(GuestThread thread)
    {
        Debug.Assert(thread.Task == this && thread.Index == 0);
        // First: looking at the table may add the task's implicit thread.
        var table = Instance.Threads;
        if (threads is not null) threads.Add(thread);
        else if (onlyThread is null) onlyThread = thread;
        else
        {
            threads = [onlyThread, thread];
            onlyThread = null;
        }
        thread.Index = table.Add(thread);
    }

    public void ExitImplicitThread(GuestThread thread)
    {
        Debug.Assert(thread == ImplicitThread);
        UnregisterThread(thread);
        if (Type.Async && NeedsExclusive)
        {
            Debug.Assert(Instance.ExclusiveThread == thread);
            Instance.ReleaseExclusive();
        }
    }

    public void UnregisterThread(GuestThread thread)
    {
        Debug.Assert(thread.Task == this && thread.Index != 0);
        if (onlyThread == thread) onlyThread = null;
        else threads!.Remove(thread);
        if (IsEmpty)
        {
            Trap.If(state != State.Resolved, TrapCode.NoAsyncResult);
            Debug.Assert(NumBorrows == 0);
        }
        Instance.Threads.Remove(thread.Index);
        thread.Index = 0;
    }

    public override void RequestCancellation(ComponentInstance? from)
    {
        if (state == State.Initial)
        {
            state = State.CancelDelivered;
            ImplicitThread!.Resume(Cancelled.True);
            return;
        }
        // The host may ask late or twice; a guest caller cannot.
        if (from is null && state != State.Started) return;
        Debug.Assert(state == State.Started);
        var candidates = Threads.FindAll(static thread => thread.Cancellable && !thread.IsRunning);
        if (NeedsExclusive && Instance.ExclusiveThread is { } exclusive && exclusive != ImplicitThread) candidates.Remove(ImplicitThread!);
        if (candidates.Count == 0 || !Instance.MayEnterFrom(from))
        {
            state = State.PendingCancel;
            return;
        }
        state = State.CancelDelivered;
        Instance.EnterFrom(from);
        candidates[Instance.Store.Scheduler.Choose(candidates.Count)].Resume(Cancelled.True);
        Instance.LeaveTo(from);
    }

    public bool DeliverPendingCancel(bool cancellable)
    {
        if (!cancellable || state != State.PendingCancel) return false;
        state = State.CancelDelivered;
        return true;
    }

    public void Start(LiftLowerContext context, ulong* flatArguments)
    {
        Debug.Assert(state == State.Initial);
        state = State.Started;
        caller!.OnStart(context, flatArguments);
    }

    /// <summary>
    /// Whether an exception in <see cref="Start"/> is the host's own, for arguments that it cannot lower, and has left the guest as if it
    /// had not been called. What the guest's allocator throws is not; nor may handles be left that only the guest could drop.
    /// </summary>
    public bool MayRefuse(Exception exception) =>
        HostCaller is not null && NumBorrows == 0 && Instance.MayLeave && Runtime.GuestFault.IsHostFailure(exception);

    /// <summary>Ends a task whose arguments the host could not lower.</summary>
    public void Refuse(Exception exception)
    {
        Debug.Assert(state == State.Started);
        state = State.Resolved;
        Instance.Store.FailHostCall(HostCaller!, exception);
    }

    public void Return(LiftLowerContext context, ulong* flatResults)
    {
        Trap.If(state == State.Resolved, TrapCode.TaskAlreadyResolved);
        Trap.If(NumBorrows > 0, TrapCode.BorrowsRemain);
        caller!.OnResolve(context, flatResults);
        state = State.Resolved;
    }

    /// <summary>A core module's start function has returned; nobody waits for it.</summary>
    public void ResolveStart()
    {
        Debug.Assert(caller is null && state == State.Initial);
        state = State.Resolved;
    }

    /// <summary>Whether no thread is left, so that a <see cref="Builtins.FusedCall"/> may use the task for its next call.</summary>
    public bool IsEmpty => onlyThread is null && threads is not { Count: > 0 };

    private List<GuestThread> Threads => threads ?? (onlyThread is null ? [] : [onlyThread]);

    /// <summary>Says which thread will be the implicit one of all calls that a <see cref="Builtins.FusedCall"/> makes with the task.</summary>
    public void SetFusedThread(GuestThread thread) => ImplicitThread = thread;

    /// <summary>
    /// <c>enter_implicit_thread</c> and <c>start</c> of a task whose caller is a <see cref="Builtins.FusedCall"/>. The thread is registered when
    /// somebody looks at the instance's threads.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StartFused()
    {
        Debug.Assert(caller is null && !Type.Async && IsEmpty && NumBorrows == 0);
        state = State.Started;
    }

    /// <summary><c>return_</c> of a task whose caller is a <see cref="Builtins.FusedCall"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ResolveFused()
    {
        Debug.Assert(caller is null && state == State.Started);
        Trap.If(NumBorrows > 0, TrapCode.BorrowsRemain);
        state = State.Resolved;
    }

    public void Cancel()
    {
        Trap.If(state == State.Resolved, TrapCode.TaskAlreadyResolved);
        Trap.If(state != State.CancelDelivered, TrapCode.TaskNotCancelled);
        Trap.If(NumBorrows > 0, TrapCode.BorrowsRemain);
        caller!.OnCancelled();
        state = State.Resolved;
    }

    public override string ToString() => $"a call of {Type} in {Instance}";
}
