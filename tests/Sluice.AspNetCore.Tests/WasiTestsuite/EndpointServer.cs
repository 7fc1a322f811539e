using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Sluice.AspNetCore.Tests.WasiTestsuite;

/// <summary>A server that a specification wants there to be for a guest's own requests.</summary>
internal sealed class EndpointServer : IAsyncDisposable
{
    private readonly WebApplication? app;

    private EndpointServer(string authority) => Authority = authority;

    private EndpointServer(WebApplication app)
    {
        this.app = app;
        Authority = new Uri(app.Urls.First()).Authority;
    }

    public string Authority { get; }

    /// <param name="specification">One of <c>servers</c>: its endpoints, or that nobody is there.</param>
    public static async Task<EndpointServer> StartAsync(JsonElement specification)
    {
        if (specification.TryGetProperty("kind", out var kind) && kind.GetString() == "closed")
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return new EndpointServer(listener.LocalEndpoint.ToString()!);
        }
        var endpoints = specification.GetProperty("endpoints").Clone();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, endpoints));
        await app.StartAsync();
        return new EndpointServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext context, JsonElement endpoints)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var endpoint = endpoints.EnumerateArray().FirstOrDefault(one => one.GetProperty("method").GetString() == context.Request.Method && one.GetProperty("path").GetString() == target);
        if (endpoint.ValueKind == JsonValueKind.Undefined) context.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (!endpoint.TryGetProperty("mode", out var mode)) await RespondAsync(context.Response, endpoint.GetProperty("response"));
        else if (mode.GetString() == "echo-body") await WriteAsync(context.Response, body.ToArray());
        else if (mode.GetString() == "echo-headers") EchoHeaders(context, target);
        else throw new NotSupportedException($"An endpoint of mode '{mode}'.");
    }

    private static void EchoHeaders(HttpContext context, string target)
    {
        var headers = context.Response.Headers;
        headers["x-request-method"] = context.Request.Method;
        headers["x-request-path"] = target;
        foreach (var (name, values) in context.Request.Headers) headers["x-echo-" + name.ToLowerInvariant()] = values;
        if (context.Features.Get<IHttpRequestTrailersFeature>() is { Available: true } trailers)
            foreach (var (name, values) in trailers.Trailers) headers["x-trailer-" + name.ToLowerInvariant()] = values;
    }

    private static async Task RespondAsync(HttpResponse response, JsonElement specification)
    {
        response.StatusCode = specification.GetProperty("status").GetInt32();
        if (specification.TryGetProperty("headers", out var headers))
            foreach (var header in headers.EnumerateObject()) response.Headers[header.Name] = header.Value.GetString();
        if (!specification.TryGetProperty("chunks", out var chunks))
        {
            await WriteAsync(response, specification.TryGetProperty("body", out var body) ? Encoding.UTF8.GetBytes(body.GetString()!) : []);
            return;
        }
        // By hand, because Kestrel's HTTP/1.1 sends no trailers.
        response.Headers.TransferEncoding = "chunked";
        var trailers = specification.TryGetProperty("trailers", out var declared) ? declared.EnumerateObject().ToArray() : [];
        if (trailers.Length > 0) response.Headers.Trailer = string.Join(", ", trailers.Select(static trailer => trailer.Name));
        foreach (var chunk in chunks.EnumerateArray())
        {
            var text = chunk.GetString()!;
            await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n"));
        }
        await response.WriteAsync($"0\r\n{string.Concat(trailers.Select(static trailer => $"{trailer.Name}: {trailer.Value.GetString()}\r\n"))}\r\n");
    }

    private static async Task WriteAsync(HttpResponse response, byte[] body)
    {
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method)) await response.Body.WriteAsync(body);
    }
}
