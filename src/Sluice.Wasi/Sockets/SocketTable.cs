using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Wasi.Sockets;

/// <summary>The open sockets of a store, with the policy for them. Pumps close sockets on threads of their own: all members are thread-safe.</summary>
internal sealed class SocketTable(NetworkPolicy policy) : IDisposable
{
    private readonly ConcurrentDictionary<Socket, bool> open = new();
    private readonly SemaphoreSlim room = new(Math.Max(policy.MaxSockets, 0));
    private volatile bool disposed;

    public int Count => open.Count;

    public int? MaxSocketBufferBytes => policy.MaxSocketBufferBytes;

    public bool Allows(NetworkUses use, IPEndPoint address)
    {
        if (policy.Allows(use, address)) return true;
        policy.OnDenied?.Invoke(new NetworkDenial(DenialOf(use), address));
        return false;
    }

    public bool AllowsNameLookup(string name)
    {
        if (policy.AllowNameLookup) return true;
        policy.OnDenied?.Invoke(new NetworkDenial(NetworkDenialKind.NameLookup, Name: name));
        return false;
    }

    public Result<TcpSocket, ErrorCode> CreateTcp(AddressFamily family)
    {
        if (!policy.AllowTcp) return Denied(NetworkDenialKind.TcpCreate);
        return Open(family, SocketType.Stream, ProtocolType.Tcp).TryGetValue(out var socket, out var error) ? new TcpSocket(this, socket) : error;
    }

    public Result<UdpSocket, ErrorCode> CreateUdp(AddressFamily family)
    {
        if (!policy.AllowUdp) return Denied(NetworkDenialKind.UdpCreate);
        return Open(family, SocketType.Dgram, ProtocolType.Udp).TryGetValue(out var socket, out var error) ? new UdpSocket(this, socket) : error;
    }

    /// <summary>Takes the next connection, once there is room for it.</summary>
    public async ValueTask<Socket> AcceptAsync(Socket listener, CancellationToken cancellation)
    {
        await room.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Its buffers are as large as the listener's.
            var socket = await listener.AcceptAsync(cancellation).ConfigureAwait(false);
            Add(socket);
            return socket;
        }
        catch
        {
            room.Release();
            throw;
        }
    }

    public void Close(Socket socket)
    {
        if (!open.TryRemove(socket, out _)) return;
        socket.Dispose();
        room.Release();
    }

    public void Dispose()
    {
        disposed = true;
        foreach (var socket in open.Keys) Close(socket);
    }

    private Result<Socket, ErrorCode> Open(AddressFamily family, SocketType type, ProtocolType protocol)
    {
        // Does not wait: with no room there is an error.
        if (!room.Wait(0, CancellationToken.None)) return ErrorCode.OutOfMemory;
        try
        {
            var socket = new Socket(family, type, protocol);
            if (family == AddressFamily.InterNetworkV6) socket.DualMode = false;
            if (MaxSocketBufferBytes is { } limit) LimitBuffers(socket, limit);
            Add(socket);
            return socket;
        }
        catch (SocketException exception)
        {
            room.Release();
            return exception.SocketErrorCode.ToErrorCode();
        }
    }

    private static void LimitBuffers(Socket socket, int limit)
    {
        SocketOptions.SetReceiveBufferSize(socket, SocketOptions.GetReceiveBufferSize(socket), limit);
        SocketOptions.SetSendBufferSize(socket, SocketOptions.GetSendBufferSize(socket), limit);
    }

    private void Add(Socket socket)
    {
        open.TryAdd(socket, true);
        // Either this sees that the store has ended, or Dispose sees the socket.
        if (disposed) Close(socket);
    }

    private ErrorCode Denied(NetworkDenialKind kind)
    {
        policy.OnDenied?.Invoke(new NetworkDenial(kind));
        return ErrorCode.AccessDenied;
    }

    private static NetworkDenialKind DenialOf(NetworkUses use) => use switch
    {
        NetworkUses.TcpBind => NetworkDenialKind.TcpBind,
        NetworkUses.TcpConnect => NetworkDenialKind.TcpConnect,
        NetworkUses.UdpBind => NetworkDenialKind.UdpBind,
        NetworkUses.UdpConnect => NetworkDenialKind.UdpConnect,
        _ => NetworkDenialKind.UdpSend,
    };
}
