using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sluice.AspNetCore.Instances;

namespace Sluice.AspNetCore.Tests;

/// <summary>An application on a port of its own, and what it has logged.</summary>
internal sealed class TestApplication : IAsyncDisposable, ILoggerProvider
{
    private readonly WebApplication app;
    // Their ports are known once the server has started.
    private ListenOptions? http1, http2;

    private TestApplication(WebApplicationBuilder builder, Action<WebApplication> map)
    {
        builder.Logging.ClearProviders().AddProvider(this);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => http1 = listen);
            kestrel.Listen(IPAddress.Loopback, 0, listen => (http2 = listen).Protocols = HttpProtocols.Http2);
            kestrel.Limits.MaxRequestBodySize = null;
            // Tests on a busy machine are slow clients.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
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
        application.Client = new HttpClient { BaseAddress = AddressOf(application.http1!), Timeout = TimeSpan.FromSeconds(60) };
        application.Http2Client = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
        {
            BaseAddress = AddressOf(application.http2!),
            Timeout = TimeSpan.FromSeconds(60),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        return application;
    }

    /// <summary>The guest of ours, at every path.</summary>
    public static Task<TestApplication> StartServiceAsync(Action<WasmServiceOptions>? configure = null) =>
        StartAsync(static app => app.MapWasmService("/{**path}", Guest("service.wat")), configure);

    /// <summary>The guest of the end-to-end tests, at every path.</summary>
    public static Task<TestApplication> StartWorkbenchAsync(Action<WasmServiceOptions>? configure = null) =>
        StartAsync(static app => app.MapWasmService("/{**path}", Guest("workbench.wat")), configure);

    public static async Task Eventually(Func<bool> condition)
    {
        for (var i = 0; i < 1200 && !condition(); i++) await Task.Delay(25);
        Assert.True(condition());
    }

    /// <summary>Speaks HTTP/1.1.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>Speaks HTTP/2, in clear.</summary>
    public HttpClient Http2Client { get; private set; } = null!;

    public Uri Address => Client.BaseAddress!;

    public Uri Http2Address => Http2Client.BaseAddress!;

    public ConcurrentQueue<string> Log { get; } = new();

    public WasmService Service => WasmServices.First();

    public IEnumerable<WasmService> WasmServices => app.Services.GetRequiredService<WasmServiceCatalog>().Services;

    public IServiceProvider Services => app.Services;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Http2Client.Dispose();
        await app.DisposeAsync();
    }

    private static Uri AddressOf(ListenOptions listen) => new($"http://{listen.IPEndPoint}");

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
