using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sluice.Wasi.Platform;

[UnsupportedOSPlatform("windows")]
internal sealed partial class UnixSockets : HostSockets
{
    protected override int GetSocketName(SafeSocketHandle socket, Span<byte> address, ref int length) => Native.getsockname(socket, address, ref length);

    protected override int Connect(SafeSocketHandle socket, ReadOnlySpan<byte> address) => Native.connect(socket, address, address.Length);

    private static partial class Native
    {
        [LibraryImport("libc")]
        public static partial int getsockname(SafeSocketHandle socket, Span<byte> address, ref int length);

        [LibraryImport("libc")]
        public static partial int connect(SafeSocketHandle socket, ReadOnlySpan<byte> address, int length);
    }
}
