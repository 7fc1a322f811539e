using Sluice.Wasi;
using Sluice.Wasi.Cli;
using Sluice.Wasi.Http;

namespace Sluice.Cli.Running;

/// <summary>How the command line wants its guest to be run.</summary>
internal sealed class GuestSettings
{
    // Made when something is asked for.
    private List<Preopen>? preopens;
    private GuestEnvironment? environment;

    public bool InheritEnvironment { get; set; }

    public ulong? RandomSeed { get; set; }

    public TimeSpan? Timeout { get; set; }

    public StoreLimits Limits { get; set; } = new();

    /// <summary>Where the guest may send HTTP requests.</summary>
    public List<string> HttpHosts { get; } = [];

    /// <summary>What the guest may do with sockets.</summary>
    public NetworkSettings Network => field ??= new NetworkSettings();

    public List<Preopen> Preopens => preopens ??= [];

    public GuestEnvironment Environment => environment ??= new GuestEnvironment();

    /// <summary>Null for what <see cref="WasiOptions.MaxOpenFiles"/> is by default.</summary>
    public int? MaxOpenFiles { get; set; }

    public StoreOptions ToStoreOptions() => new() { Limits = Limits, Timeout = Timeout };

    /// <summary>The process's own standard streams, and what was asked for.</summary>
    public WasiOptions ToWasiOptions(string[] arguments)
    {
        var options = new WasiOptions
        {
            Stdin = WasiInput.Inherit(),
            Stdout = WasiOutput.InheritStdout(),
            Stderr = WasiOutput.InheritStderr(),
            Arguments = arguments,
            Http = new WasiHttpOptions { AllowedHosts = HttpHosts },
        };
        Configure(options);
        return options;
    }

    /// <summary>Adds what was asked for to the options of a guest that has streams and connections already.</summary>
    public void Configure(WasiOptions options)
    {
        environment?.AddTo(options.Environment);
        foreach (var preopen in preopens ?? []) options.Preopens.Add(preopen);
        if (MaxOpenFiles is { } most) options.MaxOpenFiles = most;
        options.RandomSeed = RandomSeed;
        options.Network = Network.ToPolicy(static () => Console.Error);
    }
}
