using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sluice.AspNetCore.Instances;

namespace Sluice.AspNetCore.Tests;

/// <summary>An application on a port of its own, and what it has logged.</summary>
internal sealed class TestApplication : IAsyncDisposable, ILoggerProvider
{
    private readonly WebApplication app;

    private TestApplication(WebApplicationBuilder builder, Action<WebApplication> map)
    {
        builder.Logging.ClearProviders().AddProvider(this);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        map(app);
    }

    public static string Guest(string name) => Path.Combine(AppContext.BaseDirectory, "Guests", name);

    public static async Task<TestApplication> StartAsync(Action<WebApplication> map, Action<WasmServiceOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSluice(configure);
        services?.Invoke(builder.Services);
        var application = new TestApplication(builder, map);
        await application.app.StartAsync();
        application.Client = new HttpClient { BaseAddress = new Uri(application.app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
        return application;
    }

    /// <summary>The guest of ours, at every path.</summary>
    public static Task<TestApplication> StartServiceAsync(Action<WasmServiceOptions>? configure = null) =>
        StartAsync(static app => app.MapWasmService("/{**path}", Guest("service.wat")), configure);

    public HttpClient Client { get; private set; } = null!;

    public ConcurrentQueue<string> Log { get; } = new();

    public WasmService Service => app.Services.GetRequiredService<WasmServiceCatalog>().Services.First();

    public IServiceProvider Services => app.Services;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => new QueueLogger(categoryName, Log);

    void IDisposable.Dispose() { }

    private sealed class QueueLogger(string category, ConcurrentQueue<string> log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception?.Message}");
    }
}
