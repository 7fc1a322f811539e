// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#threads

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sluice.Components;

namespace Sluice.Concurrency;

/// <summary>What a waiting thread waits for: the specification's <c>ready_func</c> by name.</summary>
internal enum ReadyWhen
{
    /// <summary>Nothing: the thread only let others go first.</summary>
    Now,
    /// <summary>A <see cref="Waitable"/> has an event.</summary>
    PendingEvent,
    /// <summary>A <see cref="WaitableSet"/> has an event.</summary>
    SetHasEvent,
    /// <summary>A <see cref="WaitableSet"/> has an event and the instance has no exclusive thread.</summary>
    SetHasEventAndNotExclusive,
    /// <summary>The instance has no exclusive thread.</summary>
    NotExclusive,
    /// <summary>The instance lets the thread's task in.</summary>
    NoBackpressure,
    /// <summary>A <see cref="Subtask"/> is resolved.</summary>
    Resolved,
}

/// <summary>A thread of a task: the specification's <c>Thread</c>.</summary>
/// <remarks>
/// A thread that waits between two calls of its guest code keeps no stack: it is an object that <see cref="Advance"/> takes up again.
/// One that waits inside its guest code keeps its stack through the store's <see cref="SuspensionStrategy"/>, or, in a synchronous
/// task, runs the others on top of its own stack until it may go on, since its caller cannot go on before it.
/// </remarks>
[DebuggerDisplay("{Description}")]
internal abstract class GuestThread(GuestTask task)
{
    private enum State
    {
        Suspended,
        Waiting,
        Running,
        Exited,
    }

    private State state = State.Suspended;
    private ReadyWhen readyWhen;
    private object? readyTarget;
    private long waitTicket;
    private Cancelled blockResult;
    private GuestThread? switchTo;
    private GuestThread? resumer;

    public GuestTask Task { get; } = task;

    public Store Store => Task.Instance.Store;

    /// <summary>The thread's index in its instance's table, or 0.</summary>
    public uint Index { get; set; }

    /// <summary>What <c>context.get</c> and <c>context.set</c> see.</summary>
    public ContextStorage Storage;

    /// <summary>Whether the operation that the thread is blocked in ends when its task is cancelled.</summary>
    public bool Cancellable { get; private set; }

    /// <summary>Whether the thread stands in the scheduler's queue; the scheduler's to clear.</summary>
    public bool Queued { get; set; }

    /// <summary>Whether the thread stands in its instance's list of those it keeps waiting; the instance's to clear.</summary>
    public bool QueuedOnInstance { get; set; }

    /// <summary>The stack that the thread's guest frames are on, if it is one that can be set aside; the strategy's to change.</summary>
    public object? Stack { get; set; }

    public bool IsRunning => state == State.Running;

    public bool IsSuspended => state == State.Suspended;

    public bool IsExited => state == State.Exited;

    public bool IsWaiting => state == State.Waiting;

    public bool IsReady => IsWaiting && Holds(readyWhen, readyTarget);

    /// <summary>Whether the thread's guest code may block and must then be set aside with its stack.</summary>
    public virtual bool NeedsStack => Task.Type.Async && Task.Instance.MayBlockOnStack;

    /// <summary>Whether nobody could use the turn that the thread gives up by yielding, its resumer included.</summary>
    private bool IsAlone => resumer is null && !Store.HasOtherWork;

    /// <summary>Whether the thread's synchronous task could go on after blocking now: somebody of its instance would run.</summary>
    public bool MayBlock => Task.Type.Async || Task.Instance.Threads.Elements().Any(static thread => thread.IsReady && !thread.NeedsExclusiveStack);

    /// <summary>Whether the thread needs its instance to itself, which it does not have while a synchronous task is going on.</summary>
    private bool NeedsExclusiveStack => Task.Type.Async && Task.NeedsExclusive && this == Task.ImplicitThread;

    private bool WantsStack => Stack is null && NeedsStack;

    /// <summary>Whether the thread waits because there are too many stacks already.</summary>
    public bool WaitsForStack => IsWaiting && WantsStack && !Store.Suspension.HasCapacity;

    /// <summary>Whether the thread waits for a call to return or to be let in.</summary>
    public bool WaitsForCall => IsWaiting && readyWhen is (ReadyWhen.Resolved or ReadyWhen.NoBackpressure);

