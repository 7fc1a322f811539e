using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.AspNetCore;
using Sluice.AspNetCore.Instances;
using Sluice.Cli.Commands;
using Sluice.Wasi;
using Sluice.Wasi.Cli;

namespace Sluice.Cli.Running;

/// <summary>Components behind Kestrel.</summary>
internal static class HttpServer
{
    /// <summary>How long requests may take that have begun when the server is told to stop.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    /// <summary>Serves until the process is told to stop.</summary>
    /// <returns>The process's exit code.</returns>
    public static int Run(ServeSettings settings)
    {
        // The command line's own handling of signals would end the process in the middle of the last requests, hence no asynchronous
        // action. What waits is the process's main thread, which has nothing else to do.
        return RunAsync(settings).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(ServeSettings settings)
    {
        // Without configuration: nothing of the current directory's or the environment's has a say, and nothing there is watched.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning)
            // What keeps the server from starting is thrown, too.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            .AddSimpleConsole(static console => console.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = DrainTime);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, settings));
        builder.Services.AddSluice(options => Configure(options, settings));
        await using var app = builder.Build();
        if (settings.AccessLog) app.Use(next => context => new AccessLog(Console.Error).WriteAsync(context, next));
        foreach (var (prefix, file) in settings.Routes) app.MapWasmService($"{prefix.TrimEnd('/')}/{{**path}}", file);

        try
        {
            // A component that cannot be instantiated is known before the first request.
            foreach (var service in app.Services.GetRequiredService<WasmServiceCatalog>().Services)
                service.Pool.WarmUp();
        }
        catch (Trap trap)
        {
            await Console.Error.WriteLineAsync($"sluice: {trap.Message}").ConfigureAwait(false);
            return ExitCodes.Trap;
        }
        await app.StartAsync().ConfigureAwait(false);
        using var shutdown = settings.ShutdownAddress is { } address ? new TcpListener(address) : null;
        if (shutdown is not null)
        {
            shutdown.Start();
            _ = StopOnConnectionAsync(shutdown, app.Lifetime);
        }
        await Console.Error.WriteLineAsync($"Serving HTTP on {app.Urls.First()}/").ConfigureAwait(false);
        await app.WaitForShutdownAsync().ConfigureAwait(false);
        return 0;
    }

    private static void Configure(KestrelServerOptions kestrel, ServeSettings settings)
    {
        kestrel.Listen(settings.Address);
        kestrel.AddServerHeader = false;
        // Guests see the bytes of headers.
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        // Bodies are streamed: they may be long, and slow.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
    }

    private static void Configure(WasmServiceOptions options, ServeSettings settings)
    {
        foreach (string file in settings.Middleware) options.Middleware.Add(file);
        options.MaxInstanceReuseCount = settings.MaxInstanceReuseCount ?? options.MaxInstanceReuseCount;
        options.MaxInstanceConcurrentReuseCount = settings.MaxInstanceConcurrentReuseCount ?? options.MaxInstanceConcurrentReuseCount;
        options.MaxConcurrentRequests = settings.MaxConcurrentRequests;
        options.IdleInstanceTimeout = settings.IdleInstanceTimeout ?? options.IdleInstanceTimeout;
        options.Timeout = settings.Guest.Timeout ?? options.Timeout;
        options.Limits = settings.Guest.Limits;
        foreach (string host in settings.Guest.HttpHosts) options.Http.AllowedHosts.Add(host);
        var stdout = Console.OpenStandardOutput();
        var stderr = Console.OpenStandardError();
        options.Outputs = number => settings.LoggingPrefix
            ? (Prefixed(stdout, $"stdout [{number}] :: "), Prefixed(stderr, $"stderr [{number}] :: "))
            : (WasiOutput.InheritStdout(), WasiOutput.InheritStderr());
        options.ConfigureWasi = settings.Guest.Configure;
    }

    private static WasiOutput Prefixed(Stream output, string prefix) => new(new LineStream(line =>
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"{prefix}{line}\n");
        lock (output) output.Write(bytes);
    }));

    private static async Task StopOnConnectionAsync(TcpListener listener, IHostApplicationLifetime lifetime)
    {
        try
        {
            using var connection = await listener.AcceptTcpClientAsync().ConfigureAwait(false);
            lifetime.StopApplication();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The server has stopped by other means.
        }
    }
}
