using Sluice.Wasi.Sockets;
using Sluice.Wasi.V02.Wasi.Io.Streams;
using Sluice.Wasi.V02.Wasi.Sockets.Network;
using Sluice.Wasi.V02.Wasi.Sockets.Tcp;
using Sluice.Wasi.V02.Wasi.Sockets.Udp;
using W = Sluice.Wasi.V02.Wasi.Sockets.Network;

namespace Sluice.Wasi.Tests.Sockets;

public sealed class SocketsV02Tests : IDisposable
{
    private static readonly IpSocketAddress Loopback = new IpSocketAddress.Ipv4(new Ipv4SocketAddress(0, (127, 0, 0, 1)));

    private readonly SocketTable table = new(NetworkPolicy.All);
    private readonly SocketInterfacesV02 sockets;
    private readonly INetwork network;

    public SocketsV02Tests()
    {
        sockets = new SocketInterfacesV02(table);
        network = sockets.InstanceNetwork();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => table.Dispose();

    [Fact]
    public void Each_start_has_one_finish()
    {
        var socket = sockets.CreateTcpSocket(IpAddressFamily.Ipv4).Value;

        Assert.Equal(W.ErrorCode.NotInProgress, socket.FinishBind().Error);
        Assert.Equal(W.ErrorCode.NotInProgress, socket.FinishListen().Error);
        Assert.Equal(W.ErrorCode.NotInProgress, socket.FinishConnect().Error);
        Assert.Equal(W.ErrorCode.InvalidState, socket.StartListen().Error);
        Assert.Equal(W.ErrorCode.InvalidState, socket.Accept().Error);
        Assert.True(socket.StartBind(network, Loopback).IsOk);
        Assert.Equal(W.ErrorCode.ConcurrencyConflict, socket.StartListen().Error);
        Assert.Equal(W.ErrorCode.InvalidState, socket.LocalAddress().Error);
        Assert.True(socket.FinishBind().IsOk);
        Assert.Equal(W.ErrorCode.NotInProgress, socket.FinishBind().Error);
        Assert.True(socket.LocalAddress().IsOk);
        Assert.True(socket.StartListen().IsOk);
        Assert.False(socket.IsListening());
        Assert.True(socket.FinishListen().IsOk);
        Assert.True(socket.IsListening());
        Assert.Equal(W.ErrorCode.WouldBlock, socket.Accept().Error);
        Assert.False(socket.Subscribe().Ready());
        Assert.Equal(W.ErrorCode.InvalidState, socket.Shutdown(ShutdownType.Both).Error);
    }

    [Fact]
    public async Task A_connection_carries_bytes_both_ways_until_each_side_ends()
    {
        using var listener = sockets.CreateTcpSocket(IpAddressFamily.Ipv4).Value;
        Assert.True(listener.StartBind(network, Loopback).IsOk && listener.FinishBind().IsOk && listener.StartListen().IsOk && listener.FinishListen().IsOk);
        var client = sockets.CreateTcpSocket(IpAddressFamily.Ipv4).Value;

        Assert.True(client.StartConnect(network, listener.LocalAddress().Value).IsOk);
        await client.Subscribe().Block(Cancellation);
        var (clientInput, clientOutput) = client.FinishConnect().Value;
        await listener.Subscribe().Block(Cancellation);
        var (server, serverInput, serverOutput) = listener.Accept().Value;
        Assert.Equal(server.LocalAddress().Value, client.RemoteAddress().Value);

        Assert.True((await clientOutput.BlockingWriteAndFlush("ping"u8.ToArray(), Cancellation)).IsOk);
        Assert.Equal("ping"u8.ToArray(), (await serverInput.BlockingRead(100, Cancellation)).Value);
        Assert.True((await serverOutput.BlockingWriteAndFlush("pong"u8.ToArray(), Cancellation)).IsOk);
        Assert.True(server.Shutdown(ShutdownType.Send).IsOk);
        Assert.Equal("pong"u8.ToArray(), (await clientInput.BlockingRead(100, Cancellation)).Value);
        Assert.IsType<StreamError.Closed>((await clientInput.BlockingRead(100, Cancellation)).Error);

        foreach (IDisposable resource in new IDisposable[] { clientInput, clientOutput, client, serverInput, serverOutput, server }) resource.Dispose();
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public async Task A_refused_connection_is_told_when_it_is_finished()
    {
        IpSocketAddress address;
        using (var unused = sockets.CreateTcpSocket(IpAddressFamily.Ipv4).Value)
        {
            Assert.True(unused.StartBind(network, Loopback).IsOk && unused.FinishBind().IsOk);
            address = unused.LocalAddress().Value;
        }
        using var client = sockets.CreateTcpSocket(IpAddressFamily.Ipv4).Value;
        Assert.True(client.StartConnect(network, address).IsOk);
        await client.Subscribe().Block(Cancellation);

        Assert.Equal(W.ErrorCode.ConnectionRefused, client.FinishConnect().Error);
    }

    [Fact]
    public async Task Datagrams_go_through_a_pair_of_streams()
    {
        var (server, _) = Bound();
        var (client, _) = Bound();
        var (incoming, outgoing) = server.Stream(null).Value;
        var (clientIncoming, clientOutgoing) = client.Stream(server.LocalAddress().Value).Value;

        Assert.Throws<Trap>(() => clientOutgoing.Send([new OutgoingDatagram([1], null)]));
        Assert.True(clientOutgoing.CheckSend().Value > 1);
        Assert.Equal(2UL, clientOutgoing.Send([new OutgoingDatagram([1], null), new OutgoingDatagram([2, 3], null)]).Value);
        var received = new List<IncomingDatagram>();
        while (received.Count < 2)
        {
            await incoming.Subscribe().Block(Cancellation);
            received.AddRange(incoming.Receive(10).Value);
        }
        Assert.Equal([1], received[0].Data);
        Assert.Equal([2, 3], received[1].Data);
        Assert.Equal(client.LocalAddress().Value, received[0].RemoteAddress);
        Assert.Empty(incoming.Receive(10).Value);

        Assert.True(outgoing.CheckSend().IsOk);
        Assert.Equal(1UL, outgoing.Send([new OutgoingDatagram([4], received[0].RemoteAddress)]).Value);
        await clientIncoming.Subscribe().Block(Cancellation);
        Assert.Equal([4], Assert.Single(clientIncoming.Receive(1).Value).Data);

        Assert.Throws<Trap>(() => client.Stream(null));
        clientIncoming.Dispose();
        clientOutgoing.Dispose();
        Assert.True(client.Stream(null).IsOk);
        Assert.Equal(W.ErrorCode.InvalidState, client.RemoteAddress().Error);
    }

    [Fact]
    public void An_address_resolves_to_itself_and_a_name_that_is_not_allowed_is_denied()
    {
        using var stream = sockets.ResolveAddresses(network, "127.0.0.1").Value;
        Assert.True(stream.Subscribe().Ready());
        Assert.Equal(new IpAddress.Ipv4((127, 0, 0, 1)), stream.ResolveNextAddress().Value);
        Assert.Null(stream.ResolveNextAddress().Value);
        Assert.Equal(W.ErrorCode.InvalidArgument, sockets.ResolveAddresses(network, "a b").Error);
        using var closed = new SocketTable(NetworkPolicy.None);
        Assert.Equal(W.ErrorCode.AccessDenied, new SocketInterfacesV02(closed).ResolveAddresses(network, "localhost").Error);
    }

    private (IUdpSocket Socket, IpSocketAddress Address) Bound()
    {
        var socket = sockets.CreateUdpSocket(IpAddressFamily.Ipv4).Value;
        Assert.Equal(W.ErrorCode.InvalidState, socket.Stream(null).Error);
        Assert.True(socket.StartBind(network, Loopback).IsOk);
        Assert.True(socket.FinishBind().IsOk);
        Assert.Equal(W.ErrorCode.NotInProgress, socket.FinishBind().Error);
        return (socket, socket.LocalAddress().Value);
    }
}
