using Sluice.Wasi.Clocks;

namespace Sluice.Wasi.Tests.Clocks;

public sealed class ClockTests
{
    [Fact]
    public void The_monotonic_clock_starts_near_zero_and_counts_nanoseconds()
    {
        ManualTime time = new();
        MonotonicClock clock = new(time);
        Assert.Equal(0u, clock.Now());
        time.Advance(TimeSpan.FromTicks(123));
        Assert.Equal(12_300u, clock.Now());
        time.Advance(TimeSpan.FromDays(40_000));
        Assert.Equal((40_000UL * 86_400 * 1_000_000_000) + 12_300, clock.Now());
        Assert.Equal(100u, clock.GetResolution());
    }

    [Fact]
    public async Task A_wait_ends_when_its_time_has_come_and_not_before()
    {
        ManualTime time = new();
        MonotonicClock clock = new(time);
        Assert.True(clock.WaitForAsync(0).AsTask().IsCompletedSuccessfully);
        Assert.True(clock.WaitUntilAsync(0).AsTask().IsCompletedSuccessfully);
        Task wait = clock.WaitForAsync(1_500_000_000).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(1499));
        await Task.Delay(20);
        Assert.False(wait.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await wait.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(clock.Now() >= 1_500_000_000);
    }

    [Fact]
    public async Task The_longest_wait_neither_overflows_nor_ends_and_can_be_cancelled()
    {
        MonotonicClock clock = new(TimeProvider.System);
        using CancellationTokenSource source = new();
        Task wait = clock.WaitForAsync(ulong.MaxValue, source.Token).AsTask();
        Assert.NotSame(wait, await Task.WhenAny(wait, Task.Delay(20)));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task A_real_wait_of_a_fraction_of_a_millisecond_is_not_cut_short()
    {
        MonotonicClock clock = new(TimeProvider.System);
        ulong start = clock.Now();
        await clock.WaitForAsync(300_000);
        Assert.True(clock.Now() >= start + 300_000);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0, 0u)]
    [InlineData("2001-09-09T01:46:40.1234567Z", 1_000_000_000, 123_456_700u)]
    [InlineData("1969-12-31T23:59:59.9000000Z", -1, 900_000_000u)]
    [InlineData("0001-01-01T00:00:00Z", -62_135_596_800, 0u)]
    public void Instants_are_seconds_rounded_down_and_nanoseconds(string text, long seconds, uint nanoseconds)
    {
        DateTimeOffset time = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        ManualTime provider = new() { Utc = time };
        Assert.Equal(new Instant(seconds, nanoseconds), new SystemClock(provider).Now());
        Assert.Equal(time, new Instant(seconds, nanoseconds).ToDateTimeOffset());
    }

    [Fact]
    public void Instants_beyond_the_calendar_have_no_date()
    {
        Assert.Null(new Instant(long.MaxValue, 0).ToDateTimeOffset());
        Assert.Null(new Instant(long.MinValue, uint.MaxValue).ToDateTimeOffset());
        Assert.Null(new Timezone(new ManualTime()).UtcOffset(new Instant(long.MaxValue, 0)));
    }

    [Fact]
    public void The_time_zone_is_the_time_providers()
    {
        TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("Test/Zone", TimeSpan.FromMinutes(-210), "Test", "Test");
        Timezone timezone = new(new ManualTime { Zone = zone });
        Assert.Equal(-210L * 60 * 1_000_000_000, timezone.UtcOffset(default));
        Assert.Null(timezone.IanaId());
        Assert.Equal("UTC", new Timezone(new ManualTime()).IanaId());
    }

    private sealed class ManualTime : TimeProvider
    {
        private readonly List<(TimeSpan Due, TimerCallback Callback, object? State)> _timers = [];
        private TimeSpan elapsed;

        public DateTimeOffset Utc { get; init; }

        public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

        public override TimeZoneInfo LocalTimeZone => Zone;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Utc;

        public override long GetTimestamp() => elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add((elapsed + dueTime, callback, state));
            return new Timer();
        }

        public void Advance(TimeSpan by)
        {
            elapsed += by;
            foreach ((TimeSpan due, TimerCallback callback, object? state) in _timers.ToArray())
            {
                if (due <= elapsed && _timers.Remove((due, callback, state)))
                    callback(state);
            }
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
