namespace Sluice.Wasi.Clocks;

/// <summary>The domain of <c>wasi:clocks/timezone</c>: the zone that the time provider calls local.</summary>
internal sealed class Timezone(TimeProvider timeProvider)
{
    /// <summary>The IANA name, or null if the host's zone has none.</summary>
    public string? IanaId()
    {
        TimeZoneInfo zone = timeProvider.LocalTimeZone;
        if (zone.HasIanaId)
            return zone.Id;
        return TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out string? id) ? id : null;
    }

    /// <summary>Nanoseconds to add to UTC at that time, or null for times without a calendar date.</summary>
    public long? UtcOffset(Instant when) => when.ToDateTimeOffset() is { } time
        ? timeProvider.LocalTimeZone.GetUtcOffset(time).Ticks * TimeSpan.NanosecondsPerTick
        : null;

    public string ToDebugString() => timeProvider.LocalTimeZone.ToString();
}
