using Sluice.Wasi.Cli;
using Sluice.Wasi.Clocks;
using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Http;
using Sluice.Wasi.Platform;
using Sluice.Wasi.Random;
using Sluice.Wasi.Sockets;
using ErrorCode = Sluice.Wasi.Filesystem.ErrorCode;

namespace Sluice.Wasi;

/// <summary>
/// One guest's share of the host: what <see cref="WasiOptions"/> describe, opened and checked. The interfaces of all versions work on it.
/// </summary>
internal sealed class WasiContext : IDisposable
{
    private readonly ulong? randomSeed;
    private readonly NetworkPolicy network;
    private RandomSource? insecureRandom;
    private (ulong, ulong)? _insecureSeed;
    private SocketTable? sockets;

    /// <exception cref="ArgumentException">A setting cannot be passed to a guest.</exception>
    /// <exception cref="DirectoryNotFoundException">A preopen does not exist or is no directory.</exception>
    /// <exception cref="UnauthorizedAccessException">A preopen may not be opened.</exception>
    /// <exception cref="IOException">A preopen cannot be opened for another reason.</exception>
    /// <exception cref="PlatformNotSupportedException">There are preopens, and the process is not a 64-bit one on Linux, macOS or Windows.</exception>
    public WasiContext(WasiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Arguments = Copy(options.Arguments);
        Environment = options.HasEnvironment ? Copy(options.Environment) : [];
        foreach (string argument in Arguments)
            RequireNoNul(argument, "An argument");
        foreach ((string name, string value) in Environment)
        {
            RequireNoNul(name, "The name of an environment variable");
            RequireNoNul(value, $"The environment variable '{name}'");
            if (name.Length == 0 || name.Contains('='))
                throw new ArgumentException($"'{name}' is no name for an environment variable.", nameof(options));
        }

        Stdin = options.Stdin;
        Stdout = options.Stdout;
        Stderr = options.Stderr;
        InitialWorkingDirectory = options.InitialWorkingDirectory;
        Http = options.Http;
        MonotonicClock = new MonotonicClock(options.TimeProvider);
        SystemClock = new SystemClock(options.TimeProvider);
        Timezone = new Timezone(options.TimeProvider);
        randomSeed = options.RandomSeed;
        Random = options.RandomSeed is { } seed ? new SeededRandomSource(seed) : SecureRandomSource.Instance;
        network = options.Network;
        Files = new OpenFiles(options.MaxOpenFiles);
        try
        {
            Preopens = new OpenPreopen[options.HasPreopens ? options.Preopens.Count : 0];
            for (int i = 0; i < Preopens.Length; i++)
                Preopens[i] = new OpenPreopen(Open(options.Preopens[i]), options.Preopens[i].GuestPath);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public WasiInput Stdin { get; }

    public WasiOutput Stdout { get; }

    public WasiOutput Stderr { get; }

    public string[] Arguments { get; }

    public KeyValuePair<string, string>[] Environment { get; }

    public string? InitialWorkingDirectory { get; }

    public WasiHttpOptions Http { get; }

    public MonotonicClock MonotonicClock { get; }

    public SystemClock SystemClock { get; }

    public Timezone Timezone { get; }

    public RandomSource Random { get; }

    public RandomSource InsecureRandom
    {
        get
        {
            DrawInsecureSeed();
            return insecureRandom!;
        }
    }

    /// <summary>The same at every call, as the interface wants it.</summary>
    public (ulong, ulong) InsecureSeed => DrawInsecureSeed();

    // Few guests have sockets, and what the framework needs for them takes long to load.
    public SocketTable Sockets => sockets ??= new SocketTable(network);

    public OpenFiles Files { get; }

    /// <summary>Owned by this context, as are all <see cref="Files"/>.</summary>
    public OpenPreopen[] Preopens { get; }

    public void Dispose()
    {
        Files.Dispose();
        sockets?.Dispose();
    }

    private static T[] Copy<T>(IList<T> items)
    {
        var copy = new T[items.Count];
        for (int i = 0; i < copy.Length; i++) copy[i] = items[i];
        return copy;
    }

    // On demand: the framework loads a cryptographic library for the first random number.
    private (ulong, ulong) DrawInsecureSeed()
    {
        if (_insecureSeed is { } drawn) return drawn;
        // Derived, so that how much one interface draws never shifts what the other gives. The seed is always drawn first.
        var random = new SeededRandomSource(randomSeed is { } seed ? ~seed : SecureRandomSource.Instance.GetUInt64());
        insecureRandom = random;
        var first = (random.GetUInt64(), random.GetUInt64());
        _insecureSeed = first;
        return first;
    }

    private Descriptor Open(Preopen preopen)
    {
        RequireNoNul(preopen.HostPath, "The host path of a preopen");
        RequireNoNul(preopen.GuestPath, "The guest path of a preopen");
        if (Descriptor.OpenPreopen(HostFileSystem.Current, Files, preopen.HostPath, preopen.Access == PreopenAccess.ReadOnly)
            .TryGetValue(out Descriptor? descriptor, out ErrorCode error))
            return descriptor;
        throw error switch
        {
            ErrorCode.NoEntry or ErrorCode.NotDirectory =>
                new DirectoryNotFoundException($"The preopen '{preopen.HostPath}' is not an existing directory."),
            ErrorCode.Access or ErrorCode.NotPermitted =>
                new UnauthorizedAccessException($"The preopen '{preopen.HostPath}' may not be opened."),
            _ => new IOException($"The preopen '{preopen.HostPath}' cannot be opened: {error}."),
        };
    }

    private static void RequireNoNul(string text, string what)
    {
        if (text.Contains('\0'))
            throw new ArgumentException($"{what} contains a NUL character.");
    }
}
