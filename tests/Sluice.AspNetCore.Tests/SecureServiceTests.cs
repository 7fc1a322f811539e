using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Sluice.AspNetCore.Tests;

/// <summary>Components behind TLS, where client and server agree on the version of HTTP.</summary>
public class SecureServiceTests
{
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_service_answers_over_TLS(string version)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSluice();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.UseHttps(TestCertificate.Instance)));
        await using var app = builder.Build();
        app.MapWasmService("/{**path}", TestApplication.Guest("workbench.wat"));
        await app.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.GetCertHashString() == TestCertificate.Instance.Thumbprint },
        })
        {
            BaseAddress = new Uri(app.Urls.First()),
            Timeout = TimeSpan.FromSeconds(60),
            DefaultRequestVersion = Version.Parse(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var sent = new byte[100_000];
        Random.Shared.NextBytes(sent);

        using var response = await client.PostAsync("/echo", new ByteArrayContent(sent));

        Assert.Equal(Version.Parse(version), response.Version);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(sent, await response.Content.ReadAsByteArrayAsync());
    }
}
