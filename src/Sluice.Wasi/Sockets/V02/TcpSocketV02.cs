// https://github.com/WebAssembly/WASI/blob/v0.2.12/proposals/sockets/wit/tcp.wit

using System.Net.Sockets;
using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Poll;
using Sluice.Wasi.V02.Wasi.Io.Streams;
using Sluice.Wasi.V02.Wasi.Sockets.Network;
using Sluice.Wasi.V02.Wasi.Sockets.Tcp;
using W = Sluice.Wasi.V02.Wasi.Sockets.Network;

namespace Sluice.Wasi.Sockets;

/// <summary><c>wasi:sockets/tcp.tcp-socket@0.2</c>: what 0.3 does in one call is started by one function and finished by another.</summary>
internal sealed class TcpSocketV02(TcpSocket socket) : ITcpSocket
{
    private readonly CancellationTokenSource dropped = new();
    private Result<Unit, ErrorCode>? binding;
    private Result<Unit, ErrorCode>? listening;
    private Task<Result<Unit, ErrorCode>>? connecting;
    private Task<TcpSocket?>? accepting;

    public Result<Unit, W.ErrorCode> StartBind(INetwork network, IpSocketAddress localAddress)
    {
        if (IsBusy) return W.ErrorCode.ConcurrencyConflict;
        var bound = socket.Bind(localAddress.ToDomain());
        if (bound.IsOk) binding = bound;
        return bound.ToV02();
    }

    public Result<Unit, W.ErrorCode> FinishBind() => Finish(ref binding);

    public Result<Unit, W.ErrorCode> StartConnect(INetwork network, IpSocketAddress remoteAddress)
    {
        if (IsBusy) return W.ErrorCode.ConcurrencyConflict;
        connecting = socket.ConnectAsync(remoteAddress.ToDomain(), dropped.Token).AsTask();
        return Unit.Value;
    }

    public Result<(IInputStream, IOutputStream), W.ErrorCode> FinishConnect()
    {
        if (this.connecting is not { } connecting) return W.ErrorCode.NotInProgress;
        if (!connecting.IsCompleted) return W.ErrorCode.WouldBlock;
        this.connecting = null;
        // It has completed: nothing waits here, nor below.
        return connecting.Result.ToV02(_ => Streams(socket));
    }

    public Result<Unit, W.ErrorCode> StartListen()
    {
        if (IsBusy) return W.ErrorCode.ConcurrencyConflict;
        // Only 0.3 binds implicitly here.
        if (socket.State != TcpState.Bound) return W.ErrorCode.InvalidState;
        var listening = socket.Listen();
        if (listening.IsOk) this.listening = listening;
        return listening.ToV02();
    }

    public Result<Unit, W.ErrorCode> FinishListen() => Finish(ref listening);

    public Result<(ITcpSocket, IInputStream, IOutputStream), W.ErrorCode> Accept()
    {
        if (socket.State != TcpState.Listening || listening is not null) return W.ErrorCode.InvalidState;
        StartAccepting();
        if (!accepting!.IsCompleted) return W.ErrorCode.WouldBlock;
        // It has completed: nothing waits here.
        var accepted = accepting.Result;
        if (accepted is null) return W.ErrorCode.InvalidState;
        accepting = null;
        var (input, output) = Streams(accepted);
        return (new TcpSocketV02(accepted), input, output);
    }

    public Result<IpSocketAddress, W.ErrorCode> LocalAddress() =>
        binding is not null ? W.ErrorCode.InvalidState : socket.LocalAddress.ToV02(static address => address.ToV02());

    public Result<IpSocketAddress, W.ErrorCode> RemoteAddress() =>
        connecting is not null ? W.ErrorCode.InvalidState : socket.RemoteAddress.ToV02(static address => address.ToV02());

    public bool IsListening() => socket.State == TcpState.Listening && listening is null;

    public IpAddressFamily AddressFamily() => socket.AddressFamily.ToV02();

    public Result<Unit, W.ErrorCode> SetListenBacklogSize(ulong value) => socket.SetListenBacklogSize(value).ToV02();

    public Result<bool, W.ErrorCode> KeepAliveEnabled() => socket.KeepAliveEnabled.ToV02();

