namespace Sluice.Wasi.Clocks;

/// <summary>
/// The domain of <c>wasi:clocks/monotonic-clock</c>. Marks and durations are nanoseconds; marks count from the creation of the clock.
/// </summary>
internal sealed class MonotonicClock(TimeProvider timeProvider)
{
    // The longest single timer: far below the 49 days at which timers end, so that a wait is a loop over such slices.
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromDays(20);

    private readonly long origin = timeProvider.GetTimestamp();

    public ulong Now()
    {
        long elapsed = timeProvider.GetTimestamp() - origin;
        return (ulong)((Int128)elapsed * Instant.NanosecondsPerSecond / timeProvider.TimestampFrequency);
    }

    public ulong GetResolution() =>
        Math.Max(1, Instant.NanosecondsPerSecond / (ulong)timeProvider.TimestampFrequency);

    public ValueTask WaitForAsync(ulong howLong, CancellationToken cancellationToken = default)
    {
        ulong now = Now();
        return WaitUntilAsync(howLong > ulong.MaxValue - now ? ulong.MaxValue : now + howLong, cancellationToken);
    }

    /// <summary>Completes at the first reading of the clock that is not before <paramref name="when"/>; at once if that is now.</summary>
    public ValueTask WaitUntilAsync(ulong when, CancellationToken cancellationToken = default) =>
        Now() >= when ? ValueTask.CompletedTask : new ValueTask(WaitAsync(when, cancellationToken));

    private async Task WaitAsync(ulong when, CancellationToken cancellationToken)
    {
        for (ulong now = Now(); now < when; now = Now())
        {
            // Timers have whole milliseconds; rounding up keeps the loop from spinning through the last fraction.
            ulong milliseconds = (when - now - 1) / 1_000_000 + 1;
            TimeSpan delay = milliseconds >= (ulong)s_longestDelay.TotalMilliseconds
                ? s_longestDelay
                : TimeSpan.FromMilliseconds((long)milliseconds);
            await Task.Delay(delay, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
