namespace Sluice.Wasi.Clocks;

/// <summary><c>wasi:clocks/system-clock.instant</c>: time since 1970-01-01T00:00:00Z, leap seconds excluded.</summary>
/// <param name="Seconds">Whole seconds, negative before the epoch.</param>
/// <param name="Nanoseconds">To be added to <paramref name="Seconds"/>; below 1,000,000,000.</param>
internal readonly record struct Instant(long Seconds, uint Nanoseconds)
{
    public const uint NanosecondsPerSecond = 1_000_000_000;

    /// <summary>A guest can pass any 32 bits as <see cref="Nanoseconds"/>.</summary>
    public bool IsValid => Nanoseconds < NanosecondsPerSecond;

    public static Instant FromDateTimeOffset(DateTimeOffset time)
    {
        long ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        (long seconds, long rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        if (rest < 0)
        {
            seconds--;
            rest += TimeSpan.TicksPerSecond;
        }

        return new Instant(seconds, (uint)(rest * TimeSpan.NanosecondsPerTick));
    }

    /// <summary>Null outside the years 1 to 9999; below 100 ns it is cut off.</summary>
    public DateTimeOffset? ToDateTimeOffset()
    {
        Int128 ticks = (Int128)Seconds * TimeSpan.TicksPerSecond
            + (Nanoseconds / TimeSpan.NanosecondsPerTick)
            + DateTimeOffset.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks ? new DateTimeOffset((long)ticks, TimeSpan.Zero) : null;
    }
}
