using System.Net;
using System.Net.Sockets;
using Sluice.Wasi.Sockets;

namespace Sluice.Wasi.Tests.Sockets;

public sealed class UdpSocketTests : SocketTestBase
{
    private const int LargestOfIpv4 = 65_507;

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Datagrams_arrive_whole_however_large(AddressFamily family)
    {
        using var receiver = BoundUdp(family);
        using var sender = BoundUdp(family);
        foreach (var length in new[] { 0, 1, 1500, LargestOfIpv4 })
        {
            var data = new byte[length];
            new System.Random(length).NextBytes(data);
            Assert.True((await sender.SendAsync(data, receiver.LocalAddress.Value, Deadline)).IsOk);

            var (received, from) = (await receiver.ReceiveAsync(Deadline)).Value;

            Assert.Equal(data, received);
            Assert.Equal(sender.LocalAddress.Value, from);
        }
    }

    [Fact]
    public async Task A_datagram_that_is_too_large_is_not_truncated_but_refused()
    {
        using var receiver = BoundUdp();
        using var sender = CreateUdp();
        AssertError(ErrorCode.DatagramTooLarge, await sender.SendAsync(new byte[LargestOfIpv4 + 1], receiver.LocalAddress.Value, Deadline));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task A_connected_socket_hears_its_peer_only(AddressFamily family)
    {
        using var socket = BoundUdp(family);
        using var peer = BoundUdp(family);
        using var stranger = BoundUdp(family);
        var address = socket.LocalAddress.Value;
        // Queued before the connection: the system would hand it out.
        Assert.True((await stranger.SendAsync(new byte[1], address, Deadline)).IsOk);
        Assert.True(socket.Connect(peer.LocalAddress.Value).IsOk);
        Assert.True((await stranger.SendAsync(new byte[2], address, Deadline)).IsOk);
        Assert.True((await peer.SendAsync(new byte[3], address, Deadline)).IsOk);

        var (received, from) = (await socket.ReceiveAsync(Deadline)).Value;

        Assert.Equal(3, received.Length);
        Assert.Equal(peer.LocalAddress.Value, from);
        AssertError(ErrorCode.InvalidArgument, await socket.SendAsync(new byte[1], stranger.LocalAddress.Value, Deadline));
        Assert.True((await socket.SendAsync(new byte[4], peer.LocalAddress.Value, Deadline)).IsOk);
        Assert.Equal(4, (await peer.ReceiveAsync(Deadline)).Value.Data.Length);

        Assert.True(socket.Disconnect().IsOk);
        AssertError(ErrorCode.InvalidState, socket.RemoteAddress);
        Assert.True((await stranger.SendAsync(new byte[5], address, Deadline)).IsOk);
        Assert.Equal(5, (await socket.ReceiveAsync(Deadline)).Value.Data.Length);
    }

    [Fact]
    public void A_socket_keeps_its_port_from_one_peer_to_the_next()
    {
        using var socket = CreateUdp();
        AssertError(ErrorCode.InvalidState, socket.LocalAddress);
        AssertError(ErrorCode.InvalidState, socket.Disconnect());
        Assert.True(socket.Connect(Loopback(AddressFamily.InterNetwork, 42)).IsOk);
        var local = socket.LocalAddress.Value;
        Assert.Equal(IPAddress.Loopback, local.Address);

        Assert.True(socket.Connect(Loopback(AddressFamily.InterNetwork, 43)).IsOk);

        Assert.Equal(local, socket.LocalAddress.Value);
        Assert.Equal(43, socket.RemoteAddress.Value.Port);
        Assert.True(socket.Disconnect().IsOk);
        Assert.Equal(local.Port, socket.LocalAddress.Value.Port);
        AssertError(ErrorCode.InvalidState, socket.Bind(Loopback(AddressFamily.InterNetwork)));
    }

    [Fact]
    public async Task A_peer_that_is_not_there_is_reported_to_a_connected_socket()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Other systems may keep it to themselves.");
        var gone = BoundUdp();
        var address = gone.LocalAddress.Value;
        gone.Dispose();
        using var socket = CreateUdp();
        Assert.True(socket.Connect(address).IsOk);
        Assert.True((await socket.SendAsync(new byte[1], null, Deadline)).IsOk);
        AssertError(ErrorCode.ConnectionRefused, await socket.ReceiveAsync(Deadline));
    }

    [Fact]
    public async Task A_cancelled_receive_takes_no_datagram()
    {
        using var receiver = BoundUdp();
        using var sender = CreateUdp();
        using var cancellation = new CancellationTokenSource();
        var receive = receiver.ReceiveAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
        Assert.True((await sender.SendAsync(new byte[7], receiver.LocalAddress.Value, Deadline)).IsOk);
        Assert.Equal(7, (await receiver.ReceiveAsync(Deadline)).Value.Data.Length);
    }

    [Fact]
    public async Task What_needs_an_address_says_so()
    {
        using var socket = CreateUdp();
        AssertError(ErrorCode.InvalidState, await socket.ReceiveAsync(Deadline));
        AssertError(ErrorCode.InvalidArgument, await socket.SendAsync(new byte[1], null, Deadline));
        AssertError(ErrorCode.InvalidArgument, await socket.SendAsync(new byte[1], Loopback(AddressFamily.InterNetwork, 0), Deadline));
        AssertError(ErrorCode.InvalidArgument, await socket.SendAsync(new byte[1], Loopback(AddressFamily.InterNetworkV6, 1), Deadline));
        AssertError(ErrorCode.InvalidArgument, socket.Connect(new IPEndPoint(IPAddress.Any, 1)));
        AssertError(ErrorCode.InvalidArgument, socket.Connect(Loopback(AddressFamily.InterNetwork, 0)));
    }
}
