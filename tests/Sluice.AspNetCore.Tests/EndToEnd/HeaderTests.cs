using System.Net;
using System.Text;

namespace Sluice.AspNetCore.Tests.EndToEnd;

/// <summary>Headers and trailers, and what is passed off as such.</summary>
public class HeaderTests
{
    [Fact]
    public async Task Trailers_of_a_request_reach_the_guest_and_its_trailers_the_client_in_chunks()
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await RawConnection.OpenAsync(app.Address);

        for (var i = 0; i < 3; i++)
        {
            await connection.SendAsync("POST /echo/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: x-end\r\n\r\n");
            await connection.SendAsync($"5\r\nhello\r\n0\r\nx-end: {i}\r\n\r\n");

            Assert.Contains("Trailer: x-end\n", await connection.ReadHeadAsync());
            var text = "";
            while (await connection.ReadChunkAsync() is { Length: > 0 } chunk) text += chunk;
            Assert.Equal("hello", text);
            Assert.Equal($"x-end: {i}", await connection.ReadLineAsync(), ignoreCase: true);
            Assert.Equal("", await connection.ReadLineAsync());
        }
    }

    [Fact]
    public async Task Trailers_of_a_request_reach_the_guest_and_its_trailers_the_client_in_frames()
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await Http2Connection.OpenAsync(app.Http2Address);

        await connection.PostAsync("/echo", "hello"u8.ToArray(), ("x-end", "yes"), ("x-other", "no"));

        var (contents, trailers) = await connection.ReadResponseAsync();
        Assert.Equal("hello", contents);
        Assert.Contains("x-end", trailers);
        Assert.Contains("yes", trailers);
        Assert.Contains("x-other", trailers);
    }

    [Fact]
    public async Task A_guest_makes_trailers_of_its_own()
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        foreach (var client in (HttpClient[])[app.Client, app.Http2Client])
        {
            for (var i = 0; i < 3; i++)
            {
                using var response = await client.GetAsync("/trailer");
                Assert.Equal("hello", await response.Content.ReadAsStringAsync());
                Assert.Equal("yes", Assert.Single(response.TrailingHeaders.GetValues("x-end")));
            }
        }
    }

    [Theory]
    [InlineData("X-A: a\rX-B: b")]
    [InlineData("X-A: a\0b")]
    [InlineData("X A: b")]
    [InlineData("X-A : b")]
    [InlineData(": b")]
    [InlineData("X-A")]
    [InlineData("X-A: b\r\n folded: c")]
    [InlineData("Host: other")]
    [InlineData("Content-Length: 1\r\nContent-Length: 2")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    public async Task Unfit_headers_reach_no_guest(string line)
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await RawConnection.OpenAsync(app.Address);

        await connection.SendAsync($"GET /reflect HTTP/1.1\r\nHost: x\r\n{line}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400", await connection.ReadHeadAsync());
        Assert.Equal(0, app.Service.Pool.CreatedCount);
    }

    [Fact]
    public async Task A_length_beside_chunks_smuggles_nothing_in()
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await RawConnection.OpenAsync(app.Address);

        await connection.SendAsync("POST /copy HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n");

        var response = await connection.ReadToEndAsync();
        if (response.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) Assert.EndsWith("\r\n\r\n5\r\n12345\r\n0\r\n\r\n", response);
        else Assert.StartsWith("HTTP/1.1 400", response);
    }

    [Fact]
    public async Task A_guest_cannot_split_a_response_nor_frame_it()
    {
        await using var app = await TestApplication.StartWorkbenchAsync();

        using var response = await app.Client.GetAsync("/inject");

        // Of three attempts none was taken.
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(response.Headers, static header => header.Key.StartsWith("x-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Names_keep_their_casing_and_values_their_order_and_connection_headers_stay_behind()
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await RawConnection.OpenAsync(app.Address);

        await connection.SendAsync("GET /reflect HTTP/1.1\r\nHost: x\r\nX-MiXed: 1\r\nConnection: keep-alive\r\nKeep-Alive: 5\r\nx-mixed: 2\r\nX-MiXed: 3\r\n\r\n");

        var head = await connection.ReadHeadAsync();
        Assert.Contains("X-MiXed: 1\nX-MiXed: 2\nX-MiXed: 3\n", head);
        Assert.DoesNotContain("Keep-Alive", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Host:", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_the_server_cannot_encode_is_a_server_error()
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await RawConnection.OpenAsync(app.Address);

        // By default Kestrel reads UTF-8, and writes nothing but ASCII.
        await connection.SendAsync("GET /reflect HTTP/1.1\r\nHost: x\r\nX-Name: J\u00c3\u00bcrgen\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 50", await connection.ReadHeadAsync());
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
    }

    [Theory]
    [InlineData(1, 40_000)]
    [InlineData(200, 10)]
    public async Task Oversized_heads_reach_no_guest(int count, int length)
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await RawConnection.OpenAsync(app.Address);
        var head = new StringBuilder("GET /reflect HTTP/1.1\r\nHost: x\r\n");
        for (var i = 0; i < count; i++) head.Append($"X-{i}: {new string('a', length)}\r\n");

        await connection.SendAsync($"{head}\r\n");

        Assert.StartsWith("HTTP/1.1 431", await connection.ReadHeadAsync());
        Assert.Equal(0, app.Service.Pool.CreatedCount);
    }

    [Fact]
    public async Task Heads_beyond_the_guests_limit_reach_no_guest()
    {
        await using var app = await TestApplication.StartWorkbenchAsync(static options => options.Http.MaxFieldBytes = 1000);
        using var fit = new HttpRequestMessage(HttpMethod.Get, "/reflect") { Headers = { { "x-a", new string('a', 500) } } };
        using var unfit = new HttpRequestMessage(HttpMethod.Get, "/reflect") { Headers = { { "x-a", new string('a', 1000) } } };

        using var taken = await app.Client.SendAsync(fit);
        using var refused = await app.Client.SendAsync(unfit);

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, refused.StatusCode);
    }
}
