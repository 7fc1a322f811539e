using System.Net.Sockets;
using Sluice.Wasi.Sockets;

namespace Sluice.Wasi.Tests.Sockets;

public sealed class SocketOptionTests : SocketTestBase
{
    private const ulong Second = 1_000_000_000;

    [Theory]
    [MemberData(nameof(Families))]
    public void Options_are_read_back_as_they_were_set(AddressFamily family)
    {
        using var socket = CreateTcp(family);
        Assert.True(socket.SetKeepAliveEnabled(true).IsOk);
        Assert.True(socket.KeepAliveEnabled.Value);
        Assert.True(socket.SetKeepAliveIdleTime(7 * Second).IsOk);
        Assert.Equal(7 * Second, socket.KeepAliveIdleTime.Value);
        Assert.True(socket.SetKeepAliveInterval(8 * Second).IsOk);
        Assert.Equal(8 * Second, socket.KeepAliveInterval.Value);
        Assert.True(socket.SetKeepAliveCount(9).IsOk);
        Assert.Equal(9u, socket.KeepAliveCount.Value);
        Assert.True(socket.SetHopLimit(10).IsOk);
        Assert.Equal(10, socket.HopLimit.Value);
        Assert.True(socket.SetReceiveBufferSize(65_536).IsOk);
        Assert.Equal(65_536u, socket.ReceiveBufferSize.Value);
        Assert.True(socket.SetSendBufferSize(32_768).IsOk);
        Assert.Equal(32_768u, socket.SendBufferSize.Value);
    }

    [Fact]
    public void Zero_is_no_value_and_others_are_brought_into_range()
    {
        using var socket = CreateTcp();
        Assert.All(
            [
                socket.SetListenBacklogSize(0), socket.SetKeepAliveIdleTime(0), socket.SetKeepAliveInterval(0), socket.SetKeepAliveCount(0),
                socket.SetHopLimit(0), socket.SetReceiveBufferSize(0), socket.SetSendBufferSize(0),
            ],
            static result => AssertError(ErrorCode.InvalidArgument, result));
        Assert.All(
            [
                socket.SetListenBacklogSize(ulong.MaxValue), socket.SetKeepAliveIdleTime(1), socket.SetKeepAliveIdleTime(ulong.MaxValue),
                socket.SetKeepAliveInterval(ulong.MaxValue), socket.SetKeepAliveCount(uint.MaxValue), socket.SetHopLimit(byte.MaxValue),
                socket.SetReceiveBufferSize(1), socket.SetReceiveBufferSize(ulong.MaxValue), socket.SetSendBufferSize(ulong.MaxValue),
            ],
            static result => Assert.True(result.IsOk));
    }

    [Fact]
    public async Task Buffers_are_no_larger_than_the_policy_says_however_a_socket_comes_about()
    {
        const uint Limit = 16_384;
        using var table = new SocketTable(NetworkPolicy.All with { MaxSocketBufferBytes = (int)Limit });
        using var listener = table.CreateTcp(AddressFamily.InterNetwork).Value;
        Assert.True(listener.Bind(Loopback(AddressFamily.InterNetwork)).IsOk);
        Assert.True(listener.Listen().IsOk);
        using var client = table.CreateTcp(AddressFamily.InterNetwork).Value;
        Assert.True((await client.ConnectAsync(listener.LocalAddress.Value, Deadline)).IsOk);
        using var server = await listener.AcceptAsync(Deadline);
        using var udp = table.CreateUdp(AddressFamily.InterNetwork).Value;

        foreach (var size in (ulong[])[0, 1 << 20])
        {
            foreach (var socket in (TcpSocket[])[client, server!])
            {
                if (size > 0) Assert.True(socket.SetReceiveBufferSize(size).IsOk && socket.SetSendBufferSize(size).IsOk);
                Assert.InRange(socket.ReceiveBufferSize.Value, 1UL, Limit);
                Assert.InRange(socket.SendBufferSize.Value, 1UL, Limit);
            }
            if (size > 0) Assert.True(udp.SetReceiveBufferSize(size).IsOk && udp.SetSendBufferSize(size).IsOk);
            Assert.InRange(udp.ReceiveBufferSize.Value, 1UL, Limit);
            Assert.InRange(udp.SendBufferSize.Value, 1UL, Limit);
        }
    }

    [Fact]
    public async Task The_backlog_of_a_listener_can_be_changed_but_not_that_of_a_connection()
    {
        using var listener = Listener();
        Assert.True(listener.SetListenBacklogSize(5).IsOk);
        Assert.Equal(TcpState.Listening, listener.State);
        AssertError(ErrorCode.InvalidState, listener.Listen());
        var (client, server) = await ConnectedPair();
        AssertError(ErrorCode.InvalidState, client.SetListenBacklogSize(5));
        AssertError(ErrorCode.InvalidState, server.Listen());
    }

    [Fact]
    public async Task Accepted_sockets_inherit_options()
    {
        using var listener = Listener();
        Assert.True(listener.SetKeepAliveEnabled(true).IsOk);
        Assert.True(listener.SetKeepAliveIdleTime(11 * Second).IsOk);
        Assert.True(listener.SetHopLimit(12).IsOk);
        using var client = CreateTcp();
        Assert.True((await client.ConnectAsync(listener.LocalAddress.Value, Deadline)).IsOk);
        using var accepted = (await listener.AcceptAsync(Deadline))!;
        Assert.True(accepted.KeepAliveEnabled.Value);
        Assert.Equal(11 * Second, accepted.KeepAliveIdleTime.Value);
        Assert.Equal(12, accepted.HopLimit.Value);
    }
}