    /// <summary>What the thread does and waits for, for people.</summary>
    public string Description => $"thread {Index} of {Task}: {state switch
    {
        State.Waiting => readyWhen switch
        {
            ReadyWhen.Now => "ready",
            ReadyWhen.PendingEvent => $"waits for {readyTarget}",
            ReadyWhen.SetHasEvent or ReadyWhen.SetHasEventAndNotExclusive =>
                $"waits for {(readyTarget is WaitableSet set && set.Elements.Any() ? string.Join(", ", set.Elements) : "an empty waitable set")}",
            ReadyWhen.NotExclusive or ReadyWhen.NoBackpressure => "waits to enter its instance",
            _ => $"waits for {readyTarget} to return",
        },
        State.Suspended => "suspended",
        State.Running => "running",
        _ => "exited",
    }}";

    /// <summary>What happens before guest code may run. Returns whether it may; if not, the thread waits or has exited.</summary>
    protected abstract bool TryEnter(Cancelled cancelled);

    /// <summary>Runs the guest until the thread exits or waits without a guest frame on the stack.</summary>
    protected abstract void Advance(Cancelled cancelled);

    /// <summary><see cref="Advance"/>, on a stack of the strategy's.</summary>
    public void AdvanceOnStack() => Advance(blockResult);

    public void ResumeLater()
    {
        Debug.Assert(IsSuspended);
        StartWaiting(ReadyWhen.Now, null);
    }

    public void Resume(Cancelled cancelled = Cancelled.False)
    {
        Debug.Assert(!IsRunning && (Cancellable || cancelled == Cancelled.False));
        if (IsWaiting) StopWaiting();
        RunChain(this, cancelled, until: null);
    }

    public Cancelled Suspend(bool cancellable)
    {
        Debug.Assert(IsRunning);
        if (Task.DeliverPendingCancel(cancellable)) return Cancelled.True;
        return Block(cancellable, null);
    }

    public Cancelled WaitUntil(ReadyWhen when, object? target, bool cancellable)
    {
        Debug.Assert(IsRunning);
        if (TryPass(when, target, cancellable, atOnce: when != ReadyWhen.Now || IsAlone, out var cancelled)) return cancelled;
        StartWaiting(when, target);
        return Block(cancellable, null);
    }

    public Cancelled Yield(bool cancellable) => WaitUntil(ReadyWhen.Now, null, cancellable);

    public Cancelled SuspendThenResume(bool cancellable, GuestThread other)
    {
        Debug.Assert(IsRunning && other.IsSuspended);
        if (Task.DeliverPendingCancel(cancellable)) return Cancelled.True;
        return Block(cancellable, other);
    }

    public Cancelled YieldThenResume(bool cancellable, GuestThread other)
    {
        Debug.Assert(IsRunning && other.IsSuspended);
        if (Task.DeliverPendingCancel(cancellable)) return Cancelled.True;
        StartWaiting(ReadyWhen.Now, null);
        return Block(cancellable, other);
    }

    public Cancelled SuspendThenPromote(bool cancellable, GuestThread other)
    {
        Debug.Assert(IsRunning);
        if (Task.DeliverPendingCancel(cancellable)) return Cancelled.True;
        if (!other.IsReady) return Suspend(cancellable);
        other.StopWaiting();
        return SuspendThenResume(cancellable, other);
    }

    public Cancelled YieldThenPromote(bool cancellable, GuestThread other)
    {
        Debug.Assert(IsRunning);
        if (Task.DeliverPendingCancel(cancellable)) return Cancelled.True;
        if (!other.IsReady) return Yield(cancellable);
        other.StopWaiting();
        return YieldThenResume(cancellable, other);
    }

    /// <summary>Something that the thread may be waiting for has changed.</summary>
    public void Wake()
    {
        if (!IsWaiting || Queued) return;
        Queued = true;
        Store.Scheduler.Enqueue(this);
    }

    /// <summary>If only the thread's instance keeps it from going on, has the instance wake it when that changes.</summary>
    public void WaitForInstance()
    {
        if (!IsWaiting || QueuedOnInstance) return;
        var instanceAlone = readyWhen switch
        {
            ReadyWhen.NotExclusive or ReadyWhen.NoBackpressure => true,
            ReadyWhen.SetHasEventAndNotExclusive => ((WaitableSet)readyTarget!).HasPendingEvent,
            _ => false,
        };
        if (instanceAlone) Task.Instance.KeepWaiting(this);
    }

    /// <summary>For threads whose guest frames are gone: they wait with nothing on the stack.</summary>
    protected bool TryWait(ReadyWhen when, object? target, out Cancelled cancelled)
    {
        if (TryPass(when, target, cancellable: true, atOnce: false, out cancelled)) return true;
        Cancellable = true;
        StartWaiting(when, target);
        return false;
    }

    protected void StartWaiting(ReadyWhen when, object? target)
    {
        Debug.Assert(!IsWaiting);
        state = State.Waiting;
        readyWhen = when;
        readyTarget = target;
        waitTicket = Store.NextWaitTicket();
        Store.Waiting.Add(this);
        if (IsReady) Wake();
        else WaitForInstance();
    }

    /// <summary>For a thread of a <see cref="Builtins.FusedCall"/>, which runs on its caller's stack, call after call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void BeginFused()
    {
        Debug.Assert(!IsRunning && !IsWaiting);
        state = State.Running;
        Storage = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Exit()
    {
        Debug.Assert(IsRunning);
        state = State.Exited;
    }

    /// <summary>For a thread that may never go on: its store is being disposed or its instance has trapped.</summary>
    public void Abandon()
    {
        if (IsWaiting) StopWaiting();
        state = State.Exited;
    }

    // Where the reference leaves it to chance whether a thread that need not wait goes on at once, its suite's scripts count on it that
    // one that waits for something does, and one that yields does not.
    private bool TryPass(ReadyWhen when, object? target, bool cancellable, bool atOnce, out Cancelled cancelled)
    {
        cancelled = Task.DeliverPendingCancel(cancellable) ? Cancelled.True : Cancelled.False;
        if (cancelled == Cancelled.True) return true;
        return atOnce && Holds(when, target);
    }

    private void StopWaiting()
    {
        Debug.Assert(IsWaiting);
        state = State.Suspended;
        readyTarget = null;
        Store.Waiting.Remove(this);
    }

    private bool Holds(ReadyWhen when, object? target)
    {
        // A thread that has no frames to return to needs a stack before its guest code can run again.
        if (!IsRunning && WantsStack && !Store.Suspension.HasCapacity)
        {
            Store.Suspension.WaitForCapacity(Store);
            return false;
        }
        var instance = Task.Instance;
        return when switch
        {
            ReadyWhen.Now => true,
            ReadyWhen.PendingEvent => ((Waitable)target!).HasPendingEvent,
            ReadyWhen.SetHasEvent => ((WaitableSet)target!).HasPendingEvent,
            ReadyWhen.SetHasEventAndNotExclusive => instance.ExclusiveThread is null && ((WaitableSet)target!).HasPendingEvent,
            ReadyWhen.NotExclusive => instance.ExclusiveThread is null,
            ReadyWhen.NoBackpressure => !Task.HasBackpressure,
            ReadyWhen.Resolved => ((Subtask)target!).Resolved,
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>
    /// Runs a thread until it blocks, then the one it switches to, and so on. If the turn comes to <paramref name="until"/>, whose
    /// frames are the caller's, returns true.
    /// </summary>
    private static bool RunChain(GuestThread? thread, Cancelled cancelled, GuestThread? until)
    {
        while (thread is not null)
        {
            if (thread == until)
            {
                until.state = State.Running;
                return true;
            }
            thread = thread.SwitchIn(cancelled);
            cancelled = Cancelled.False;
        }
        return false;
    }

    private GuestThread? SwitchIn(Cancelled cancelled)
    {
        // A synchronous task's thread that runs others on top of its own stack cannot be taken out of that order.
        if (IsPinned) throw CannotBlock();
        state = State.Running;
        blockResult = cancelled;
        resumer = Store.CurrentThread;
        Store.CurrentThread = this;
        try
        {
            if (Stack is not null) Store.Suspension.Resume(this);
            else if (TryEnter(cancelled))
            {
                if (NeedsStack) Store.Suspension.Start(this);
                else Advance(cancelled);
            }
        }
        finally
        {
            Store.CurrentThread = resumer;
            resumer = null;
        }
        var next = switchTo;
        switchTo = null;
        return next;
    }

    private bool IsPinned { get; set; }

    /// <summary>The trap of a synchronous task that waits for what cannot happen before it returns.</summary>
    public static Trap CannotBlock(Exception? inner = null) => new(TrapCode.CannotBlockSyncTask, Trap.Describe(TrapCode.Deadlock), inner);

    private Cancelled Block(bool cancellable, GuestThread? other)
    {
        Cancellable = cancellable;
        if (IsRunning) state = State.Suspended;
        if (Stack is not null)
        {
            switchTo = other;
            Store.Suspension.Suspend(this);
        }
        else
        {
            blockResult = Cancelled.False;
            BlockSynchronously(other);
        }
        Debug.Assert(IsRunning && (cancellable || blockResult == Cancelled.False));
        return blockResult;
    }

    /// <summary>The loop at the end of <c>canon_lift</c> for functions that are not async, run from where the thread blocks.</summary>
    private void BlockSynchronously(GuestThread? other)
    {
        Debug.Assert(!Task.Type.Async);
        var instance = Task.Instance;
        var scheduler = Store.Scheduler;
        var candidates = new List<GuestThread>();
        IsPinned = true;
        var mine = RunChain(other, Cancelled.False, until: this);
        while (!mine)
        {
            candidates.Clear();
            foreach (var thread in instance.Threads.Elements())
                if (thread.IsReady && !thread.NeedsExclusiveStack && (thread == this || !thread.IsPinned)) candidates.Add(thread);
            if (candidates.Count == 0) throw CannotBlock();
            candidates.Sort(static (a, b) => a.waitTicket.CompareTo(b.waitTicket));
            var chosen = candidates[scheduler.Choose(candidates.Count)];
            chosen.StopWaiting();
            mine = RunChain(chosen, Cancelled.False, until: this);
        }
        IsPinned = false;
        Store.CurrentThread = this;
    }
}
