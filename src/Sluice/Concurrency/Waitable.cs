// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#waitable-state

using System.Diagnostics;

namespace Sluice.Concurrency;

/// <summary>Something that guests wait for: a subtask or an end of a stream or future.</summary>
internal abstract class Waitable
{
    private GuestThread? syncWaiter;

    public bool HasPendingEvent { get; private set; }

    public WaitableSet? Set { get; private set; }

    public bool InWaitableSet => Set is not null;

    public bool HasSyncWaiter => syncWaiter is not null;

    /// <summary>Whether this stands in its set's queue of pending events; the set's to change.</summary>
    public bool QueuedInSet { get; set; }

    /// <summary>The set's elements are linked; the set's to change.</summary>
    public Waitable? NextInSet { get; set; }

    /// <inheritdoc cref="NextInSet"/>
    public Waitable? PreviousInSet { get; set; }

    /// <summary>There is news; what exactly is worked out when it is delivered.</summary>
    protected void SetPendingEvent()
    {
        HasPendingEvent = true;
        syncWaiter?.Wake();
        Set?.OnPendingEvent(this);
    }

    /// <summary>Works out the event that is being delivered and takes note that it was.</summary>
    protected abstract EventTuple DeliverEvent();

    public EventTuple GetPendingEvent()
    {
        Debug.Assert(HasPendingEvent);
        HasPendingEvent = false;
        return DeliverEvent();
    }

    public void WaitForPendingEvent(GuestThread thread, ReadyWhen when = ReadyWhen.PendingEvent)
    {
        Debug.Assert(!InWaitableSet && !HasSyncWaiter);
        syncWaiter = thread;
        thread.WaitUntil(when, this, cancellable: false);
        syncWaiter = null;
    }

    public void Join(WaitableSet? set)
    {
        Debug.Assert(!HasSyncWaiter);
        Set?.Remove(this);
        Set = set;
        set?.Add(this);
    }

    public virtual void Drop()
    {
        Debug.Assert(!HasPendingEvent);
        Debug.Assert(!HasSyncWaiter);
        Join(null);
    }
}
