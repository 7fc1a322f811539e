using System.Net;
using System.Net.Sockets;

namespace Sluice.Wasi.Sockets;

/// <summary>Which addresses the interfaces take for what.</summary>
internal static class SocketAddresses
{
    /// <summary>The family's own address; the IPv6 forms of IPv4 addresses belong to neither.</summary>
    public static bool IsOf(this IPEndPoint address, AddressFamily family) => address.AddressFamily == family && !address.Address.IsIPv4MappedToIPv6;

    public static bool IsUnicast(this IPEndPoint address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6) return !address.Address.IsIPv6Multicast;
        Span<byte> bytes = stackalloc byte[4];
        address.Address.TryWriteBytes(bytes, out _);
        return bytes[0] is < 224 or > 239 && !address.Address.Equals(IPAddress.Broadcast);
    }

    /// <summary>Whether something can be sent there.</summary>
    public static bool IsRemote(this IPEndPoint address) => address.Port != 0 && !address.Address.Equals(Any(address.AddressFamily).Address);

    /// <summary>Any address and any free port: what sockets are bound to implicitly.</summary>
    public static IPEndPoint Any(AddressFamily family) => new(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
}
