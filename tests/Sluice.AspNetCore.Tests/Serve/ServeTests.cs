using System.Net;
using System.Net.Sockets;
using Sluice.AspNetCore.Tests.EndToEnd;

namespace Sluice.AspNetCore.Tests.Serve;

/// <summary>The options of <c>sluice serve</c>, each by what it does.</summary>
public class ServeTests
{
    private const string Guest = "workbench.wat";

    [Fact]
    public async Task The_first_line_on_standard_error_names_the_address()
    {
        using var server = await ServeProcess.StartAsync(Guest);

        Assert.Equal("hello", await server.Client.GetStringAsync("/hello"));
        Assert.Equal($"Serving HTTP on {server.Address}", server.Errors.First());
        Assert.Empty(server.Output);
    }

    [Fact]
    public async Task Headers_are_bytes_and_bodies_may_be_long()
    {
        using var server = await ServeProcess.StartAsync(Guest);
        using var connection = await RawConnection.OpenAsync(server.Address);

        await connection.SendAsync("GET /reflect HTTP/1.1\r\nHost: x\r\nX-Name: J\u00fcrgen\r\n\r\n");
        Assert.Contains("X-Name: J\u00fcrgen\n", await connection.ReadHeadAsync());

        // Kestrel by itself would take 30 MB.
        await connection.SendAsync($"POST /copy HTTP/1.1\r\nHost: x\r\nContent-Length: {40 << 20}\r\n\r\na");
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync());
        Assert.Equal("a", await connection.ReadChunkAsync());
    }

    [Fact]
    public async Task A_request_in_flight_is_answered_after_SIGTERM_and_no_other()
    {
        using var server = await ServeProcess.StartAsync(Guest, "--access-log");
        using var connection = await RawConnection.OpenAsync(server.Address);
        await connection.SendAsync("POST /copy HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync());
        Assert.Equal("a", await connection.ReadChunkAsync());

        server.Terminate();

        await TestApplication.Eventually(() => IsRefused(server.Address));
        await connection.SendAsync("1\r\nb\r\n0\r\n\r\n");
        Assert.Equal("b", await connection.ReadChunkAsync());
        Assert.Equal("", await connection.ReadChunkAsync());
        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.Contains(server.Errors, static line => line.Contains("\"POST /copy HTTP/1.1\" 200 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_who_connects_to_the_shutdown_address_stops_the_server()
    {
        var port = FreePort();
        using var server = await ServeProcess.StartAsync(Guest, "--shutdown-addr", $"127.0.0.1:{port}");
        var waiting = server.Client.GetAsync("/wait/500");
        Assert.Equal("hello", await server.Client.GetStringAsync("/hello"));

        using (var connection = new TcpClient()) await connection.ConnectAsync(IPAddress.Loopback, port);

        Assert.True((await waiting).IsSuccessStatusCode);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task Instances_are_numbered_and_replaced_after_so_many_requests()
    {
        using var server = await ServeProcess.StartAsync(Guest, "--max-instance-reuse-count", "2", "--max-concurrent-requests", "1");
        for (var i = 0; i < 4; i++) Assert.Equal("hello", await server.Client.GetStringAsync("/hello"));

        // The first use of the first instance was the start-up's.
        using var failed = await server.Client.GetAsync("/trap");

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        await TestApplication.Eventually(() => server.Errors.Any(static line => line.Contains("workbench.wat[2]", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Requests_share_an_instance_if_they_may()
    {
        using var server = await ServeProcess.StartAsync(Guest, "--max-instance-concurrent-reuse-count", "100", "--idle-instance-timeout", "60s");

        var waiting = Enumerable.Range(0, 50).Select(_ => server.Client.GetAsync("/wait/500")).ToArray();
        foreach (var one in waiting) Assert.True((await one).IsSuccessStatusCode);
        using var failed = await server.Client.GetAsync("/trap");

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        await TestApplication.Eventually(() => server.Errors.Any(static line => line.Contains("workbench.wat[0] trapped: unreachable at ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Idle_instances_are_let_go()
    {
        using var server = await ServeProcess.StartAsync(Guest, "--idle-instance-timeout", "50ms");
        Assert.Equal("hello", await server.Client.GetStringAsync("/hello"));

        // Sooner or later an instance that is asked is not the first any more.
        for (var i = 0; i < 100 && !server.Errors.Any(static line => line.Contains("wat[", StringComparison.Ordinal) && !line.Contains("wat[0]", StringComparison.Ordinal)); i++)
        {
            await Task.Delay(200);
            using var failed = await server.Client.GetAsync("/trap");
        }
        Assert.Contains(server.Errors, static line => line.Contains("wat[", StringComparison.Ordinal) && !line.Contains("wat[0]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_beyond_the_limit_wait()
    {
        using var server = await ServeProcess.StartAsync(Guest, "--max-concurrent-requests", "1", "-W", "timeout=30");
        using var connection = await RawConnection.OpenAsync(server.Address);
        await connection.SendAsync("POST /copy HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync());

        var second = server.Client.GetStringAsync("/hello");
        await Task.WhenAny(second, Task.Delay(300));
        Assert.False(second.IsCompleted);
        await connection.SendAsync("0\r\n\r\n");

        Assert.Equal("hello", await second);
    }

    [Fact]
    public async Task A_guest_has_so_much_time_and_memory_and_no_more()
    {
        using var server = await ServeProcess.StartAsync(Guest, "-W", "timeout=1,max-memory-size=10000000");

        using var late = await server.Client.GetAsync("/spin");
        using var greedy = await server.Client.GetAsync("/grow");
        // Two pages are the guest's own, one is this request's.
        using var modest = await server.Client.GetAsync("/pour/1");

        Assert.Equal(HttpStatusCode.GatewayTimeout, late.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, greedy.StatusCode);
        Assert.Equal(1 << 16, (await modest.Content.ReadAsByteArrayAsync()).Length);
        Assert.Equal(134, (await ServeProcess.FailAsync("--addr", "127.0.0.1:0", "-W", "max-memory-size=100000", Guest)).ExitCode);
    }

    [Fact]
    public async Task Routes_lead_to_components_of_their_own_behind_all_middleware()
    {
        using var server = await ServeProcess.StartAsync("--route", "/echo=service.wat", "--route", "/old/=proxy-0.2.wat", "--middleware", "middleware.wat", Guest);

        using var echoed = await server.Client.PostAsync("/echo", new StringContent("text"));
        using var old = await server.Client.GetAsync("/old/hello");

        Assert.Equal("text", await echoed.Content.ReadAsStringAsync());
        Assert.Equal("0.2", Assert.Single(old.Headers.GetValues("x-guest")));
        Assert.Equal("hello", await server.Client.GetStringAsync("/hello"));
    }

    [Fact]
    public async Task Without_a_component_for_all_paths_there_is_nothing_at_others()
    {
        using var server = await ServeProcess.StartAsync("--route", "/hello=workbench.wat");

        Assert.Equal("hello", await server.Client.GetStringAsync("/hello"));
        using var missing = await server.Client.GetAsync("/echo");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task What_guests_write_is_prefixed_with_their_number_unless_asked_not_to()
    {
        using var prefixed = await ServeProcess.StartAsync("--idle-instance-timeout", "60s", "proxy-0.2.wat");
        using var plain = await ServeProcess.StartAsync("proxy-0.2.wat", "--no-logging-prefix");

        using var one = await prefixed.Client.GetAsync("/write");
        using var other = await plain.Client.GetAsync("/write");

        await TestApplication.Eventually(() => prefixed.Output.Contains("stdout [0] :: said") && prefixed.Errors.Contains("stderr [0] :: said"));
        await TestApplication.Eventually(() => plain.Output.Contains("said") && plain.Errors.Contains("said"));
    }

    [Fact]
    public async Task The_access_log_has_a_line_for_each_request_and_nothing_that_a_client_could_forge()
    {
        using var server = await ServeProcess.StartAsync(Guest, "--access-log");

        Assert.Equal("hello", await server.Client.GetStringAsync("/hello?a=b"));
        using (var failed = await server.Client.GetAsync("/trap")) Assert.Equal(500, (int)failed.StatusCode);
        using (var connection = await RawConnection.OpenAsync(server.Address))
        {
            await connection.SendAsync("GET /hello?\"\u001b[31m HTTP/1.1\r\nHost: x\r\n\r\n");
            await connection.ReadHeadAsync();
        }

        await TestApplication.Eventually(() => server.Errors.Count(static line => line.StartsWith("127.0.0.1 \"", StringComparison.Ordinal)) >= 2);
        Assert.Contains(server.Errors, static line => line.StartsWith("127.0.0.1 \"GET /hello?a=b HTTP/1.1\" 200 ", StringComparison.Ordinal));
        Assert.Contains(server.Errors, static line => line.StartsWith("127.0.0.1 \"GET /trap HTTP/1.1\" 500 ", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Errors, static line => line.Contains("\u001b[31m", StringComparison.Ordinal) && line.StartsWith("127.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "which FILE")]
    [InlineData(2, "HOST:PORT", "--addr", "nowhere", Guest)]
    [InlineData(2, "at least 1", "--max-instance-reuse-count", "0", Guest)]
    [InlineData(2, "at least 1", "--max-concurrent-requests", "0", Guest)]
    [InlineData(2, "no time", "--idle-instance-timeout", "soon", Guest)]
    [InlineData(2, "/PATH=FILE", "--route", "hello=workbench.wat")]
    [InlineData(1, "missing.wasm", "missing.wasm")]
    [InlineData(1, "wasi:http/handler", "middleware.wat")]
    public async Task What_cannot_be_served_is_said_at_once(int exitCode, string reason, params string[] arguments)
    {
        var (code, errors) = await ServeProcess.FailAsync(arguments);

        Assert.Equal(exitCode, code);
        Assert.Contains(reason, errors);
        Assert.DoesNotContain("Serving", errors);
        Assert.DoesNotContain("   at Sluice", errors);
    }

    [Fact]
    public async Task An_address_in_use_is_an_error_without_a_stack_trace()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (code, errors) = await ServeProcess.FailAsync("--addr", taken.LocalEndpoint.ToString()!, Guest);

        Assert.Equal(1, code);
        Assert.Contains(taken.LocalEndpoint.ToString()!, errors);
        Assert.DoesNotContain("   at ", errors);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsRefused(Uri address)
    {
        try
        {
            using var connection = new TcpClient();
            connection.Connect(IPAddress.Loopback, address.Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
