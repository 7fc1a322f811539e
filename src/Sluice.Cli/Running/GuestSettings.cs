using Sluice.Wasi;
using Sluice.Wasi.Cli;

namespace Sluice.Cli.Running;

/// <summary>How the command line wants its guest to be run.</summary>
internal sealed class GuestSettings
{
    public bool InheritEnvironment { get; set; }

    public ulong? RandomSeed { get; set; }

    public TimeSpan? Timeout { get; set; }

    public StoreLimits Limits { get; set; } = new();

    public List<Preopen> Preopens { get; } = [];

    public OrderedDictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public StoreOptions ToStoreOptions() => new() { Limits = Limits, Timeout = Timeout };

    /// <summary>The process's own standard streams, and what was asked for.</summary>
    public WasiOptions ToWasiOptions(IEnumerable<string> arguments) => new()
    {
        Stdin = WasiInput.Inherit(),
        Stdout = WasiOutput.InheritStdout(),
        Stderr = WasiOutput.InheritStderr(),
        Arguments = [.. arguments],
        Environment = [.. Environment],
        Preopens = Preopens,
        RandomSeed = RandomSeed,
    };
}
