// https://github.com/WebAssembly/WASI/blob/v0.3.0/proposals/sockets/wit/types.wit

using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Sockets;

/// <summary>A UDP socket, of any version of WASI.</summary>
/// <remarks>The guest's calls come one at a time; sends and receives end on other threads.</remarks>
internal sealed class UdpSocket(SocketTable table, Socket socket) : IDisposable
{
    // What the length field of UDP can say: no datagram is truncated.
    private const int MaxDatagramBytes = ushort.MaxValue;

    private volatile IPEndPoint? remote;

    // As it was bound: being connected may narrow the address down for a while.
    private IPEndPoint? bound;

    public AddressFamily AddressFamily => socket.AddressFamily;

    public Result<IPEndPoint, ErrorCode> LocalAddress =>
        bound is null ? ErrorCode.InvalidState : Try(static socket => HostSockets.Current.GetLocalEndPoint(socket));

    public Result<IPEndPoint, ErrorCode> RemoteAddress => this.remote is { } remote ? remote : ErrorCode.InvalidState;

    public Result<byte, ErrorCode> UnicastHopLimit => Try(static socket => (byte)socket.Ttl);

    public Result<ulong, ErrorCode> ReceiveBufferSize => Try(SocketOptions.GetReceiveBufferSize);

    public Result<ulong, ErrorCode> SendBufferSize => Try(SocketOptions.GetSendBufferSize);

    public Result<Unit, ErrorCode> Bind(IPEndPoint local)
    {
        if (!local.IsOf(AddressFamily)) return ErrorCode.InvalidArgument;
        if (bound is not null) return ErrorCode.InvalidState;
        return table.Allows(NetworkUses.UdpBind, local) ? BindTo(local) : ErrorCode.AccessDenied;
    }

    public Result<Unit, ErrorCode> Connect(IPEndPoint remote)
    {
        if (!remote.IsOf(AddressFamily) || !remote.IsRemote()) return ErrorCode.InvalidArgument;
        if (!table.Allows(NetworkUses.UdpConnect, remote)) return ErrorCode.AccessDenied;
        if (BindImplicitly() is { IsError: true } failure) return failure;
        // Otherwise the local address would stay the one from which the former peer was reached.
        if (this.remote is not null && Disconnect() is { IsError: true } stuck) return stuck;
        var connected = Try(socket => socket.Connect(remote));
        if (connected.IsOk) this.remote = remote;
        return connected;
    }

    public Result<Unit, ErrorCode> Disconnect()
    {
        if (remote is null) return ErrorCode.InvalidState;
        var disconnected = Try(socket =>
        {
            HostSockets.Current.Disconnect(socket);
            // Linux gives the port up if it chose it itself.
            if (HostSockets.Current.GetLocalEndPoint(socket).Port != bound!.Port) socket.Bind(bound);
        });
        if (disconnected.IsOk) remote = null;
        return disconnected;
    }

    /// <param name="data">The datagram.</param>
    /// <param name="remote">Null for the address that the socket is connected to.</param>
    /// <param name="cancellation">Ends the wait for room.</param>
    /// <exception cref="OperationCanceledException">The token fired; nothing was sent.</exception>
    public async ValueTask<Result<Unit, ErrorCode>> SendAsync(ReadOnlyMemory<byte> data, IPEndPoint? remote, CancellationToken cancellation)
    {
        if (this.remote is { } peer)
        {
            if (remote is not null && !remote.Equals(peer)) return ErrorCode.InvalidArgument;
            remote = null;
        }
        else
        {
            if (remote is null || !remote.IsOf(AddressFamily) || !remote.IsRemote()) return ErrorCode.InvalidArgument;
            if (!table.Allows(NetworkUses.UdpSend, remote)) return ErrorCode.AccessDenied;
            if (BindImplicitly() is { IsError: true } failure) return failure;
        }
        try
        {
            if (remote is null) await socket.SendAsync(data, SocketFlags.None, cancellation).ConfigureAwait(false);
            else await socket.SendToAsync(data, SocketFlags.None, remote, cancellation).ConfigureAwait(false);
            return Unit.Value;
        }
        catch (SocketException exception)
        {
            return ToErrorCode(exception);
        }
        catch (ObjectDisposedException)
        {
            return ErrorCode.InvalidState;
        }
    }

    /// <returns>A datagram and who sent it.</returns>
    /// <exception cref="OperationCanceledException">The token fired; no datagram was taken.</exception>
    public async ValueTask<Result<(byte[] Data, IPEndPoint Sender), ErrorCode>> ReceiveAsync(CancellationToken cancellation)
    {
        if (bound is null) return ErrorCode.InvalidState;
        var buffer = ArrayPool<byte>.Shared.Rent(MaxDatagramBytes);
        try
        {
            while (true)
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, SocketAddresses.Any(AddressFamily), cancellation).ConfigureAwait(false);
                var sender = (IPEndPoint)received.RemoteEndPoint;
                // Others' datagrams may have been queued before the socket was connected.
                if (remote is { } peer && !sender.Equals(peer)) continue;
                return (buffer[..received.ReceivedBytes], sender);
            }
        }
        catch (SocketException exception)
        {
            return ToErrorCode(exception);
        }
        catch (ObjectDisposedException)
        {
            return ErrorCode.InvalidState;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public Result<Unit, ErrorCode> SetUnicastHopLimit(byte value) => Set(value != 0, socket => socket.Ttl = value);

    public Result<Unit, ErrorCode> SetReceiveBufferSize(ulong value) =>
        Set(value != 0, socket => SocketOptions.SetReceiveBufferSize(socket, value, table.MaxSocketBufferBytes));

    public Result<Unit, ErrorCode> SetSendBufferSize(ulong value) =>
        Set(value != 0, socket => SocketOptions.SetSendBufferSize(socket, value, table.MaxSocketBufferBytes));

    public void Dispose() => table.Close(socket);

    /// <summary>Not every system binds a socket that is used. A free port for answers is no use that the policy would ask about.</summary>
    private Result<Unit, ErrorCode> BindImplicitly() => bound is not null ? Unit.Value : BindTo(SocketAddresses.Any(AddressFamily));

    private Result<Unit, ErrorCode> BindTo(IPEndPoint local)
    {
        return Try(socket =>
        {
            socket.Bind(local);
            bound = new IPEndPoint(local.Address, HostSockets.Current.GetLocalEndPoint(socket).Port);
        });
    }

    private Result<Unit, ErrorCode> Set(bool isValid, Action<Socket> set) => isValid ? Try(set) : ErrorCode.InvalidArgument;

    private Result<Unit, ErrorCode> Try(Action<Socket> action) => Try(socket =>
    {
        action(socket);
        return Unit.Value;
    });

    private Result<T, ErrorCode> Try<T>(Func<Socket, T> function)
    {
        try
        {
            return function(socket);
        }
        catch (SocketException exception)
        {
            return ToErrorCode(exception);
        }
        catch (ObjectDisposedException)
        {
            return ErrorCode.InvalidState;
        }
    }

    /// <summary>Where there are no connections, a reset is how Windows says that a datagram could not be delivered.</summary>
    private static ErrorCode ToErrorCode(SocketException exception) =>
        exception.SocketErrorCode == SocketError.ConnectionReset ? ErrorCode.RemoteUnreachable : exception.SocketErrorCode.ToErrorCode();
}
