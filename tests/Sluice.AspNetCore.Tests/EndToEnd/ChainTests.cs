using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sluice.AspNetCore.Tests.EndToEnd;

/// <summary>C# → wasm → C# → wasm, in one pipeline.</summary>
public class ChainTests
{
    private static Task<TestApplication> StartAsync(List<string> seen, Action<WasmServiceOptions>? configure = null) => TestApplication.StartAsync(
        app =>
        {
            app.UseRouting();
            app.Use(async (context, next) =>
            {
                context.Request.Headers["x-outer"] = "1";
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers["x-outer"] = "2";
                    return Task.CompletedTask;
                });
                await next(context);
                lock (seen) seen.Add($"outer {context.Response.StatusCode}");
            });
            app.UseWasmMiddleware(TestApplication.Guest("middleware.wat"));
            app.Use(async (context, next) =>
            {
                Assert.Equal("1", context.Request.Headers["x-outer"]);
                context.Request.Headers["x-inner"] = "1";
                await next(context);
                lock (seen) seen.Add($"inner {context.Response.StatusCode}");
            });
            app.MapWasmService("/{**path}", TestApplication.Guest("workbench.wat"));
        },
        configure);

    [Fact]
    public async Task Everyone_sees_what_those_before_have_done()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);

        using var response = await app.Client.GetAsync("/reflect");

        Assert.True(response.IsSuccessStatusCode, string.Join('\n', app.Log));
        Assert.Equal("2", Assert.Single(response.Headers.GetValues("x-outer")));
        Assert.Equal("1", Assert.Single(response.Headers.GetValues("x-inner")));
        await TestApplication.Eventually(() => seen.Count == 2);
        Assert.Equal(["inner 200", "outer 200"], seen);
    }

    [Theory]
    [InlineData("/copy")]
    [InlineData("/echo")]
    public async Task Bodies_flow_through_all_of_them_piece_by_piece(string path)
    {
        await using var app = await StartAsync([]);
        using var connection = await RawConnection.OpenAsync(app.Address);

        for (var round = 0; round < 2; round++)
        {
            await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            var head = await connection.ReadHeadAsync();
            Assert.StartsWith("HTTP/1.1 200", head);
            Assert.Contains("x-outer: 2", head);
            for (var i = 0; i < 10; i++)
            {
                var text = $"piece {i};";
                await connection.SendAsync($"{text.Length:x}\r\n{text}\r\n");
                Assert.Equal(text, await connection.ReadChunkAsync());
            }
            await connection.SendAsync("0\r\n\r\n");
            Assert.Equal("", await connection.ReadChunkAsync());
            await connection.ReadLineAsync();
        }
    }

    [Fact]
    public async Task A_long_body_flows_through_all_of_them()
    {
        await using var app = await StartAsync([]);
        var bytes = new byte[8 << 20];
        new Random(1).NextBytes(bytes);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/copy")
        {
            Version = app.Http2Client.DefaultRequestVersion,
            VersionPolicy = app.Http2Client.DefaultVersionPolicy,
            Content = new BytesContent(bytes, chunked: false),
        };
        using var response = await app.Http2Client.SendAsync(request);

        Assert.True(response.IsSuccessStatusCode, string.Join('\n', app.Log));
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_client_that_leaves_is_noticed_at_the_end_of_the_chain()
    {
        await using var app = await StartAsync([]);
        using (var connection = await RawConnection.OpenAsync(app.Address))
        {
            await connection.SendAsync("GET /pour HTTP/1.1\r\nHost: x\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync());
            connection.Abort();
        }

        await TestApplication.Eventually(() => app.WasmServices.All(static service => service.Pool is { ActiveRequests: 0, IsWorking: false }));
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
    }

    [Fact]
    public async Task A_guest_at_the_end_that_traps_is_a_server_error_for_everyone()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);

        using var response = await app.Client.GetAsync("/trap");

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
    }
}
