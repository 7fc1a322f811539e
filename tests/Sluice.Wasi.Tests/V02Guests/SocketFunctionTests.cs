using Sluice.Wasi.Sockets;

namespace Sluice.Wasi.Tests.V02Guests;

/// <summary>Guests of 0.2 call <c>wasi:sockets</c>.</summary>
public sealed class SocketFunctionTests
{
    private const string Tcp = "wasi:sockets/tcp#[method]tcp-socket.", Udp = "wasi:sockets/udp#[method]udp-socket.";
    private const string Loopback = "ipv4({port: 0, address: (127, 0, 0, 1)})";

    private static Task<ForwardingGuest> StartAsync() => ForwardingGuest.StartAsync(new WasiOptions { Network = NetworkPolicy.All });

    private static async Task WaitAsync(ForwardingGuest guest, string subscribe, string of)
    {
        var pollable = await guest.HandleAsync(subscribe, of);
        await guest.CallAsync("wasi:io/poll#[method]pollable.block", pollable);
        await guest.DropAsync("wasi:io/poll#pollable", pollable);
    }

    [Fact]
    public async Task A_connection_is_made_accepted_used_and_shut_down()
    {
        await using var guest = await StartAsync();
        var network = await guest.HandleAsync("wasi:sockets/instance-network#instance-network");
        var server = await guest.HandleAsync("wasi:sockets/tcp-create-socket#create-tcp-socket", "ipv4");
        Assert.Equal("err(not-in-progress)", await guest.CallAsync(Tcp + "finish-bind", server));
        Assert.Equal("err(invalid-argument)", await guest.CallAsync(Tcp + "start-bind", server, network, "ipv6({port: 0, flow-info: 0, address: (0, 0, 0, 0, 0, 0, 0, 1), scope-id: 0})"));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.start-bind", server, network, Loopback));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.finish-bind", server));
        Assert.Equal("err(invalid-state)", await guest.CallAsync(Tcp + "accept", server));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.set-listen-backlog-size", server, "16"));
        Assert.Equal("err(invalid-argument)", await guest.CallAsync(Tcp + "set-listen-backlog-size", server, "0"));
        Assert.Equal("false", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.is-listening", server));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.start-listen", server));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.finish-listen", server));
        Assert.Equal("true", await guest.CallAsync(Tcp + "is-listening", server));
        Assert.Equal("err(would-block)", await guest.CallAsync(Tcp + "accept", server));
        var address = (await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.local-address", server))[3..^1];

        var client = await guest.HandleAsync("wasi:sockets/tcp-create-socket#create-tcp-socket", "ipv4");
        Assert.Equal("ipv4", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.address-family", client));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.start-connect", client, network, address));
        await WaitAsync(guest, "wasi:sockets/tcp#[method]tcp-socket.subscribe", client);
        var streams = (await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.finish-connect", client))[4..^2].Split(", ");
        Assert.Equal("err(not-in-progress)", await guest.CallAsync(Tcp + "finish-connect", client));
        Assert.Equal($"ok({address})", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.remote-address", client));
        await WaitAsync(guest, Tcp + "subscribe", server);
        var accepted = (await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.accept", server))[4..^2].Split(", ");

        Assert.Equal("ok", await guest.CallAsync("wasi:io/streams#[method]output-stream.blocking-write-and-flush", streams[1], "[1, 2]"));
        Assert.Equal("ok([1, 2])", await guest.CallAsync("wasi:io/streams#[method]input-stream.blocking-read", accepted[1], "10"));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.shutdown", client, "send"));
        Assert.Equal("err(closed)", await guest.CallAsync("wasi:io/streams#[method]input-stream.blocking-read", accepted[1], "10"));
        Assert.Equal("err(invalid-state)", await guest.CallAsync(Tcp + "shutdown", server, "both"));
    }

    [Fact]
    public async Task Options_of_a_connection_can_be_set()
    {
        await using var guest = await StartAsync();
        var socket = await guest.HandleAsync("wasi:sockets/tcp-create-socket#create-tcp-socket", "ipv4");
        Assert.Equal("ok(false)", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.keep-alive-enabled", socket));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.set-keep-alive-enabled", socket, "true"));
        Assert.Equal("ok(true)", await guest.CallAsync(Tcp + "keep-alive-enabled", socket));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.set-keep-alive-idle-time", socket, "5000000000"));
        Assert.Equal("ok(5000000000)", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.keep-alive-idle-time", socket));
        Assert.Equal("err(invalid-argument)", await guest.CallAsync(Tcp + "set-keep-alive-idle-time", socket, "0"));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.set-keep-alive-interval", socket, "2000000000"));
        Assert.Equal("ok(2000000000)", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.keep-alive-interval", socket));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.set-keep-alive-count", socket, "3"));
        Assert.Equal("ok(3)", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.keep-alive-count", socket));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.set-hop-limit", socket, "9"));
        Assert.Equal("ok(9)", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.hop-limit", socket));
        Assert.Equal("err(invalid-argument)", await guest.CallAsync(Tcp + "set-hop-limit", socket, "0"));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.set-receive-buffer-size", socket, "65536"));
        Assert.StartsWith("ok(", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.receive-buffer-size", socket));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.set-send-buffer-size", socket, "65536"));
        Assert.StartsWith("ok(", await guest.CallAsync("wasi:sockets/tcp#[method]tcp-socket.send-buffer-size", socket));
        Assert.Equal("err(invalid-argument)", await guest.CallAsync(Tcp + "set-send-buffer-size", socket, "0"));
        await guest.DropAsync("wasi:sockets/tcp#tcp-socket", socket);
    }

    [Fact]
    public async Task Datagrams_go_from_socket_to_socket()
    {
        await using var guest = await StartAsync();
        var network = await guest.HandleAsync("wasi:sockets/instance-network#instance-network");
        var (server, address) = await BoundAsync(guest, network);
        var (client, _) = await BoundAsync(guest, network);
        Assert.Equal("err(invalid-state)", await guest.CallAsync("wasi:sockets/udp#[method]udp-socket.remote-address", server));
        Assert.Equal("ipv4", await guest.CallAsync("wasi:sockets/udp#[method]udp-socket.address-family", server));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/udp#[method]udp-socket.set-unicast-hop-limit", server, "7"));
        Assert.Equal("ok(7)", await guest.CallAsync("wasi:sockets/udp#[method]udp-socket.unicast-hop-limit", server));
        Assert.Equal("err(invalid-argument)", await guest.CallAsync(Udp + "set-unicast-hop-limit", server, "0"));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/udp#[method]udp-socket.set-receive-buffer-size", server, "65536"));
        Assert.StartsWith("ok(", await guest.CallAsync("wasi:sockets/udp#[method]udp-socket.receive-buffer-size", server));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/udp#[method]udp-socket.set-send-buffer-size", server, "65536"));
        Assert.StartsWith("ok(", await guest.CallAsync("wasi:sockets/udp#[method]udp-socket.send-buffer-size", server));

        var incoming = (await guest.CallAsync("wasi:sockets/udp#[method]udp-socket.stream", server, "none"))[4..^2].Split(", ")[0];
        var outgoing = (await guest.CallAsync(Udp + "stream", client, $"some({address})"))[4..^2].Split(", ")[1];
        Assert.Equal("ok([])", await guest.CallAsync("wasi:sockets/udp#[method]incoming-datagram-stream.receive", incoming, "1"));
        await WaitAsync(guest, "wasi:sockets/udp#[method]outgoing-datagram-stream.subscribe", outgoing);
        Assert.NotEqual("ok(0)", await guest.CallAsync("wasi:sockets/udp#[method]outgoing-datagram-stream.check-send", outgoing));
        Assert.Equal("ok(1)", await guest.CallAsync("wasi:sockets/udp#[method]outgoing-datagram-stream.send", outgoing, "[{data: [1, 2, 3], remote-address: none}]"));
        await WaitAsync(guest, "wasi:sockets/udp#[method]incoming-datagram-stream.subscribe", incoming);
        Assert.StartsWith("ok([{data: [1, 2, 3], remote-address: ipv4(", await guest.CallAsync("wasi:sockets/udp#[method]incoming-datagram-stream.receive", incoming, "10"));
        await WaitAsync(guest, "wasi:sockets/udp#[method]udp-socket.subscribe", server);
        await Assert.ThrowsAsync<Trap>(() => guest.CallAsync(Udp + "stream", server, "none"));
    }

    [Fact]
    public async Task Names_resolve_to_addresses()
    {
        await using var guest = await StartAsync();
        var network = await guest.HandleAsync("wasi:sockets/instance-network#instance-network");
        var stream = await guest.HandleAsync("wasi:sockets/ip-name-lookup#resolve-addresses", network, "\"127.0.0.1\"");
        await WaitAsync(guest, "wasi:sockets/ip-name-lookup#[method]resolve-address-stream.subscribe", stream);
        Assert.Equal("ok(some(ipv4((127, 0, 0, 1))))", await guest.CallAsync("wasi:sockets/ip-name-lookup#[method]resolve-address-stream.resolve-next-address", stream));
        Assert.Equal("ok(none)", await guest.CallAsync("wasi:sockets/ip-name-lookup#[method]resolve-address-stream.resolve-next-address", stream));
        Assert.Equal("err(invalid-argument)", await guest.CallAsync("wasi:sockets/ip-name-lookup#resolve-addresses", network, "\"a b\""));
    }

    [Fact]
    public async Task Without_permission_nothing_is_reached()
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions());
        var network = await guest.HandleAsync("wasi:sockets/instance-network#instance-network");
        Assert.Equal("err(access-denied)", await guest.CallAsync("wasi:sockets/ip-name-lookup#resolve-addresses", network, "\"localhost\""));
        var socket = await guest.HandleAsync("wasi:sockets/tcp-create-socket#create-tcp-socket", "ipv4");
        Assert.Equal("ok", await guest.CallAsync(Tcp + "start-connect", socket, network, "ipv4({port: 80, address: (127, 0, 0, 1)})"));
        await WaitAsync(guest, Tcp + "subscribe", socket);
        Assert.Equal("err(access-denied)", await guest.CallAsync(Tcp + "finish-connect", socket));
    }

    private static async Task<(string Socket, string Address)> BoundAsync(ForwardingGuest guest, string network)
    {
        var socket = await guest.HandleAsync("wasi:sockets/udp-create-socket#create-udp-socket", "ipv4");
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/udp#[method]udp-socket.start-bind", socket, network, Loopback));
        Assert.Equal("ok", await guest.CallAsync("wasi:sockets/udp#[method]udp-socket.finish-bind", socket));
        return (socket, (await guest.CallAsync("wasi:sockets/udp#[method]udp-socket.local-address", socket))[3..^1]);
    }
}
