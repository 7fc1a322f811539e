using Sluice.Wasi.Cli;
using Sluice.Wasi.Http;
using Sluice.Wasi.Sockets;

namespace Sluice.Wasi;

/// <summary>
/// What a guest gets from its host. By default it gets nothing but clocks and random numbers: no directories, no environment, no network,
/// an empty input, and outputs that go nowhere. Read once when the guest is instantiated; later changes have no effect on it.
/// </summary>
public sealed class WasiOptions
{
    private IList<KeyValuePair<string, string>>? environment;
    private IList<Preopen>? preopens;

    /// <summary>The standard input.</summary>
    public WasiInput Stdin { get => field ??= WasiInput.Null; set; }

    /// <summary>The standard output.</summary>
    public WasiOutput Stdout { get => field ??= WasiOutput.Null; set; }

    /// <summary>The standard error.</summary>
    public WasiOutput Stderr { get => field ??= WasiOutput.Null; set; }

    /// <summary>The command's arguments; by convention the first is its name.</summary>
    public IList<string> Arguments { get => field ??= []; init; }

    /// <summary>Environment variables in the order in which the guest sees them. Names may not be empty or contain <c>=</c>.</summary>
    public IList<KeyValuePair<string, string>> Environment { get => environment ??= []; init => environment = value; }

    /// <summary>Where the guest's relative paths start, if it should start anywhere but at its first preopen.</summary>
    public string? InitialWorkingDirectory { get; set; }

    /// <summary>Directories, in the order in which the guest sees them.</summary>
    public IList<Preopen> Preopens { get => preopens ??= []; init => preopens = value; }

    internal bool HasEnvironment => environment is not null;

    internal bool HasPreopens => preopens is not null;

    /// <summary>
    /// How many files and directories the guest may have open at once, preopens included. Beyond it a guest gets the error that the system
    /// has for this; the process needs descriptors for other things too.
    /// </summary>
    public int MaxOpenFiles { get; set; } = 1024;

    /// <summary>What the guest may do over HTTP. Guests with the same object share their connections.</summary>
    public WasiHttpOptions Http { get => field ??= new(); set; }

    /// <summary>What the guest may do with the network.</summary>
    public NetworkPolicy Network { get => field ??= NetworkPolicy.None; set; }

    /// <summary>All clocks, the local time zone, and the timers that guests wait for.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Makes every random interface deterministic, the secure one too: for tests and reproducible runs, never for guests that hold secrets.
    /// Null for the operating system's generator.
    /// </summary>
    public ulong? RandomSeed { get; set; }
}
