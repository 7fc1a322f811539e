using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Sluice.Wasi.Http;
using Sluice.Wasi.Http.Client;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.AspNetCore.Tests;

/// <summary>What guests send over TLS, to a server that speaks both versions or only one.</summary>
public class SecureClientTests
{
    private static async Task<WebApplication> StartAsync(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(TestCertificate.Instance);
        }));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(static async context =>
        {
            if (context.Response.SupportsTrailers()) context.Response.DeclareTrailer("x-end");
            await context.Response.WriteAsync($"{context.Request.Protocol} {context.Request.Path} {await new StreamReader(context.Request.Body).ReadToEndAsync()}");
            if (context.Response.SupportsTrailers()) context.Response.AppendTrailer("x-end", "1");
        });
        await app.StartAsync();
        return app;
    }

    private static Request Create(WebApplication app, string text) => new(Fields.FromWire([("x-a", "1"u8.ToArray())], 1000), new HostBody(new TextSource(text)))
    {
        Method = Methods.FromName("POST")!,
        Scheme = new Scheme.Https(),
        Authority = new Uri(app.Urls.First()).Authority,
        PathWithQuery = "/a/../b",
    };

    private static async Task<(string Text, Fields? Trailers)> ReadAsync(Response response)
    {
        var text = new StringBuilder();
        var outcome = await response.Body.CopyToAsync(
            (chunk, _) =>
            {
                text.Append(Encoding.UTF8.GetString(chunk.Span));
                return new(Unit.Value);
            },
            CancellationToken.None);
        return (text.ToString(), outcome.Value);
    }

    private static HttpTransport CreateTransport(bool trusting) => new(new WasiHttpOptions
    {
        AllowedHosts = ["*"],
        CertificateValidation = trusting ? static (_, certificate, _, _) => certificate?.GetCertHashString() == TestCertificate.Instance.Thumbprint : null,
    });

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    public async Task The_best_version_that_the_server_speaks_is_used(HttpProtocols protocols, string version)
    {
        await using var app = await StartAsync(protocols);
        using var transport = CreateTransport(trusting: true);

        for (var i = 0; i < 3; i++)
        {
            var (text, trailers) = await ReadAsync((await transport.SendAsync(Create(app, $"body {i}"), CancellationToken.None)).Value);
            Assert.StartsWith(version, text);
            Assert.EndsWith($"body {i}", text);
            Assert.Equal(version == "HTTP/2" ? "x-end" : null, trailers?.Entries[0].Name);
        }
    }

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2)]
    [InlineData(HttpProtocols.Http1)]
    public async Task A_certificate_that_nobody_trusts_is_refused(HttpProtocols protocols)
    {
        await using var app = await StartAsync(protocols);
        using var transport = CreateTransport(trusting: false);

        Assert.Equal(new ErrorCode.TlsCertificateError(), (await transport.SendAsync(Create(app, "secret"), CancellationToken.None)).Error);
    }

    private sealed class TextSource(string text) : BodySource
    {
        private bool read;

        public override ValueTask<Result<int, ErrorCode>> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (read) return new(0);
            read = true;
            return new(Encoding.UTF8.GetBytes(text, buffer.Span));
        }

        public override ValueTask<Result<Fields?, ErrorCode>> ReadTrailersAsync(CancellationToken cancellationToken) => new(Result<Fields?, ErrorCode>.Ok(null));

        public override void Abort() { }
    }
}
