using System.Net;
using System.Net.Sockets;

namespace Sluice.Wasi.Platform;

/// <summary>What <see cref="Socket"/> does not do: it remembers addresses that change, and cannot connect again what it has disconnected.</summary>
internal abstract class HostSockets
{
    // Large enough for both families.
    private const int AddressBytes = 28;

    public static HostSockets Current { get; } = OperatingSystem.IsWindows() ? new WindowsSockets() : new UnixSockets();

    /// <summary>Where a bound socket is.</summary>
    /// <exception cref="SocketException">It has no address.</exception>
    public IPEndPoint GetLocalEndPoint(Socket socket)
    {
        var any = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        var address = any.Serialize();
        var length = address.Size;
        return GetSocketName(socket.SafeHandle, address.Buffer.Span, ref length) == 0
            ? (IPEndPoint)any.Create(address)
            : throw new SocketException((int)SocketError.InvalidArgument);
    }

    /// <summary>Lets a datagram socket talk to anyone again. It may lose its local port.</summary>
    public void Disconnect(Socket socket)
    {
        // The family of no address is 0 everywhere. Some systems report an error for it, and have disconnected nevertheless.
        Span<byte> unspecified = stackalloc byte[AddressBytes];
        Connect(socket.SafeHandle, unspecified[..(socket.AddressFamily == AddressFamily.InterNetworkV6 ? AddressBytes : 16)]);
    }

    protected abstract int GetSocketName(SafeSocketHandle socket, Span<byte> address, ref int length);

    protected abstract int Connect(SafeSocketHandle socket, ReadOnlySpan<byte> address);
}
