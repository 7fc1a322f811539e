using System.Net.Sockets;

namespace Sluice.Wasi.Sockets;

internal sealed partial class TcpSocket
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    // The limits of Linux, the lowest ones.
    private const ulong MaxKeepAliveSeconds = 32767;
    private const uint MaxKeepAliveCount = 127;

    public Result<bool, ErrorCode> KeepAliveEnabled =>
        Get(static socket => (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)! != 0);

    /// <summary>In nanoseconds.</summary>
    public Result<ulong, ErrorCode> KeepAliveIdleTime => GetNanoseconds(SocketOptionName.TcpKeepAliveTime);

    /// <summary>In nanoseconds.</summary>
    public Result<ulong, ErrorCode> KeepAliveInterval => GetNanoseconds(SocketOptionName.TcpKeepAliveInterval);

    public Result<uint, ErrorCode> KeepAliveCount => Get(static socket => (uint)GetTcpOption(socket, SocketOptionName.TcpKeepAliveRetryCount));

    public Result<byte, ErrorCode> HopLimit => Get(static socket => (byte)socket.Ttl);

    public Result<ulong, ErrorCode> ReceiveBufferSize => Get(SocketOptions.GetReceiveBufferSize);

    public Result<ulong, ErrorCode> SendBufferSize => Get(SocketOptions.GetSendBufferSize);

    public Result<Unit, ErrorCode> SetListenBacklogSize(ulong value)
    {
        if (value == 0) return ErrorCode.InvalidArgument;
        if (state is TcpState.Connecting or TcpState.Connected or TcpState.Closed) return ErrorCode.InvalidState;
        backlog = (int)Math.Min(value, int.MaxValue);
        // Where a socket that listens cannot be changed any more, the system says so.
        return state == TcpState.Listening ? Try(socket => socket.Listen(backlog)) : Unit.Value;
    }

    public Result<Unit, ErrorCode> SetKeepAliveEnabled(bool value) =>
        Set(isValid: true, socket => socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, value));

    public Result<Unit, ErrorCode> SetKeepAliveIdleTime(ulong nanoseconds) => SetNanoseconds(SocketOptionName.TcpKeepAliveTime, nanoseconds);

    public Result<Unit, ErrorCode> SetKeepAliveInterval(ulong nanoseconds) => SetNanoseconds(SocketOptionName.TcpKeepAliveInterval, nanoseconds);

    public Result<Unit, ErrorCode> SetKeepAliveCount(uint value) => Set(value != 0, socket =>
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, (int)Math.Min(value, MaxKeepAliveCount)));

    public Result<Unit, ErrorCode> SetHopLimit(byte value) => Set(value != 0, socket => socket.Ttl = value);

    public Result<Unit, ErrorCode> SetReceiveBufferSize(ulong value) =>
        Set(value != 0, socket => SocketOptions.SetReceiveBufferSize(socket, value, table.MaxSocketBufferBytes));

    public Result<Unit, ErrorCode> SetSendBufferSize(ulong value) =>
        Set(value != 0, socket => SocketOptions.SetSendBufferSize(socket, value, table.MaxSocketBufferBytes));

    /// <summary>Linux passes all options on by itself, other systems some of them.</summary>
    private void InheritOptions(TcpSocket listener)
    {
        if (OperatingSystem.IsLinux()) return;
        if (listener.KeepAliveEnabled.TryGetValue(out var enabled, out _)) SetKeepAliveEnabled(enabled);
        if (listener.KeepAliveIdleTime.TryGetValue(out var idleTime, out _)) SetKeepAliveIdleTime(idleTime);
        if (listener.KeepAliveInterval.TryGetValue(out var interval, out _)) SetKeepAliveInterval(interval);
        if (listener.KeepAliveCount.TryGetValue(out var count, out _)) SetKeepAliveCount(count);
        if (listener.HopLimit.TryGetValue(out var hops, out _)) SetHopLimit(hops);
        if (listener.ReceiveBufferSize.TryGetValue(out var receive, out _)) SetReceiveBufferSize(receive);
        if (listener.SendBufferSize.TryGetValue(out var send, out _)) SetSendBufferSize(send);
    }

    private Result<ulong, ErrorCode> GetNanoseconds(SocketOptionName option) =>
        Get(socket => (ulong)GetTcpOption(socket, option) * NanosecondsPerSecond);

    /// <summary>Systems count whole seconds, from 1 on.</summary>
    private Result<Unit, ErrorCode> SetNanoseconds(SocketOptionName option, ulong nanoseconds)
    {
        var seconds = (int)Math.Clamp(nanoseconds / NanosecondsPerSecond, 1, MaxKeepAliveSeconds);
        return Set(nanoseconds != 0, socket => socket.SetSocketOption(SocketOptionLevel.Tcp, option, seconds));
    }

    private static int GetTcpOption(Socket socket, SocketOptionName option) => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, option)!;

    private Result<T, ErrorCode> Get<T>(Func<Socket, T> get) => state == TcpState.Closed ? ErrorCode.InvalidState : Try(get);

    private Result<Unit, ErrorCode> Set(bool isValid, Action<Socket> set)
    {
        if (!isValid) return ErrorCode.InvalidArgument;
        return state == TcpState.Closed ? ErrorCode.InvalidState : Try(set);
    }
}
