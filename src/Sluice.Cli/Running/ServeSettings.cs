using System.Net;

namespace Sluice.Cli.Running;

/// <summary>How the command line wants requests to be answered.</summary>
internal sealed class ServeSettings
{
    public required GuestSettings Guest { get; init; }

    public required IPEndPoint Address { get; init; }

    public IPEndPoint? ShutdownAddress { get; init; }

    /// <summary>The component's file for each path.</summary>
    public List<(string Prefix, string File)> Routes { get; } = [];

    /// <summary>Outermost first.</summary>
    public required IReadOnlyList<string> Middleware { get; init; }

    public int? MaxInstanceReuseCount { get; init; }

    public int? MaxInstanceConcurrentReuseCount { get; init; }

    public int? MaxConcurrentRequests { get; init; }

    public TimeSpan? IdleInstanceTimeout { get; init; }

    public bool LoggingPrefix { get; init; }

    public bool AccessLog { get; init; }
}
