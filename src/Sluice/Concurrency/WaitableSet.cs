// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#waitable-state

using System.Diagnostics;

namespace Sluice.Concurrency;

/// <summary>A set of waitables that threads wait on together.</summary>
[DebuggerDisplay("{count} waitables, {NumWaiting} waiting")]
internal sealed class WaitableSet
{
    // Most sets are one task's and have one element at a time: the elements are linked, and lists are made when they are needed.
    private Waitable? first;
    private int count;
    private GuestThread? waiter;
    private List<GuestThread>? moreWaiters;

    // In the order in which events came in. An entry whose event was delivered elsewhere or that left the set is skipped.
    private List<Waitable>? pending;

    /// <summary>How many threads wait on the set, a callback task's included.</summary>
    public int NumWaiting => (waiter is null ? 0 : 1) + (moreWaiters?.Count ?? 0);

    public bool HasPendingEvent
    {
        get
        {
            if (pending is null) return false;
            foreach (var waitable in pending)
                if (IsCurrent(waitable)) return true;
            return false;
        }
    }

    public IEnumerable<Waitable> Elements
    {
        get
        {
            for (var element = first; element is not null; element = element.NextInSet) yield return element;
        }
    }

    public EventTuple GetPendingEvent(Scheduler scheduler)
    {
        Debug.Assert(HasPendingEvent);
        for (var i = pending!.Count - 1; i >= 0; i--)
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
    public void StartWaiting(GuestThread thread)
    {
        if (waiter is null) waiter = thread;
        else (moreWaiters ??= []).Add(thread);
    }

    /// <summary>The second half of <c>wait_for_event_and</c>.</summary>
    public EventTuple StopWaiting(GuestThread thread, Cancelled cancelled)
    {
        var result = cancelled == Cancelled.True ? EventTuple.TaskCancelled : GetPendingEvent(thread.Store.Scheduler);
        if (waiter != thread) moreWaiters!.Remove(thread);
        else if (moreWaiters is not [var next, ..]) waiter = null;
        else
        {
            waiter = next;
            moreWaiters.RemoveAt(0);
        }
        return result;
    }

    public EventTuple Poll(GuestThread thread, bool cancellable)
    {
        if (thread.Task.DeliverPendingCancel(cancellable)) return EventTuple.TaskCancelled;
        return HasPendingEvent ? GetPendingEvent(thread.Store.Scheduler) : default;
    }

    public void Drop()
    {
        Trap.If(count > 0 || NumWaiting > 0, TrapCode.WaitableSetInUse);
    }

    public void Add(Waitable waitable)
    {
        waitable.NextInSet = first;
        if (first is not null) first.PreviousInSet = waitable;
        first = waitable;
        count++;
        if (waitable.HasPendingEvent) OnPendingEvent(waitable);
    }

    public void Remove(Waitable waitable)
    {
        if (waitable.PreviousInSet is { } previous) previous.NextInSet = waitable.NextInSet;
        else first = waitable.NextInSet;
        if (waitable.NextInSet is { } next) next.PreviousInSet = waitable.PreviousInSet;
        waitable.NextInSet = waitable.PreviousInSet = null;
        count--;
        if (waitable.QueuedInSet) Dequeue(pending!.IndexOf(waitable));
    }

    public void OnPendingEvent(Waitable waitable)
    {
        if (!waitable.QueuedInSet)
        {
            waitable.QueuedInSet = true;
            (pending ??= []).Add(waitable);
        }
        waiter?.Wake();
        if (moreWaiters is null) return;
        foreach (var other in moreWaiters) other.Wake();
    }

    private void Dequeue(int position)
    {
        pending![position].QueuedInSet = false;
        pending.RemoveAt(position);
    }

    private bool IsCurrent(Waitable waitable) => waitable.Set == this && waitable.HasPendingEvent;
}
