using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sluice.AspNetCore.Instances;

/// <summary>The components of an application.</summary>
internal sealed class WasmServiceCatalog(Engine engine, IOptionsFactory<WasmServiceOptions> defaults, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ConcurrentBag<WasmService> services = [];
    private readonly ConcurrentDictionary<string, Component> components = new();

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
        foreach (var service in services) await service.Pool.DisposeAsync().ConfigureAwait(false);
    }

    private Component Load(string path) => components.GetOrAdd(Path.GetFullPath(path), full => Component.Load(engine, full));
}
