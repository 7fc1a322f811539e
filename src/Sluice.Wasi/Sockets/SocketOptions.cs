using System.Net.Sockets;

namespace Sluice.Wasi.Sockets;

/// <summary>The options that sockets of both kinds have. Errors are <see cref="SocketException"/>s.</summary>
internal static class SocketOptions
{
    // The kernel reserves twice of what it was asked for, and says so.
    private static readonly int s_bufferFactor = OperatingSystem.IsLinux() ? 2 : 1;

    public static ulong GetReceiveBufferSize(Socket socket) => (ulong)(socket.ReceiveBufferSize / s_bufferFactor);

    public static ulong GetSendBufferSize(Socket socket) => (ulong)(socket.SendBufferSize / s_bufferFactor);

    public static void SetReceiveBufferSize(Socket socket, ulong size, int? limit) => socket.ReceiveBufferSize = Clamp(size, limit);

    public static void SetSendBufferSize(Socket socket, ulong size, int? limit) => socket.SendBufferSize = Clamp(size, limit);

    /// <summary>The largest size that all systems accept; each then lowers it to its own limit.</summary>
    private static int Clamp(ulong size, int? limit) => (int)Math.Min(size, (ulong)Math.Clamp(limit ?? int.MaxValue, 1, int.MaxValue / 2));
}
