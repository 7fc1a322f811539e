namespace Sluice.Wasi.Clocks;

/// <summary>The domain of <c>wasi:clocks/system-clock</c>.</summary>
internal sealed class SystemClock(TimeProvider timeProvider)
{
    public Instant Now() => Instant.FromDateTimeOffset(timeProvider.GetUtcNow());

    /// <summary>In nanoseconds; <see cref="DateTimeOffset"/> counts ticks of 100 ns.</summary>
    public static ulong GetResolution() => TimeSpan.NanosecondsPerTick;
}
