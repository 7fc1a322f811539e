using System.Net;

namespace Sluice.AspNetCore.Tests.EndToEnd;

/// <summary>Clients that leave: the guest hears of it, its instance lives on, and nobody else notices.</summary>
public class AbortTests
{
    private static async Task<TestApplication> StartAsync()
    {
        var app = await TestApplication.StartWorkbenchAsync(static options =>
        {
            options.IdleInstanceTimeout = TimeSpan.FromMinutes(1);
            options.MaxInstanceReuseCount = 1000;
            options.MaxInstanceConcurrentReuseCount = 1000;
        });
        // Otherwise each of the first requests gets an instance.
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
        return app;
    }

    private static async Task AssertUnharmedAsync(TestApplication app)
    {
        await TestApplication.Eventually(() => app.Service.Pool is { ActiveRequests: 0, IsWorking: false });
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
        Assert.Equal(1, app.Service.Pool.CreatedCount);
        Assert.DoesNotContain(app.Log, static line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    private static async Task LeaveAsync(TestApplication app, Func<RawConnection, Task> act, bool reachesGuest = true)
    {
        // More than one, so that what is lost at one of them would add up.
        var connections = new List<RawConnection>();
        for (var i = 0; i < 10; i++)
        {
            connections.Add(await RawConnection.OpenAsync(app.Address));
            await act(connections[^1]);
        }
        await TestApplication.Eventually(() => app.Service.Pool.ActiveRequests == (reachesGuest ? connections.Count : 0));
        for (var i = 0; i < connections.Count; i++)
        {
            if (i % 2 == 0) connections[i].Abort();
            connections[i].Dispose();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("POST /copy HT")]
    [InlineData("POST /copy HTTP/1.1\r\nHost: x\r\nContent-")]
    public async Task Before_the_head_is_complete(string part)
    {
        await using var app = await StartAsync();

        await LeaveAsync(app, connection => connection.SendAsync(part), reachesGuest: false);

        await AssertUnharmedAsync(app);
    }

    [Theory]
    [InlineData("/copy")]
    [InlineData("/echo")]
    [InlineData("/hold")]
    public async Task While_the_request_is_sent(string path)
    {
        await using var app = await StartAsync();

        await LeaveAsync(app, async connection =>
        {
            await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
            await connection.SendAsync(new byte[100_000]);
            if (path != "/hold") Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync());
        });

        await AssertUnharmedAsync(app);
    }

    [Fact]
    public async Task While_the_guest_waits()
    {
        await using var app = await StartAsync();

        await LeaveAsync(app, connection => connection.SendAsync("GET /wait/600000 HTTP/1.1\r\nHost: x\r\n\r\n"));

        await AssertUnharmedAsync(app);
    }

    [Fact]
    public async Task A_guest_that_traps_when_its_client_leaves_is_not_asked_again()
    {
        await using var app = await StartAsync();

        await LeaveAsync(app, connection => connection.SendAsync("GET /sulk/600000 HTTP/1.1\r\nHost: x\r\n\r\n"));

        await TestApplication.Eventually(() => app.Service.Pool is { ActiveRequests: 0, IsWorking: false });
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
        Assert.Equal(1, app.Service.Pool.InstanceCount);
    }

    [Fact]
    public async Task While_the_response_is_sent()
    {
        await using var app = await StartAsync();

        await LeaveAsync(app, async connection =>
        {
            await connection.SendAsync("GET /pour HTTP/1.1\r\nHost: x\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync());
            for (var i = 0; i < 10; i++) Assert.NotEmpty((await connection.ReadChunkAsync())!);
        });

        await AssertUnharmedAsync(app);
    }

    [Fact]
    public async Task One_stream_of_a_connection_only()
    {
        await using var app = await StartAsync();
        using var leave = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/copy") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new EndlessContent() };

        var others = Enumerable.Range(0, 20).Select(_ => app.Http2Client.GetAsync("/wait/1000")).ToArray();
        var leaving = Enumerable.Range(0, 20).Select(_ => app.Http2Client.GetAsync("/wait/600000", leave.Token)).ToArray();
        var copying = app.Http2Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave.Token);
        using (var response = await copying)
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[1 << 20]);
            await leave.CancelAsync();
        }

        foreach (var one in leaving) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        foreach (var one in others) Assert.True((await one).IsSuccessStatusCode);
        await AssertUnharmedAsync(app);
    }

    private sealed class EndlessContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[1 << 14];
            while (true) await stream.WriteAsync(piece);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
