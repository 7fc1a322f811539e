// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#waitable-state

using System.Diagnostics;

namespace Sluice.Concurrency;

/// <summary>A set of waitables that threads wait on together.</summary>
[DebuggerDisplay("{elements.Count} waitables, {NumWaiting} waiting")]
internal sealed class WaitableSet
{
    private readonly HashSet<Waitable> elements = [];
    private readonly List<GuestThread> waiters = [];

    // In the order in which events came in. An entry whose event was delivered elsewhere or that left the set is skipped.
    private readonly List<Waitable> pending = [];

    /// <summary>How many threads wait on the set, a callback task's included.</summary>
    public int NumWaiting => waiters.Count;

    public bool HasPendingEvent
    {
        get
        {
            foreach (var waitable in pending)
                if (IsCurrent(waitable)) return true;
            return false;
        }
    }

    public IEnumerable<Waitable> Elements => elements;

    public EventTuple GetPendingEvent(Scheduler scheduler)
    {
        Debug.Assert(HasPendingEvent);
        for (var i = pending.Count - 1; i >= 0; i--)
            if (!IsCurrent(pending[i])) Dequeue(i);
        var chosen = scheduler.Choose(pending.Count);
        var waitable = pending[chosen];
        Dequeue(chosen);
        return waitable.GetPendingEvent();
    }

    public EventTuple WaitForEvent(GuestThread thread, bool cancellable)
    {
        StartWaiting(thread);
        var cancelled = thread.WaitUntil(ReadyWhen.SetHasEvent, this, cancellable);
        return StopWaiting(thread, cancelled);
    }

    /// <summary>The first half of <c>wait_for_event_and</c>.</summary>
    public void StartWaiting(GuestThread thread) => waiters.Add(thread);

    /// <summary>The second half of <c>wait_for_event_and</c>.</summary>
    public EventTuple StopWaiting(GuestThread thread, Cancelled cancelled)
    {
        var result = cancelled == Cancelled.True ? EventTuple.TaskCancelled : GetPendingEvent(thread.Store.Scheduler);
        waiters.Remove(thread);
        return result;
    }

    public EventTuple Poll(GuestThread thread, bool cancellable)
    {
        if (thread.Task.DeliverPendingCancel(cancellable)) return EventTuple.TaskCancelled;
        return HasPendingEvent ? GetPendingEvent(thread.Store.Scheduler) : default;
    }

    public void Drop()
    {
        Trap.If(elements.Count > 0 || NumWaiting > 0, TrapCode.WaitableSetInUse);
    }

    public void Add(Waitable waitable)
    {
        elements.Add(waitable);
        if (waitable.HasPendingEvent) OnPendingEvent(waitable);
    }

    public void Remove(Waitable waitable)
    {
        elements.Remove(waitable);
        if (waitable.QueuedInSet) Dequeue(pending.IndexOf(waitable));
    }

    public void OnPendingEvent(Waitable waitable)
    {
        if (!waitable.QueuedInSet)
        {
            waitable.QueuedInSet = true;
            pending.Add(waitable);
        }
        foreach (var waiter in waiters) waiter.Wake();
    }

    private void Dequeue(int position)
    {
        pending[position].QueuedInSet = false;
        pending.RemoveAt(position);
    }

    private bool IsCurrent(Waitable waitable) => waitable.Set == this && waitable.HasPendingEvent;
}
