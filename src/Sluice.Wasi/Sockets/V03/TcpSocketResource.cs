// https://github.com/WebAssembly/WASI/blob/v0.3.0/proposals/sockets/wit/types.wit

using System.Net.Sockets;
using Sluice.Wasi.Streams;
using Sluice.Wasi.V03.Wasi.Sockets.Types;
using W = Sluice.Wasi.V03.Wasi.Sockets.Types;

namespace Sluice.Wasi.Sockets;

/// <summary><c>wasi:sockets/types.tcp-socket</c>: a guest's handle, and the streams that it gives out, which may outlive it.</summary>
internal sealed class TcpSocketResource(TcpSocket socket) : ITcpSocket
{
    private bool sends;
    private bool receives;

    public Result<Unit, W.ErrorCode> Bind(W.IpSocketAddress localAddress) => socket.Bind(localAddress.ToDomain()).ToWit();

    public async ValueTask<Result<Unit, W.ErrorCode>> Connect(W.IpSocketAddress remoteAddress, CancellationToken cancellationToken) =>
        (await socket.ConnectAsync(remoteAddress.ToDomain(), cancellationToken).ConfigureAwait(false)).ToWit();

    public Result<ComponentStream<ITcpSocket>, W.ErrorCode> Listen()
    {
        if (socket.Listen() is { IsError: true } failure) return failure.Error.ToWit();
        socket.Retain();
        return ComponentStream<ITcpSocket>.Create(AcceptAsync);
    }

    public ComponentFuture<Result<Unit, W.ErrorCode>> Send(ComponentStream<byte> data)
    {
        if (sends || socket.State != TcpState.Connected)
        {
            data.Dispose();
            return Failed(ErrorCode.InvalidState);
        }
        sends = true;
        socket.Retain();
        return StreamPump.ConsumePartly(data, socket.SendAsync, SocketConversions.ToWit, () => End(SocketShutdown.Send));
    }

    public (ComponentStream<byte>, ComponentFuture<Result<Unit, W.ErrorCode>>) Receive()
    {
        if (receives || socket.State != TcpState.Connected)
            return (ComponentStream<byte>.Create(static _ => ValueTask.CompletedTask), Failed(ErrorCode.InvalidState));
        receives = true;
        socket.Retain();
        return StreamPump.Produce<W.ErrorCode>(
            async (buffer, cancellation) => (await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false)).ToWit(),
            () => End(SocketShutdown.Receive));
    }

    public Result<W.IpSocketAddress, W.ErrorCode> GetLocalAddress() => socket.LocalAddress.ToWit(static address => address.ToWit());

    public Result<W.IpSocketAddress, W.ErrorCode> GetRemoteAddress() => socket.RemoteAddress.ToWit(static address => address.ToWit());

    public bool GetIsListening() => socket.State == TcpState.Listening;

    public W.IpAddressFamily GetAddressFamily() => socket.AddressFamily.ToWit();

    public Result<Unit, W.ErrorCode> SetListenBacklogSize(ulong value) => socket.SetListenBacklogSize(value).ToWit();

    public Result<bool, W.ErrorCode> GetKeepAliveEnabled() => socket.KeepAliveEnabled.ToWit();

    public Result<Unit, W.ErrorCode> SetKeepAliveEnabled(bool value) => socket.SetKeepAliveEnabled(value).ToWit();

    public Result<ulong, W.ErrorCode> GetKeepAliveIdleTime() => socket.KeepAliveIdleTime.ToWit();

    public Result<Unit, W.ErrorCode> SetKeepAliveIdleTime(ulong value) => socket.SetKeepAliveIdleTime(value).ToWit();

    public Result<ulong, W.ErrorCode> GetKeepAliveInterval() => socket.KeepAliveInterval.ToWit();

    public Result<Unit, W.ErrorCode> SetKeepAliveInterval(ulong value) => socket.SetKeepAliveInterval(value).ToWit();

    public Result<uint, W.ErrorCode> GetKeepAliveCount() => socket.KeepAliveCount.ToWit();

    public Result<Unit, W.ErrorCode> SetKeepAliveCount(uint value) => socket.SetKeepAliveCount(value).ToWit();

    public Result<byte, W.ErrorCode> GetHopLimit() => socket.HopLimit.ToWit();

    public Result<Unit, W.ErrorCode> SetHopLimit(byte value) => socket.SetHopLimit(value).ToWit();

    public Result<ulong, W.ErrorCode> GetReceiveBufferSize() => socket.ReceiveBufferSize.ToWit();

    public Result<Unit, W.ErrorCode> SetReceiveBufferSize(ulong value) => socket.SetReceiveBufferSize(value).ToWit();

    public Result<ulong, W.ErrorCode> GetSendBufferSize() => socket.SendBufferSize.ToWit();

    public Result<Unit, W.ErrorCode> SetSendBufferSize(ulong value) => socket.SetSendBufferSize(value).ToWit();

    public void Dispose() => socket.Dispose();

    private static ComponentFuture<Result<Unit, W.ErrorCode>> Failed(ErrorCode code) => ComponentFuture<Result<Unit, W.ErrorCode>>.FromValue(code.ToWit());

    /// <summary>Accepts one connection ahead of the guest; the others wait with the system.</summary>
    private async ValueTask AcceptAsync(ComponentStreamWriter<ITcpSocket> connections)
    {
        var users = 1;
        var dropped = connections.ReaderDropped;
        // At once: the guest may count on it that nobody listens at the address any more.
        using var registration = dropped.UnsafeRegister(_ => Release(), null);
        try
        {
            while (await socket.AcceptAsync(dropped).ConfigureAwait(false) is { } accepted)
            {
                if (await connections.WriteAsync(new TcpSocketResource(accepted)).ConfigureAwait(false)) continue;
                accepted.Dispose();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The guest accepts no more.
        }
        finally
        {
            Release();
        }

        void Release()
        {
            if (Interlocked.Exchange(ref users, 0) == 1) socket.Dispose();
        }
    }

    private void End(SocketShutdown direction)
    {
        socket.Shutdown(direction);
        socket.Dispose();
    }
}
