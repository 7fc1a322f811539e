using Sluice.Wasi.Cli;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Preview1;

/// <summary><c>poll_oneoff</c>.</summary>
internal sealed partial class Snapshot
{
    // More than there are descriptors to wait for makes no sense.
    private const uint MostSubscriptions = 65_536;

    public Errno PollOneoff(uint subscriptions, uint events, uint count, uint result)
    {
        if (count is 0 or > MostSubscriptions)
            return Errno.Invalid;
        GuestMemory memory = Memory;
        memory.Check(subscriptions, (ulong)count * Subscription.Size);
        memory.Check(events, (ulong)count * Event.Size);
        memory.Check(result, sizeof(uint));

        List<Event> occurred = [];
        List<(Subscription Subscription, ulong Deadline)> timers = [];
        List<(Subscription Subscription, WasiInput Input)> inputs = [];
        for (uint i = 0; i < count; i++)
        {
            var subscription = Subscription.Read(memory, subscriptions + (i * Subscription.Size));
            ulong deadline = 0, bytes = 0;
            WasiInput? input = null;
            Errno error = subscription.Type == EventType.Clock
                ? GetDeadline(subscription, out deadline)
                : GetReady(subscription, out input, out bytes);
            if (error != Errno.Success)
                occurred.Add(new Event(subscription.UserData, subscription.Type, error));
            else if (subscription.Type == EventType.Clock)
                timers.Add((subscription, deadline));
            else if (input is not null)
                inputs.Add((subscription, input));
            else
                occurred.Add(new Event(subscription.UserData, subscription.Type, Errno.Success, bytes));
        }

        Collect(timers, inputs, occurred);
        while (occurred.Count == 0)
        {
            WaitForAny(timers, inputs);
            Collect(timers, inputs, occurred);
        }

        for (int i = 0; i < occurred.Count; i++)
            occurred[i].Write(memory, events + ((uint)i * Event.Size));
        memory.WriteUInt32(result, (uint)occurred.Count);
        return Errno.Success;
    }

    /// <summary>In the monotonic clock's time. A real-time deadline is translated once: setting that clock does not move it.</summary>
    private Errno GetDeadline(in Subscription subscription, out ulong deadline)
    {
        var clock = (ClockId)subscription.Subject;
        deadline = 0;
        if (Now(clock, out ulong clockNow) is var error and not Errno.Success)
            return error;
        bool isAbsolute = subscription.Flags.HasFlag(ClockFlags.AbsoluteTime);
        ulong fromNow = !isAbsolute ? subscription.Timeout
            : subscription.Timeout > clockNow ? subscription.Timeout - clockNow
            : 0;
        ulong now = context.MonotonicClock.Now();
        deadline = fromNow > ulong.MaxValue - now ? ulong.MaxValue : now + fromNow;
        return Errno.Success;
    }

    /// <param name="input">What there is to wait for; null for what is ready at any time, as files and outputs are.</param>
    private Errno GetReady(in Subscription subscription, out WasiInput? input, out ulong bytes)
    {
        input = null;
        bytes = 0;
        if (subscription.Type > EventType.FdWrite)
            return Errno.Invalid;
        if (table.Get(subscription.Subject, Rights.PollReadWrite, Errno.BadDescriptor, out FdEntry entry) is var error and not Errno.Success)
            return error;
        bool toRead = subscription.Type == EventType.FdRead;
        switch (entry)
        {
            case InputEntry standard when toRead:
                input = standard.Input;
                return Errno.Success;
            case OutputEntry when !toRead:
                return Errno.Success;
            case FileEntry file when toRead:
                if (file.HasPositions && file.Descriptor.Stat().TryGetValue(out DescriptorStat stat, out _) && stat.Size > file.Position)
                    bytes = stat.Size - file.Position;
                return Errno.Success;
            case FileEntry:
                return Errno.Success;
            default:
                return Errno.BadDescriptor;
        }
    }

    private void Collect(
        List<(Subscription Subscription, ulong Deadline)> timers, List<(Subscription Subscription, WasiInput Input)> inputs, List<Event> occurred)
    {
        foreach ((Subscription subscription, WasiInput input) in inputs)
        {
            if (input.TryGetReadable() is { } bytes)
                occurred.Add(new Event(
                    subscription.UserData, subscription.Type, Errno.Success, (ulong)bytes, bytes == 0 ? EventFlags.Hangup : EventFlags.None));
        }

        if (timers.Count == 0)
            return;
        ulong now = context.MonotonicClock.Now();
        foreach ((Subscription subscription, ulong deadline) in timers)
        {
            if (deadline <= now)
                occurred.Add(new Event(subscription.UserData, subscription.Type, Errno.Success));
        }
    }

    private void WaitForAny(
        List<(Subscription Subscription, ulong Deadline)> timers, List<(Subscription Subscription, WasiInput Input)> inputs)
    {
        using var others = CancellationTokenSource.CreateLinkedTokenSource(store.Interruption);
        List<Task> waits = [.. inputs.Select(static input => input.Input).Distinct().Select(input => input.WaitUntilReadableAsync(others.Token))];
        if (timers.Count > 0)
            waits.Add(context.MonotonicClock.WaitUntilAsync(timers.Min(static timer => timer.Deadline), others.Token).AsTask());
        Task first = Wait(new ValueTask<Task>(Task.WhenAny(waits)));
        others.Cancel();
        if (store.IsInterrupted && first.IsCanceled)
            throw new Trap(TrapCode.Interrupted);
    }
}
