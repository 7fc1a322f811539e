using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sluice.RealGuests;

namespace Sluice.AspNetCore.Tests;

/// <summary>Services made with public tools answer in Sluice as they do under <c>jco serve</c>.</summary>
public class RealServiceTests
{
    private const int Requests = 1000;

    public static IEnumerable<TheoryDataRow<string, int>> Services() =>
        from service in Guests.Cases.Services
        from concurrency in new[] { 1, 16 }
        select new TheoryDataRow<string, int>(service.Name, concurrency);

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_thousand_requests_are_answered_as_elsewhere(string name, int concurrency)
    {
        var service = Guests.Cases.Services.Single(s => s.Name == name);
        await using var app = await StartAsync(service.Guest);
        var expected = Guests.Responses(name);
        Assert.Equal(service.Requests.Length, expected.Length);

        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < Requests; i = Interlocked.Increment(ref next))
            {
                var request = service.Requests[i % service.Requests.Length];
                using var message = request.ToMessage();
                using var response = await app.Client.SendAsync(message);
                expected[i % expected.Length].AssertEquals(await RecordedResponse.OfAsync(response), $"{request.Method} {request.Path}");
            }
        }));

        Assert.DoesNotContain(app.Log, static line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.True(app.Service.Pool.InstanceCount <= concurrency + 1, $"{app.Service.Pool.InstanceCount} instances are left");
    }

    [Fact]
    public async Task A_listener_for_fetch_events_fetches_itself()
    {
        await using var upstream = await UpstreamAsync();
        var authority = new Uri(upstream.Urls.First()).Authority;
        await using var app = await StartAsync("js-fetch-event.wasm", options => options.Http.AllowedHosts.Add(authority));

        for (var i = 0; i < 5; i++)
            Assert.Equal($"202 {i} POST yes from the guest", await app.Client.GetStringAsync($"/fetch?url=http://{authority}/{i}"));
    }

    // StarlingMonkey answers an exception with 500, and forgets the body, which must break off then.
    [Fact]
    public async Task A_listener_that_throws_does_not_look_complete_and_the_next_request_is_served()
    {
        await using var app = await StartAsync("js-fetch-event.wasm");
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => app.Client.GetStringAsync("/throw"));
            using var other = await app.Client.GetAsync("/not-there");
            Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        }
    }

    [Theory]
    [InlineData("js-incoming-handler.wasm", "/error")]
    [InlineData("js-incoming-handler.wasm", "/forget")]
    public async Task A_failing_handler_is_a_server_error_and_the_next_request_is_served(string guest, string path)
    {
        await using var app = await StartAsync(guest);
        for (var i = 0; i < 3; i++)
        {
            using var response = await app.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            using var other = await app.Client.GetAsync("/not-there");
            Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        }
    }

    private static async Task<TestApplication> StartAsync(string guest, Action<WasmServiceOptions>? configure = null)
    {
        var path = Guests.PathOf(guest);
        return await TestApplication.StartAsync(app => app.MapWasmService("/{**path}", path), options =>
        {
            options.Timeout = TimeSpan.FromMinutes(2);
            configure?.Invoke(options);
        });
    }

    private static async Task<WebApplication> UpstreamAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(static async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var text = await body.ReadToEndAsync();
            context.Response.StatusCode = 202;
            context.Response.Headers["x-upstream"] = context.Request.Path.Value![1..];
            await context.Response.WriteAsync($"{context.Request.Method} {context.Request.Headers["x-guest"]} {text}");
        });
        await app.StartAsync();
        return app;
    }
}
