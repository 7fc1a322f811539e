using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sluice.Wasi.Platform;

[SupportedOSPlatform("windows")]
internal sealed partial class WindowsSockets : HostSockets
{
    protected override int GetSocketName(SafeSocketHandle socket, Span<byte> address, ref int length) => Native.getsockname(socket, address, ref length);

    protected override int Connect(SafeSocketHandle socket, ReadOnlySpan<byte> address) => Native.connect(socket, address, address.Length);

    private static partial class Native
    {
        [LibraryImport("ws2_32")]
        public static partial int getsockname(SafeSocketHandle socket, Span<byte> address, ref int length);

        [LibraryImport("ws2_32")]
        public static partial int connect(SafeSocketHandle socket, ReadOnlySpan<byte> address, int length);
    }
}
