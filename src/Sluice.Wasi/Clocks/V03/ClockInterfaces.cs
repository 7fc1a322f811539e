using Sluice.Wasi.V03.Wasi.Clocks.MonotonicClock;
using Sluice.Wasi.V03.Wasi.Clocks.SystemClock;

namespace Sluice.Wasi.Clocks;

/// <summary><c>wasi:clocks/monotonic-clock</c>.</summary>
internal sealed class MonotonicClockInterface(MonotonicClock clock) : IMonotonicClock
{
    public ulong Now() => clock.Now();

    public ulong GetResolution() => clock.GetResolution();

    public ValueTask WaitUntil(ulong when, CancellationToken cancellationToken) => clock.WaitUntilAsync(when, cancellationToken);

    public ValueTask WaitFor(ulong howLong, CancellationToken cancellationToken) => clock.WaitForAsync(howLong, cancellationToken);
}

/// <summary><c>wasi:clocks/system-clock</c>.</summary>
internal sealed class SystemClockInterface(SystemClock clock) : ISystemClock
{
    public V03.Wasi.Clocks.SystemClock.Instant Now() => clock.Now().ToWit();

    public ulong GetResolution() => SystemClock.GetResolution();
}

internal static class InstantConversions
{
    public static V03.Wasi.Clocks.SystemClock.Instant ToWit(this Instant instant) => new(instant.Seconds, instant.Nanoseconds);
}
