using System.Net;
using System.Net.Sockets;
using System.Text;
using Sluice.Wasi.Http;
using Sluice.Wasi.Http.Client;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Tests.Http;

/// <summary>The client against servers that speak word by word.</summary>
public sealed class HttpTransportTests : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly HttpTransport transport = new(new WasiHttpOptions { AllowedHosts = ["127.0.0.1"] });
    private readonly CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));

    public HttpTransportTests() => listener.Start();

    private int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose()
    {
        transport.Dispose();
        listener.Dispose();
        limit.Dispose();
    }

    private Request Create(string method = "GET", string path = "/", BodySource? body = null, RequestOptions? options = null, params (string Name, string Value)[] headers)
    {
        var fields = Fields.FromWire(headers.Select(static field => (field.Name, Encoding.Latin1.GetBytes(field.Value))), 10_000);
        return new Request(fields, new HostBody(body ?? new BytesSource([])), options)
        {
            Method = Methods.FromName(method)!,
            Scheme = new Scheme.Http(),
            Authority = $"127.0.0.1:{Port}",
            PathWithQuery = path,
        };
    }

    private static async Task<string> ReadUntilAsync(NetworkStream stream, string end)
    {
        var text = new StringBuilder();
        var buffer = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(buffer) == 0) break;
            text.Append((char)buffer[0]);
        }
        return text.ToString();
    }

    private static async Task<(Result<Fields?, ErrorCode> Outcome, string Text)> ReadBodyAsync(Response response)
    {
        var text = new StringBuilder();
        var outcome = await response.Body.CopyToAsync(
            (chunk, _) =>
            {
                text.Append(Encoding.Latin1.GetString(chunk.Span));
                return new(Unit.Value);
            },
            CancellationToken.None);
        return (outcome, text.ToString());
    }

    /// <summary>Answers one connection with fixed text after each request head.</summary>
    private async Task<string> ServeAsync(string response, string requestEnd = "\r\n\r\n")
    {
        using var client = await listener.AcceptTcpClientAsync(limit.Token);
        var request = await ReadUntilAsync(client.GetStream(), requestEnd);
        // A client that has failed is gone: even an empty write would find that out.
        if (response.Length > 0) await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(response));
        return request;
    }

    private async Task<Result<Response, ErrorCode>> SendAsync(Request request) => await transport.SendAsync(request, limit.Token);

    [Fact]
    public async Task A_request_goes_out_as_the_guest_has_spelled_it()
    {
        var serving = ServeAsync("HTTP/1.1 204 No Content\r\nX-Casing: a\r\n\r\n");

        var response = (await SendAsync(Create("GET", "/pct%2Fsegment/../x?q=a%20b", headers: [("x-LOUD", "1"), ("x-LOUD", "2")]))).Value;

        Assert.Equal($"GET /pct%2Fsegment/../x?q=a%20b HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nx-LOUD: 1\r\nx-LOUD: 2\r\n\r\n", await serving);
        Assert.Equal(204, response.StatusCode);
        Assert.Equal("X-Casing", Assert.Single(response.Headers.Entries).Name);
    }

    [Fact]
    public async Task Bodies_of_unknown_length_are_chunked_and_followed_by_trailers()
    {
        var trailers = Fields.FromWire([("x-sum", "12"u8.ToArray())], 1000);
        var body = new BytesSource([[.. "hello"u8], [.. "world!"u8]], Result<Fields?, ErrorCode>.Ok(trailers));
        var serving = ServeAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "x-sum: 12\r\n\r\n");

        var response = (await SendAsync(Create("POST", body: body))).Value;

        Assert.EndsWith("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\nworld!\r\n0\r\nx-sum: 12\r\n\r\n", await serving);
        Assert.Equal("ok", (await ReadBodyAsync(response)).Text);
    }

    [Fact]
    public async Task Chunked_responses_have_trailers()
    {
        var serving = ServeAsync("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\none\r\n05\r\ntwo!!\r\n0\r\nx-a: 1\r\nx-b: 2\r\n\r\n");

        var (outcome, text) = await ReadBodyAsync((await SendAsync(Create())).Value);

        Assert.Equal("onetwo!!", text);
        Assert.Equal(["x-a", "x-b"], outcome.Value!.Entries.Select(static entry => entry.Name));
        await serving;
    }

    [Fact]
    public async Task Without_a_trailer_section_there_are_no_trailers()
    {
        var serving = ServeAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        var (outcome, text) = await ReadBodyAsync((await SendAsync(Create())).Value);

        Assert.Equal("", text);
        Assert.Null(outcome.Value);
        await serving;
    }

    [Fact]
    public async Task Connections_are_used_again()
    {
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(limit.Token);
            for (var i = 0; i < 3; i++)
            {
                await ReadUntilAsync(client.GetStream(), "\r\n\r\n");
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{i}"));
            }
        });

        for (var i = 0; i < 3; i++) Assert.Equal($"{i}", (await ReadBodyAsync((await SendAsync(Create())).Value)).Text);
        await serving;
    }

    [Fact]
    public async Task A_response_is_there_while_the_request_still_flows()
    {
        var answered = new TaskCompletionSource();
        var body = new BytesSource([[.. "a"u8], [.. "b"u8]], beforeChunk: index => index == 1 ? answered.Task : Task.CompletedTask);
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(limit.Token);
            await ReadUntilAsync(client.GetStream(), "1\r\na\r\n");
            await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"u8.ToArray());
            return await ReadUntilAsync(client.GetStream(), "0\r\n\r\n");
        });

        var response = (await SendAsync(Create("POST", body: body))).Value;
        Assert.Equal("x", (await ReadBodyAsync(response)).Text);
        answered.SetResult();

        Assert.Equal("1\r\nb\r\n0\r\n\r\n", await serving);
    }

    [Theory]
    [InlineData("3", 5)]
    [InlineData("9", 5)]
    public async Task A_request_that_breaks_its_content_length_fails(string length, int transferred)
    {
        var body = new BytesSource([[.. "abc"u8], [.. "de"u8]]);
        var serving = ServeAsync("", "never");

        var error = (await SendAsync(Create("POST", body: body, headers: ("content-length", length)))).Error;

        Assert.Equal(new ErrorCode.HttpRequestBodySize((ulong)transferred), error);
        Assert.DoesNotContain(length == "3" ? "de" : "never", await serving);
    }

    [Fact]
    public async Task A_request_whose_trailers_are_an_error_fails_with_it()
    {
        var body = new BytesSource([[.. "partial"u8]], new ErrorCode.InternalError("gave up"));
        var serving = ServeAsync("", "never");

        Assert.Equal(new ErrorCode.InternalError("gave up"), (await SendAsync(Create("POST", body: body))).Error);
        Assert.DoesNotContain("0\r\n\r\n", await serving);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")]
    public async Task A_response_that_breaks_off_is_incomplete(string response)
    {
        var serving = ServeAsync(response);

        var (outcome, text) = await ReadBodyAsync((await SendAsync(Create())).Value);

        Assert.Equal("abc", text);
        Assert.Equal(new ErrorCode.HttpResponseIncomplete(), outcome.Error);
        await serving;
    }

    [Theory]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 99 Low\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    public async Task What_is_no_response_is_a_protocol_error(string response)
    {
        var serving = ServeAsync(response);

        Assert.Equal(new ErrorCode.HttpProtocolError(), (await SendAsync(Create())).Error);
        await serving;
    }

    [Fact]
    public async Task A_server_that_says_nothing_has_terminated_the_connection()
    {
        var serving = ServeAsync("");

        Assert.Equal(new ErrorCode.ConnectionTerminated(), (await SendAsync(Create())).Error);
        await serving;
    }

    [Fact]
    public async Task Headers_are_limited()
    {
        var serving = ServeAsync($"HTTP/1.1 200 OK\r\nx: {new string('y', 200_000)}\r\n\r\n");

        Assert.IsType<ErrorCode.HttpResponseHeaderSectionSize>((await SendAsync(Create())).Error);
        await serving;
    }

    [Fact]
    public async Task The_first_byte_and_the_next_ones_are_waited_for_in_turn()
    {
        var options = new RequestOptions();
        options.SetFirstByteTimeout(200_000_000);
        options.SetBetweenBytesTimeout(200_000_000);
        using (var silent = new TcpListener(IPAddress.Loopback, 0))
        {
            silent.Start();
            var request = Create(options: options);
            request.Authority = $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
            Assert.Equal(new ErrorCode.ConnectionReadTimeout(), (await SendAsync(request)).Error);
        }

        var done = new TaskCompletionSource();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(limit.Token);
            await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na"u8.ToArray());
            await done.Task;
        });
        var (outcome, text) = await ReadBodyAsync((await SendAsync(Create(options: options))).Value);
        Assert.Equal("a", text);
        Assert.Equal(new ErrorCode.ConnectionReadTimeout(), outcome.Error);
        done.SetResult();
        await serving;
    }

    [Fact]
    public async Task Nothing_listens_and_nothing_resolves()
    {
        var port = Port;
        listener.Stop();
        var refused = Create();
        refused.Authority = $"127.0.0.1:{port}";
        Assert.Equal(new ErrorCode.ConnectionRefused(), (await SendAsync(refused)).Error);

        using var everywhere = new HttpTransport(new WasiHttpOptions { AllowedHosts = ["*"] });
        var unknown = Create();
        unknown.Authority = "nonexistent.invalid:80";
        Assert.IsType<ErrorCode.DnsError>((await everywhere.SendAsync(unknown, limit.Token)).Error);
    }

    [Fact]
    public async Task What_is_not_allowed_is_denied()
    {
        var request = Create();
        request.Authority = "localhost:80";

        Assert.Equal(new ErrorCode.HttpRequestDenied(), (await SendAsync(request)).Error);
    }
}