    public Result<Unit, W.ErrorCode> SetKeepAliveEnabled(bool value) => socket.SetKeepAliveEnabled(value).ToV02();

    public Result<ulong, W.ErrorCode> KeepAliveIdleTime() => socket.KeepAliveIdleTime.ToV02();

    public Result<Unit, W.ErrorCode> SetKeepAliveIdleTime(ulong value) => socket.SetKeepAliveIdleTime(value).ToV02();

    public Result<ulong, W.ErrorCode> KeepAliveInterval() => socket.KeepAliveInterval.ToV02();

    public Result<Unit, W.ErrorCode> SetKeepAliveInterval(ulong value) => socket.SetKeepAliveInterval(value).ToV02();

    public Result<uint, W.ErrorCode> KeepAliveCount() => socket.KeepAliveCount.ToV02();

    public Result<Unit, W.ErrorCode> SetKeepAliveCount(uint value) => socket.SetKeepAliveCount(value).ToV02();

    public Result<byte, W.ErrorCode> HopLimit() => socket.HopLimit.ToV02();

    public Result<Unit, W.ErrorCode> SetHopLimit(byte value) => socket.SetHopLimit(value).ToV02();

    public Result<ulong, W.ErrorCode> ReceiveBufferSize() => socket.ReceiveBufferSize.ToV02();

    public Result<Unit, W.ErrorCode> SetReceiveBufferSize(ulong value) => socket.SetReceiveBufferSize(value).ToV02();

    public Result<ulong, W.ErrorCode> SendBufferSize() => socket.SendBufferSize.ToV02();

    public Result<Unit, W.ErrorCode> SetSendBufferSize(ulong value) => socket.SetSendBufferSize(value).ToV02();

    /// <summary>Ready when the operation that was started can be finished, or there is a connection to accept.</summary>
    public IPollable Subscribe() => new Pollable(
        () =>
        {
            StartAccepting();
            return Pending is null or { IsCompleted: true };
        },
        async cancellation =>
        {
            if (Pending is { } pending) await Task.WhenAny(pending).WaitAsync(cancellation).ConfigureAwait(false);
        });

    public Result<Unit, W.ErrorCode> Shutdown(ShutdownType shutdownType)
    {
        if (socket.State != TcpState.Connected || connecting is not null) return W.ErrorCode.InvalidState;
        socket.Shutdown(shutdownType switch
        {
            ShutdownType.Receive => SocketShutdown.Receive,
            ShutdownType.Send => SocketShutdown.Send,
            _ => SocketShutdown.Both,
        });
        return Unit.Value;
    }

    public void Dispose()
    {
        dropped.Cancel();
        accepting?.ContinueWith(static accepted => accepted.Result?.Dispose(),
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        socket.Dispose();
    }

    private bool IsBusy => binding is not null || listening is not null || connecting is not null;

    private Task? Pending => (Task?)connecting ?? accepting;

    /// <summary>Accepts one connection ahead of the guest; the others wait with the system.</summary>
    private void StartAccepting()
    {
        if (accepting is null && IsListening()) accepting = socket.AcceptAsync(dropped.Token).AsTask();
    }

    private static Result<Unit, W.ErrorCode> Finish(ref Result<Unit, ErrorCode>? started)
    {
        if (started is not { } result) return W.ErrorCode.NotInProgress;
        started = null;
        return result.ToV02();
    }

    /// <summary>Each holds the connection until it is dropped, also beyond the socket's own handle.</summary>
    private static (IInputStream, IOutputStream) Streams(TcpSocket connection)
    {
        connection.Retain();
        connection.Retain();
        return (
            new InputStream(
                async (buffer, cancellation) =>
                    (await connection.ReceiveAsync(buffer, cancellation).ConfigureAwait(false)).TryGetValue(out var count, out var error) ? count : Result<int, object>.Err(error),
                connection.Dispose),
            new OutputStream(
                async (bytes, cancellation) =>
                {
                    while (!bytes.IsEmpty)
                    {
                        if (!(await connection.SendAsync(bytes, cancellation).ConfigureAwait(false)).TryGetValue(out var count, out var error)) return Result<Unit, object>.Err(error);
                        bytes = bytes[count..];
                    }
                    return Unit.Value;
                },
                connection.Dispose));
    }
}
