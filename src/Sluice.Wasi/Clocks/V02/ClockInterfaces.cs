using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Clocks.MonotonicClock;
using Sluice.Wasi.V02.Wasi.Clocks.WallClock;
using Sluice.Wasi.V02.Wasi.Io.Poll;

namespace Sluice.Wasi.Clocks;

/// <summary><c>wasi:clocks/monotonic-clock@0.2</c></summary>
internal sealed class MonotonicClockV02(MonotonicClock clock) : IMonotonicClock
{
    public ulong Now() => clock.Now();

    public ulong Resolution() => clock.GetResolution();

    public IPollable SubscribeInstant(ulong when) =>
        new Pollable(() => clock.Now() >= when, cancellation => clock.WaitUntilAsync(when, cancellation));

    public IPollable SubscribeDuration(ulong when)
    {
        var now = clock.Now();
        return SubscribeInstant(now > ulong.MaxValue - when ? ulong.MaxValue : now + when);
    }
}

/// <summary><c>wasi:clocks/wall-clock@0.2</c></summary>
internal sealed class WallClockV02(SystemClock clock) : IWallClock
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    public Datetime Now() => clock.Now().ToDatetime();

    public Datetime Resolution() => new(SystemClock.GetResolution() / NanosecondsPerSecond, (uint)(SystemClock.GetResolution() % NanosecondsPerSecond));
}

internal static class DatetimeConversions
{
    /// <summary>0.2 has no time before 1970: such an instant becomes the first one that it has.</summary>
    public static Datetime ToDatetime(this Instant instant) => instant.Seconds < 0 ? new Datetime(0, 0) : new Datetime((ulong)instant.Seconds, instant.Nanoseconds);
}
