using System.Net;
using System.Net.Sockets;
using Sluice.Wasi.Sockets;

namespace Sluice.Wasi.Tests.Sockets;

public sealed class TcpSocketTests : SocketTestBase
{
    [Theory]
    [MemberData(nameof(Families))]
    public async Task What_is_sent_comes_back_from_an_echo(AddressFamily family)
    {
        var (client, server) = await ConnectedPair(family);
        var data = new byte[3_000_001];
        new System.Random(1).NextBytes(data);
        var echo = Task.Run(async () =>
        {
            var buffer = new byte[10_000];
            for (int count; (count = (await server.ReceiveAsync(buffer, Deadline)).Value) > 0;) await SendAll(server, buffer.AsMemory(0, count));
            server.Shutdown(SocketShutdown.Send);
        }, Deadline);
        var back = ReceiveAll(client);
        await SendAll(client, data);
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(data, await back);
        await echo;
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Each_side_knows_both_addresses(AddressFamily family)
    {
        var (client, server) = await ConnectedPair(family);

        Assert.Equal(client.LocalAddress, server.RemoteAddress);
        Assert.Equal(client.RemoteAddress, server.LocalAddress);
        Assert.Equal(TcpState.Connected, server.State);
    }

    [Fact]
    public async Task A_slow_reader_holds_the_sender_up_and_a_cancelled_send_has_sent_nothing()
    {
        var (client, server) = await ConnectedPair();
        var chunk = new byte[1_000_000];
        long sent = 0;
        ValueTask<Result<int, ErrorCode>> send;
        using var cancellation = new CancellationTokenSource();
        while ((send = client.SendAsync(chunk, cancellation.Token)).IsCompleted) sent += (await send).Value;
        Assert.True(sent > 0);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send.AsTask());
        var last = client.SendAsync(chunk, Deadline);
        var received = ReceiveAll(server);
        sent += (await last).Value;
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(sent, (await received).Length);
    }

    [Fact]
    public async Task A_cancelled_receive_takes_nothing()
    {
        var (client, server) = await ConnectedPair();
        using var cancellation = new CancellationTokenSource();
        var receive = server.ReceiveAsync(new byte[10], cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive.AsTask());

        await SendAll(client, "abc"u8.ToArray());

        Assert.Equal(3, (await server.ReceiveAsync(new byte[10], Deadline)).Value);
    }

    [Fact]
    public async Task A_peer_that_resets_the_connection_is_an_error_for_both_directions()
    {
        using var listener = Listener();
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(listener.LocalAddress.Value, Deadline);
        using var server = (await listener.AcceptAsync(Deadline))!;
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();

        AssertError(ErrorCode.ConnectionReset, await server.ReceiveAsync(new byte[1], Deadline));
        AssertError(ErrorCode.ConnectionBroken, await server.SendAsync(new byte[1], Deadline));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Nobody_listens_at_a_closed_port(AddressFamily family)
    {
        var free = Listener(family);
        var address = free.LocalAddress.Value;
        free.Dispose();
        using var client = CreateTcp(family);

        AssertError(ErrorCode.ConnectionRefused, await client.ConnectAsync(address, Deadline));

        Assert.Equal(TcpState.Closed, client.State);
        AssertError(ErrorCode.InvalidState, await client.ConnectAsync(address, Deadline));
        AssertError(ErrorCode.InvalidState, client.Bind(Loopback(family)));
        AssertError(ErrorCode.InvalidState, client.LocalAddress);
        AssertError(ErrorCode.InvalidState, client.HopLimit);
    }

    [Fact]
    public async Task A_connection_attempt_can_be_cancelled()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only Linux leaves attempts beyond the backlog waiting.");
        using var listener = CreateTcp();
        Assert.True(listener.SetListenBacklogSize(1).IsOk);
        Assert.True(listener.Listen().IsOk);
        var address = Loopback(AddressFamily.InterNetwork, listener.LocalAddress.Value.Port);
        using var cancellation = new CancellationTokenSource();
        var attempts = Enumerable.Range(0, 10).Select(_ => CreateTcp()).Select(client => (client, connect: client.ConnectAsync(address, cancellation.Token).AsTask())).ToArray();
        await Task.WhenAny(attempts[0].connect, Task.Delay(10_000, Deadline));
        var (waiting, waitingConnect) = attempts[^1];
        Assert.False(waitingConnect.IsCompleted);
        Assert.Equal(TcpState.Connecting, waiting.State);
        AssertError(ErrorCode.InvalidState, waiting.Listen());
        AssertError(ErrorCode.InvalidState, waiting.SetListenBacklogSize(1));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waitingConnect.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(TcpState.Closed, waiting.State);
    }

