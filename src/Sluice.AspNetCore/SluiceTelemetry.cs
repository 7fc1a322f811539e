using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sluice.AspNetCore;

/// <summary>The activities and instruments named <c>Sluice</c>.</summary>
internal static class SluiceTelemetry
{
    public static readonly ActivitySource Source = new("Sluice");

    private static readonly Meter Meter = new("Sluice");

    public static readonly UpDownCounter<int> Instances = Meter.CreateUpDownCounter<int>("sluice.instances", "{instance}", "Instances that are there.");

    public static readonly UpDownCounter<int> ActiveRequests = Meter.CreateUpDownCounter<int>("sluice.requests.active", "{request}", "Requests that guests are answering.");

    public static readonly Counter<long> Failures = Meter.CreateCounter<long>("sluice.requests.failed", "{request}", "Requests without a guest's response.");

    public static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("sluice.requests.duration", "s", "From a request's head to the end of its response.");
}
