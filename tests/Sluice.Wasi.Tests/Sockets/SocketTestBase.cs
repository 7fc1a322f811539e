using System.Net;
using System.Net.Sockets;
using Sluice.Wasi.Sockets;

namespace Sluice.Wasi.Tests.Sockets;

/// <summary>A store's sockets on the loopback interface, with all permissions.</summary>
public abstract class SocketTestBase : IDisposable
{
    private protected SocketTable Table { get; } = new(NetworkPolicy.All);

    /// <summary>Ends tests that wait for something that never happens.</summary>
    protected static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    public static TheoryData<AddressFamily> Families => [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];

    public void Dispose()
    {
        Table.Dispose();
        Assert.Equal(0, Table.Count);
        GC.SuppressFinalize(this);
    }

    protected static IPEndPoint Loopback(AddressFamily family, int port = 0) =>
        new(family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, port);

    private protected static void AssertError<T>(ErrorCode expected, Result<T, ErrorCode> result) => Assert.Equal(Result<T, ErrorCode>.Err(expected), result);

    private protected TcpSocket CreateTcp(AddressFamily family = AddressFamily.InterNetwork) => Table.CreateTcp(family).Value;

    private protected UdpSocket CreateUdp(AddressFamily family = AddressFamily.InterNetwork) => Table.CreateUdp(family).Value;

    private protected UdpSocket BoundUdp(AddressFamily family = AddressFamily.InterNetwork)
    {
        var socket = CreateUdp(family);
        Assert.True(socket.Bind(Loopback(family)).IsOk);
        return socket;
    }

    private protected TcpSocket Listener(AddressFamily family = AddressFamily.InterNetwork)
    {
        var listener = CreateTcp(family);
        Assert.True(listener.Bind(Loopback(family)).IsOk);
        Assert.True(listener.Listen().IsOk);
        return listener;
    }

    private protected async Task<(TcpSocket Client, TcpSocket Server)> ConnectedPair(AddressFamily family = AddressFamily.InterNetwork)
    {
        using var listener = Listener(family);
        var client = CreateTcp(family);
        Assert.True((await client.ConnectAsync(listener.LocalAddress.Value, Deadline)).IsOk);
        return (client, (await listener.AcceptAsync(Deadline))!);
    }
}
