using System.Net.Sockets;

namespace Sluice.Wasi.Sockets;

/// <summary>The options that sockets of both kinds have. Errors are <see cref="SocketException"/>s.</summary>
internal static class SocketOptions
{
    // The kernel reserves twice of what it was asked for, and says so.
    private static readonly int s_bufferFactor = OperatingSystem.IsLinux() ? 2 : 1;

    public static ulong GetReceiveBufferSize(Socket socket) => (ulong)(socket.ReceiveBufferSize / s_bufferFactor);

    public static ulong GetSendBufferSize(Socket socket) => (ulong)(socket.SendBufferSize / s_bufferFactor);

    /// <summary>The largest size that all systems accept; each then lowers it to its own limit.</summary>
    public static int ClampBufferSize(ulong size) => (int)Math.Min(size, int.MaxValue / 2);
}