    [Fact]
    public async Task A_listener_that_is_closed_resets_the_connections_that_wait()
    {
        var listener = Listener();
        var address = listener.LocalAddress.Value;
        using var client = CreateTcp();
        Assert.True((await client.ConnectAsync(address, Deadline)).IsOk);
        var accept = listener.AcceptAsync(Deadline);
        using var accepted = (await accept)!;
        using var queued = CreateTcp();
        Assert.True((await queued.ConnectAsync(address, Deadline)).IsOk);

        listener.Dispose();

        AssertError(ErrorCode.ConnectionReset, await queued.ReceiveAsync(new byte[1], Deadline));
        await SendAll(client, new byte[1]);
        Assert.Equal(1, (await accepted.ReceiveAsync(new byte[1], Deadline)).Value);
        using var next = CreateTcp();
        Assert.True(next.Bind(address).IsOk, "The address is free at once.");
    }

    [Fact]
    public async Task An_accept_ends_with_its_token_or_with_its_socket()
    {
        var listener = Listener();
        using var cancellation = new CancellationTokenSource();
        var cancelled = listener.AcceptAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        var accept = listener.AcceptAsync(Deadline).AsTask();
        listener.Dispose();

        Assert.Null(await accept.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Addresses_that_do_not_fit_are_refused_and_change_nothing(AddressFamily family)
    {
        var other = family == AddressFamily.InterNetwork ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        IPEndPoint[] never = family == AddressFamily.InterNetwork
            ? [new(IPAddress.Parse("224.0.0.1"), 1), new(IPAddress.Broadcast, 1), Loopback(other, 1)]
            : [new(IPAddress.Parse("ff02::1"), 1), new(IPAddress.Parse("::ffff:127.0.0.1"), 1), Loopback(other, 1)];
        using var socket = CreateTcp(family);

        foreach (var address in never)
        {
            AssertError(ErrorCode.InvalidArgument, socket.Bind(address));
            AssertError(ErrorCode.InvalidArgument, await socket.ConnectAsync(address, Deadline));
        }
        AssertError(ErrorCode.InvalidArgument, await socket.ConnectAsync(Loopback(family, 0), Deadline));
        AssertError(ErrorCode.InvalidArgument, await socket.ConnectAsync(new IPEndPoint(SocketAddresses.Any(family).Address, 1), Deadline));

        Assert.Equal(TcpState.Unbound, socket.State);
        AssertError(ErrorCode.InvalidState, socket.LocalAddress);
        AssertError(ErrorCode.InvalidState, socket.RemoteAddress);
    }

    [Fact]
    public void The_socket_stays_open_for_its_last_user()
    {
        var listener = Listener();
        listener.Retain();
        listener.Dispose();
        Assert.True(listener.LocalAddress.IsOk);
        Assert.Equal(1, Table.Count);
        listener.Dispose();
        Assert.Equal(0, Table.Count);
        AssertError(ErrorCode.InvalidState, listener.LocalAddress);
    }

    [Fact]
    public async Task Sockets_are_limited_and_connections_beyond_that_wait()
    {
        using var table = new SocketTable(NetworkPolicy.All with { MaxSockets = 2 });
        using var listener = table.CreateTcp(AddressFamily.InterNetwork).Value;
        Assert.True(listener.Bind(Loopback(AddressFamily.InterNetwork)).IsOk);
        Assert.True(listener.Listen().IsOk);
        var second = table.CreateUdp(AddressFamily.InterNetwork).Value;
        AssertError(ErrorCode.OutOfMemory, table.CreateTcp(AddressFamily.InterNetwork));
        using var client = CreateTcp();
        Assert.True((await client.ConnectAsync(listener.LocalAddress.Value, Deadline)).IsOk);
        var accept = listener.AcceptAsync(Deadline).AsTask();
        await Task.Delay(50, Deadline);
        Assert.False(accept.IsCompleted);

        second.Dispose();

        Assert.NotNull(await accept);
    }

    [Fact]
    public async Task The_end_of_the_store_ends_what_is_going_on()
    {
        var table = new SocketTable(NetworkPolicy.All);
        var listener = table.CreateTcp(AddressFamily.InterNetwork).Value;
        Assert.True(listener.Bind(Loopback(AddressFamily.InterNetwork)).IsOk);
        Assert.True(listener.Listen().IsOk);
        // Not one of the store's: it would end the stream of the other side when it is closed.
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalAddress.Value, Deadline);
        using var server = await listener.AcceptAsync(Deadline);
        Assert.NotNull(server);
        var accept = listener.AcceptAsync(Deadline).AsTask();
        var receive = server.ReceiveAsync(new byte[1], Deadline).AsTask();

        table.Dispose();

        Assert.Null(await accept.WaitAsync(TimeSpan.FromSeconds(10)));
        AssertError(ErrorCode.InvalidState, await receive.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(0, table.Count);
    }

    private static async Task SendAll(TcpSocket socket, ReadOnlyMemory<byte> data)
    {
        while (!data.IsEmpty) data = data[(await socket.SendAsync(data, Deadline)).Value..];
    }

    private static async Task<byte[]> ReceiveAll(TcpSocket socket)
    {
        using var all = new MemoryStream();
        var buffer = new byte[65_536];
        for (int count; (count = (await socket.ReceiveAsync(buffer, Deadline)).Value) > 0;) all.Write(buffer, 0, count);
        return all.ToArray();
    }
}
