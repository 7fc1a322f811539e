using System.Diagnostics;
using System.IO.Pipelines;
using Sluice.Wasi.Cli;
using Sluice.Wasi.Preview1;

namespace Sluice.Wasi.Tests.Preview1;

public sealed class PollTests
{
    private const int Events = 1000, Count = 2000;

    private static void Subscribe(Guest guest, int index, EventType type, uint subject, ulong timeout = 0, ClockFlags flags = ClockFlags.None)
    {
        int address = 48 * index;
        guest.WriteUInt64(address, (ulong)(index + 1));
        guest.WriteUInt32(address + 8, (uint)type);
        guest.WriteUInt32(address + 16, subject);
        guest.WriteUInt64(address + 24, timeout);
        guest.WriteUInt32(address + 40, (uint)flags);
    }

    private static (ulong UserData, Errno Error, EventType Type, ulong Bytes, uint Flags)[] Poll(Guest guest, int subscriptions)
    {
        Assert.Equal(Errno.Success, guest.Call("poll_oneoff", 0, Events, subscriptions, Count));
        return [.. Enumerable.Range(0, (int)guest.UInt32(Count)).Select(i => Events + (32 * i)).Select(address => (
            guest.UInt64(address), (Errno)(guest.UInt32(address + 8) & 0xffff), (EventType)(guest.UInt32(address + 8) >> 16),
            guest.UInt64(address + 16), guest.UInt32(address + 24)))];
    }

    [Fact]
    public void A_timer_takes_its_time()
    {
        using Guest guest = new(new WasiOptions());
        Subscribe(guest, 0, EventType.Clock, 1, 50_000_000);
        Subscribe(guest, 1, EventType.Clock, 0, 3_600_000_000_000);
        long start = Stopwatch.GetTimestamp();
        Assert.Equal([(1, Errno.Success, EventType.Clock, 0, 0)], Poll(guest, 2));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 49, 30_000);
    }

    [Fact]
    public void What_is_past_or_wrong_is_told_at_once()
    {
        using Guest guest = new(new WasiOptions());
        Subscribe(guest, 0, EventType.Clock, 0, 1, ClockFlags.AbsoluteTime);
        Subscribe(guest, 1, EventType.Clock, 9, 1);
        Subscribe(guest, 2, EventType.FdRead, 77);
        Subscribe(guest, 3, (EventType)3, 0);
        Subscribe(guest, 4, EventType.FdWrite, 1);
        Subscribe(guest, 5, EventType.Clock, 1, ulong.MaxValue);
        var events = Poll(guest, 6).OrderBy(static happened => happened.UserData).Select(static happened => (happened.UserData, happened.Error));
        Assert.Equal([(1, Errno.Success), (2, Errno.Invalid), (3, Errno.BadDescriptor), (4, Errno.Invalid), (5, Errno.Success)], events);
        Assert.Equal(Errno.Invalid, guest.Call("poll_oneoff", 0, Events, 0, Count));
    }

    [Fact]
    public async Task Input_is_waited_for_and_not_lost()
    {
        Pipe pipe = new();
        using Guest guest = new(new WasiOptions { Stdin = new WasiInput(pipe.Reader.AsStream()) });
        Subscribe(guest, 0, EventType.FdRead, 0);
        Subscribe(guest, 1, EventType.Clock, 1, 1_000_000);
        Assert.Equal(2u, Assert.Single(Poll(guest, 2)).UserData);

        Assert.Equal(Errno.Success, guest.Call("fd_fdstat_set_flags", 0, (long)FdFlags.NonBlock));
        Assert.Equal(Errno.Again, guest.ReadText(0, out _));
        Subscribe(guest, 1, EventType.Clock, 1, 60_000_000_000);
        Task write = Task.Run(async () =>
        {
            await Task.Delay(20);
            await pipe.Writer.WriteAsync("late"u8.ToArray());
        });
        Assert.Equal([(1, Errno.Success, EventType.FdRead, 4, 0)], Poll(guest, 2));
        await write;
        Assert.Equal(Errno.Success, guest.ReadText(0, out string text));
        Assert.Equal("late", text);
        await pipe.Writer.CompleteAsync();
        Assert.Equal([(1, Errno.Success, EventType.FdRead, 0, 1)], Poll(guest, 2));
    }

    [Fact]
    public void Waits_end_with_the_stores_time()
    {
        StoreOptions options = new() { Timeout = TimeSpan.FromMilliseconds(50) };
        Pipe pipe = new();
        using Guest polling = new(new WasiOptions(), storeOptions: options);
        Subscribe(polling, 0, EventType.Clock, 1, 3_600_000_000_000);
        Assert.Equal(TrapCode.Interrupted, Assert.Throws<Trap>(() => Poll(polling, 1)).Code);
        using Guest reading = new(new WasiOptions { Stdin = new WasiInput(pipe.Reader.AsStream()) }, storeOptions: options);
        Assert.Equal(TrapCode.Interrupted, Assert.Throws<Trap>(() => reading.ReadText(0, out _)).Code);
    }
}
