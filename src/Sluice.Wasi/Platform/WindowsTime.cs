using Sluice.Wasi.Clocks;

namespace Sluice.Wasi.Platform;

/// <summary>Times of Windows: 100 ns since 1601-01-01T00:00:00Z.</summary>
internal static class WindowsTime
{
    private const long UnitsPerSecond = 10_000_000;
    private const long NanosecondsPerUnit = 100;
    private const long SecondsTo1970 = 11_644_473_600;

    /// <summary>Null for 0, which file systems have for times that they do not keep.</summary>
    public static Instant? ToInstant(long time)
    {
        if (time == 0)
            return null;
        (long seconds, long units) = Math.DivRem(time, UnitsPerSecond);
        if (units < 0)
        {
            seconds--;
            units += UnitsPerSecond;
        }

        return new Instant(seconds - SecondsTo1970, (uint)(units * NanosecondsPerUnit));
    }

    /// <summary>Below 100 ns it is cut off. Null for what cannot be set: numbers up to 0 have other meanings.</summary>
    public static long? FromInstant(Instant instant)
    {
        Int128 time = (((Int128)instant.Seconds + SecondsTo1970) * UnitsPerSecond) + (instant.Nanoseconds / NanosecondsPerUnit);
        return time > 0 && time <= long.MaxValue ? (long)time : null;
    }

    public static long Now => DateTime.UtcNow.ToFileTimeUtc();
}
