using Microsoft.Extensions.Logging;
using Sluice.AspNetCore.Exchange;
using Sluice.Wasi;
using Sluice.Wasi.Cli;
using Sluice.Wasi.Http;

namespace Sluice.AspNetCore.Instances;

/// <summary>A component that answers requests, with the middleware before it: what instances are made from.</summary>
internal sealed class WasmService
{
    private readonly Engine engine;
    private readonly Component[] components;
    private readonly Linker[] linkers;
    private readonly ILogger guestLog;

    /// <param name="chain">Outermost first, the component itself last.</param>
    /// <param name="isMiddleware">Whether the last one, too, imports a handler: the rest of the application.</param>
    public WasmService(Engine engine, string name, Component[] chain, WasmServiceOptions options, bool isMiddleware, ILoggerFactory loggers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxInstanceReuseCount ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxInstanceConcurrentReuseCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentRequests ?? 1, 1);
        this.engine = engine;
        components = chain;
        Name = name;
        Options = options;
        IsMiddleware = isMiddleware;
        Log = loggers.CreateLogger("Sluice");
        guestLog = loggers.CreateLogger("Sluice.Guest");
        linkers = [.. chain.Select((_, index) => CreateLinker(index))];
        Pool = new InstancePool(this);
    }

    public string Name { get; }

    public WasmServiceOptions Options { get; }

    public bool IsMiddleware { get; }

    public ILogger Log { get; }

    public InstancePool Pool { get; }

    public DeadlinePool Deadlines { get; } = new();

    /// <exception cref="LinkException">A component imports what is not there, or exports no handler.</exception>
    /// <exception cref="Trap">A start function was stopped, or a limit reached.</exception>
    public PooledInstance CreateInstance(long number)
    {
        var store = new Store(engine, new StoreOptions { Limits = Options.Limits });
        try
        {
            var instance = new PooledInstance(this, store, number, components.Length);
            // The factories of the linkers know the store only.
            store.GetHostObject(this, _ => instance);
            for (var index = components.Length - 1; index >= 0; index--)
                instance.Add(index, linkers[index].Instantiate(store, components[index]));
            return instance;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private Linker CreateLinker(int index)
    {
        var linker = new Linker(engine).AddWasi(store => CreateWasi(Find(store)));
        if (index + 1 < components.Length || IsMiddleware) linker.AddHttpHandler(store => Find(store).NextOf(index));
        return linker;
    }

    private PooledInstance Find(Store store) =>
        store.GetHostObject<PooledInstance>(this, static _ => throw new InvalidOperationException("The store is not one of the pool's."));

    private WasiOptions CreateWasi(PooledInstance instance)
    {
        var options = new WasiOptions { Http = Options.Http };
        (options.Stdout, options.Stderr) = Options.Outputs?.Invoke(instance.Number)
            ?? (LogLines(LogLevel.Information, instance.Number), LogLines(LogLevel.Warning, instance.Number));
        Options.ConfigureWasi?.Invoke(options);
        return options;
    }

    private WasiOutput LogLines(LogLevel level, long number) =>
        new(new LineStream(line => guestLog.Log(level, "{Component}[{Instance}]: {Line}", Name, number, line)));
}
