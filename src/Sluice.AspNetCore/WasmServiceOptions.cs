using Sluice.Wasi;
using Sluice.Wasi.Cli;
using Sluice.Wasi.Http;

namespace Sluice.AspNetCore;

/// <summary>How the instances of a component are run that answers requests. Read when the component is mapped.</summary>
public sealed class WasmServiceOptions
{
    /// <summary>
    /// Components that stand before this one, outermost first: each answers requests and imports <c>wasi:http/handler</c>, which is the
    /// next one. They share the store, and so the limits, of an instance.
    /// </summary>
    public IList<string> Middleware { get; init; } = [];

    /// <summary>
    /// How many requests an instance serves before it is replaced. At least 1. Null, the default, is 128 for components of WASI 0.3, and 1
    /// if one of the chain is a proxy of 0.2: some of those can answer one request only, JavaScript's listeners for fetch events among
    /// them, since hosts of 0.2 made an instance for each request.
    /// </summary>
    public int? MaxInstanceReuseCount { get; set; }

    /// <summary>
    /// How many requests an instance serves at the same time. At least 1. Requests that share an instance share its fate: if one of them
    /// traps or runs out of time, all fail.
    /// </summary>
    public int MaxInstanceConcurrentReuseCount { get; set; } = 1;

    /// <summary>How long an instance without requests is kept.</summary>
    public TimeSpan IdleInstanceTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many requests are served at the same time; the others wait. Null for no limit.</summary>
    public int? MaxConcurrentRequests { get; set; }

    /// <summary>
    /// How long a guest may take to answer, then between two pieces of the response's body, and then for what it does after the
    /// response. Counts the wait for a free instance. Null for no limit. A guest that takes longer is stopped; so is one whose client has
    /// left, if it does not notice within a few seconds.
    /// </summary>
    public TimeSpan? Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>What one instance may use.</summary>
    public StoreLimits Limits { get; set; } = new() { MemoryBytes = 1UL << 30 };

    /// <summary>What guests may do over HTTP themselves. All instances share the connections.</summary>
    public WasiHttpOptions Http { get; init; } = new();

    /// <summary>
    /// Sets what an instance gets from its host. By default that is nothing but clocks and random numbers, and what it writes to its
    /// standard output and error goes to the log, category <c>Sluice.Guest</c>.
    /// </summary>
    public Action<WasiOptions>? ConfigureWasi { get; set; }

    /// <summary>Where the instance of this number writes to, if not to the log.</summary>
    internal Func<long, (WasiOutput Stdout, WasiOutput Stderr)>? Outputs { get; set; }
}
