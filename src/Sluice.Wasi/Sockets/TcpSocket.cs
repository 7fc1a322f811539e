// https://github.com/WebAssembly/WASI/blob/v0.3.0/proposals/sockets/wit/types.wit

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Sockets;

/// <summary>A TCP socket, of any version of WASI. It is closed when the last of its users, the guest's handle and the streams, has let go.</summary>
/// <remarks>The guest's calls come one at a time; a connection attempt and the streams end on other threads.</remarks>
internal sealed partial class TcpSocket : IDisposable
{
    private const int DefaultBacklog = 128;

    // For accept, when the process is out of file descriptors: some may come back.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly SocketTable table;
    private readonly Socket socket;
    private volatile TcpState state;
    private IPEndPoint? remote;
    private int backlog = DefaultBacklog;
    private int users = 1;

    public TcpSocket(SocketTable table, Socket socket)
    {
        this.table = table;
        this.socket = socket;
    }

    private TcpSocket(TcpSocket listener, Socket accepted)
        : this(listener.table, accepted)
    {
        InheritOptions(listener);
        remote = (IPEndPoint)accepted.RemoteEndPoint!;
        accepted.Blocking = false;
        state = TcpState.Connected;
    }

    public TcpState State => state;

    public AddressFamily AddressFamily => socket.AddressFamily;

    /// <summary>Where it is bound to.</summary>
    public Result<IPEndPoint, ErrorCode> LocalAddress =>
        state is TcpState.Unbound or TcpState.Closed ? ErrorCode.InvalidState : Try(static socket => HostSockets.Current.GetLocalEndPoint(socket));

    public Result<IPEndPoint, ErrorCode> RemoteAddress => state == TcpState.Connected ? remote! : ErrorCode.InvalidState;

    public Result<Unit, ErrorCode> Bind(IPEndPoint local)
    {
        if (!local.IsOf(AddressFamily) || !local.IsUnicast()) return ErrorCode.InvalidArgument;
        if (state != TcpState.Unbound) return ErrorCode.InvalidState;
        if (!table.Allows(NetworkUses.TcpBind, local)) return ErrorCode.AccessDenied;
        // .NET sets SO_REUSEADDR where connections in TIME_WAIT would keep the address.
        var bound = Try(socket => socket.Bind(local));
        if (bound.IsOk) state = TcpState.Bound;
        return bound;
    }

    /// <exception cref="OperationCanceledException">The token fired; the socket is closed.</exception>
    public async ValueTask<Result<Unit, ErrorCode>> ConnectAsync(IPEndPoint remote, CancellationToken cancellation)
    {
        if (!remote.IsOf(AddressFamily) || !remote.IsUnicast() || !remote.IsRemote()) return ErrorCode.InvalidArgument;
        if (state is not (TcpState.Unbound or TcpState.Bound)) return ErrorCode.InvalidState;
        if (!table.Allows(NetworkUses.TcpConnect, remote)) return ErrorCode.AccessDenied;
        state = TcpState.Connecting;
        try
        {
            await socket.ConnectAsync(remote, cancellation).ConfigureAwait(false);
            // The asynchronous operations do not mind, and Send takes what fits.
            socket.Blocking = false;
        }
        catch (SocketException exception)
        {
            state = TcpState.Closed;
            return exception.SocketErrorCode switch
            {
                // No address for the implicit bind means that no port is free.
                SocketError.AddressNotAvailable => ErrorCode.AddressInUse,
                // The address has been looked at. What is left is one that cannot be reached from the one that the socket is bound to.
                SocketError.InvalidArgument => ErrorCode.RemoteUnreachable,
                var error => error.ToErrorCode(),
            };
        }
        catch (ObjectDisposedException)
        {
            state = TcpState.Closed;
            return ErrorCode.InvalidState;
        }
        catch (OperationCanceledException)
        {
            state = TcpState.Closed;
            // The system would go on trying.
            table.Close(socket);
            throw;
        }
        this.remote = remote;
        state = TcpState.Connected;
        return Unit.Value;
    }

    public Result<Unit, ErrorCode> Listen()
    {
        if (state is not (TcpState.Unbound or TcpState.Bound)) return ErrorCode.InvalidState;
        if (state == TcpState.Unbound && Bind(SocketAddresses.Any(AddressFamily)) is { IsError: true } failure) return failure;
        var listening = Try(socket => socket.Listen(backlog));
        if (listening.IsOk) state = TcpState.Listening;
        return listening;
    }

    /// <summary>The next connection. Connections that failed before they were accepted are skipped.</summary>
    /// <returns>Null if there can be no more.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<TcpSocket?> AcceptAsync(CancellationToken cancellation)
    {
        Debug.Assert(state == TcpState.Listening);
        while (true)
        {
            Socket? accepted = null;
            try
            {
                accepted = await table.AcceptAsync(socket, cancellation).ConfigureAwait(false);
                return new TcpSocket(this, accepted);
            }
            catch (ObjectDisposedException) when (accepted is null)
            {
                return null;
            }
            catch (SocketException exception) when (accepted is null)
            {
                switch (exception.SocketErrorCode.ToErrorCode())
                {
                    case ErrorCode.InvalidState or ErrorCode.InvalidArgument:
                        return null;
                    case ErrorCode.OutOfMemory:
                        await Task.Delay(s_pause, cancellation).ConfigureAwait(false);
                        break;
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // It is gone again already.
                table.Close(accepted!);
            }
        }
    }

    /// <returns>How many bytes were received; 0 when the peer has sent all.</returns>
    /// <exception cref="OperationCanceledException">The token fired; nothing was taken from what the peer sent.</exception>
    public async ValueTask<Result<int, ErrorCode>> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode.ToErrorCode();
        }
        catch (ObjectDisposedException)
        {
            return ErrorCode.InvalidState;
        }
    }

    /// <summary>Sends what the system has room for, at least one byte.</summary>
    /// <returns>How many bytes were sent.</returns>
    /// <exception cref="OperationCanceledException">The token fired; nothing was sent.</exception>
    public async ValueTask<Result<int, ErrorCode>> SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        if (data.IsEmpty) return 0;
        try
        {
            var count = SendWhatFits(data.Span);
            if (count > 0) return count;
            // Socket.SendAsync sends everything or, if it is cancelled, nobody knows how much. A single byte has no such middle.
            await socket.SendAsync(data[..1], SocketFlags.None, cancellation).ConfigureAwait(false);
            return 1 + SendWhatFits(data.Span[1..]);
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode.ToErrorCode();
        }
        catch (ObjectDisposedException)
        {
            return ErrorCode.InvalidState;
        }
    }

    /// <summary>Ends one direction, as far as it has not ended yet.</summary>
    public void Shutdown(SocketShutdown direction) => Try(socket => socket.Shutdown(direction));

    /// <summary>Adds a user, who calls <see cref="Dispose"/> once.</summary>
    public void Retain() => Interlocked.Increment(ref users);

    public void Dispose()
    {
        if (Interlocked.Decrement(ref users) == 0) table.Close(socket);
    }

    private int SendWhatFits(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return 0;
        var count = socket.Send(data, SocketFlags.None, out var error);
        return error is SocketError.Success or SocketError.WouldBlock ? count : throw new SocketException((int)error);
    }

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
            return exception.SocketErrorCode.ToErrorCode();
        }
        catch (ObjectDisposedException)
        {
            return ErrorCode.InvalidState;
        }
    }
}
