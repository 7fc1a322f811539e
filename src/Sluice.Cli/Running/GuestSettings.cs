using Sluice.Wasi;
using Sluice.Wasi.Cli;
using Sluice.Wasi.Http;

namespace Sluice.Cli.Running;

/// <summary>How the command line wants its guest to be run.</summary>
internal sealed class GuestSettings
{
    public bool InheritEnvironment { get; set; }

    public ulong? RandomSeed { get; set; }

    public TimeSpan? Timeout { get; set; }

    public StoreLimits Limits { get; set; } = new();

    /// <summary>Where the guest may send HTTP requests.</summary>
    public List<string> HttpHosts { get; } = [];

    /// <summary>What the guest may do with sockets.</summary>
    public NetworkSettings Network => field ??= new NetworkSettings();

    public List<Preopen> Preopens { get; } = [];

    public GuestEnvironment Environment { get; } = new();

    public int MaxOpenFiles { get; set; } = 1024;

    public StoreOptions ToStoreOptions() => new() { Limits = Limits, Timeout = Timeout };

    /// <summary>The process's own standard streams, and what was asked for.</summary>
    public WasiOptions ToWasiOptions(string[] arguments) => new()
    {
        Stdin = WasiInput.Inherit(),
        Stdout = WasiOutput.InheritStdout(),
        Stderr = WasiOutput.InheritStderr(),
        Arguments = arguments,
        Environment = Environment.Variables,
        Preopens = Preopens,
        MaxOpenFiles = MaxOpenFiles,
        RandomSeed = RandomSeed,
        Network = Network.ToPolicy(static () => Console.Error),
        Http = new WasiHttpOptions { AllowedHosts = HttpHosts },
    };

    /// <summary>Adds what was asked for to the options of a guest that has streams and connections already.</summary>
    public void Configure(WasiOptions options)
    {
        foreach (var variable in Environment.Variables) options.Environment.Add(variable);
        foreach (var preopen in Preopens) options.Preopens.Add(preopen);
        options.MaxOpenFiles = MaxOpenFiles;
        options.RandomSeed = RandomSeed;
        options.Network = Network.ToPolicy(static () => Console.Error);
    }
}
