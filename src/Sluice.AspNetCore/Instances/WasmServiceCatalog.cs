using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sluice.Concurrency;

namespace Sluice.AspNetCore.Instances;

/// <summary>The components of an application.</summary>
internal sealed class WasmServiceCatalog : IAsyncDisposable
{
    private readonly Engine engine;
    private readonly IOptionsFactory<WasmServiceOptions> defaults;
    private readonly ILoggerFactory loggers;
    private readonly ConcurrentBag<WasmService> services = [];
    private readonly ConcurrentDictionary<string, Component> components = new();

    private int exhausted;

    public WasmServiceCatalog(Engine engine, IOptionsFactory<WasmServiceOptions> defaults, ILoggerFactory loggers)
    {
        this.engine = engine;
        this.defaults = defaults;
        this.loggers = loggers;
        ParkedThreads.Shared.Exhausted += OnExhausted;
    }

    public IEnumerable<WasmService> Services => services;

    public WasmService Add(string path, Action<WasmServiceOptions>? configure, bool isMiddleware)
    {
        var options = defaults.Create(Options.DefaultName);
        configure?.Invoke(options);
        var service = new WasmService(engine, path, [.. options.Middleware.Append(path).Select(Load)], options, isMiddleware, loggers);
        services.Add(service);
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        ParkedThreads.Shared.Exhausted -= OnExhausted;
        foreach (var service in services) await service.Pool.DisposeAsync().ConfigureAwait(false);
    }

    // Once: under load it happens over and over.
    private void OnExhausted(int threads)
    {
        if (Interlocked.Exchange(ref exhausted, 1) != 0) return;
        loggers.CreateLogger("Sluice").LogWarning("{Threads} guests wait with their stacks in use, as those of WASI 0.2 do; further ones queue until one of them goes on", threads);
    }

    private Component Load(string path) => components.GetOrAdd(Path.GetFullPath(path), full => Component.Load(engine, full));
}
