using System.Net;
using System.Text;

namespace Sluice.AspNetCore.Tests;

public class ProxyV02Tests
{
    private static Task<TestApplication> StartAsync(Action<WasmServiceOptions>? configure = null) =>
        TestApplication.StartAsync(static app => app.MapWasmService("/{**path}", TestApplication.Guest("proxy-0.2.wat")), configure);

    [Fact]
    public async Task A_proxy_answers_with_status_headers_and_body_on_a_pooled_instance()
    {
        await using var app = await StartAsync(static options => options.MaxInstanceReuseCount = 10);

        for (var i = 0; i < 5; i++)
        {
            using var response = await app.Client.GetAsync("/hello");
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            Assert.Equal("0.2", response.Headers.GetValues("x-guest").Single());
            Assert.Equal("hello from 0.2", await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(1, app.Service.Pool.InstanceCount);
        Assert.DoesNotContain(app.Log, static line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_request_gets_an_instance_of_its_own_by_default()
    {
        await using var app = await StartAsync(static options => options.IdleInstanceTimeout = TimeSpan.FromMinutes(1));

        for (var i = 0; i < 5; i++) Assert.Equal("hello from 0.2", await app.Client.GetStringAsync("/hello"));

        // A guest may still return from its handler when the client has the whole response.
        for (var i = 0; i < 600 && app.Service.Pool.InstanceCount > 0; i++) await Task.Delay(50);
        Assert.Equal(0, app.Service.Pool.InstanceCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task A_request_body_is_spliced_into_the_response(int length)
    {
        await using var app = await StartAsync();
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        using var response = await app.Client.PostAsync("/echo", new ByteArrayContent(bytes));

        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/none", HttpStatusCode.InternalServerError)]
    [InlineData("/trap", HttpStatusCode.InternalServerError)]
    [InlineData("/deny", HttpStatusCode.Forbidden)]
    public async Task A_proxy_without_a_response_is_a_server_error(string path, HttpStatusCode status)
    {
        await using var app = await StartAsync();

        using var response = await app.Client.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("hello from 0.2", await app.Client.GetStringAsync("/hello"));
    }

    [Theory]
    [InlineData("/late")]
    [InlineData("/unfinished")]
    [InlineData("/size")]
    public async Task A_body_that_the_proxy_does_not_finish_does_not_look_complete(string path)
    {
        await using var app = await StartAsync(static options => options.Timeout = TimeSpan.FromSeconds(20));

        await Assert.ThrowsAsync<HttpRequestException>(() => app.Client.GetStringAsync(path)).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("hello from 0.2", await app.Client.GetStringAsync("/hello"));
    }

    [Fact]
    public async Task Requests_at_the_same_time_get_instances_of_their_own()
    {
        await using var app = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var response = await app.Client.PostAsync("/echo", new StringContent($"request {i}", Encoding.ASCII));
            return await response.Content.ReadAsStringAsync();
        }));

        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"request {i}"), answers);
    }

    [Fact]
    public async Task More_guests_than_threads_wait_for_request_bodies_and_the_log_says_so_once()
    {
        const int Clients = 300;
        await using var app = await StartAsync(static options => options.Timeout = TimeSpan.FromMinutes(2));
        var go = new TaskCompletionSource();

        var answers = Enumerable.Range(0, Clients).Select(async i =>
        {
            using var response = await app.Client.PostAsync("/echo", new HeldContent(go.Task, $"request {i}"));
            return await response.Content.ReadAsStringAsync();
        }).ToArray();
        for (var i = 0; i < 1200 && Warnings() == 0; i++) await Task.Delay(50);
        go.SetResult();

        Assert.Equal(Enumerable.Range(0, Clients).Select(static i => $"request {i}"), await Task.WhenAll(answers));
        Assert.Equal(1, Warnings());

        int Warnings() => app.Log.Count(static line => line.Contains("256 guests wait with their stacks in use", StringComparison.Ordinal));
    }

    /// <summary>A body whose end comes later than its beginning.</summary>
    private sealed class HeldContent(Task go, string text) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text[..1]));
            await stream.FlushAsync();
            await go;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text[1..]));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
