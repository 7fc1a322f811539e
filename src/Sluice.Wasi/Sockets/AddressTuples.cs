using System.Buffers.Binary;
using System.Net;

namespace Sluice.Wasi.Sockets;

/// <summary>Addresses as the tuples that they are in the WIT of all versions, and back. Only the types around the tuples differ.</summary>
internal static class AddressTuples
{
    public static IPAddress ToAddress(this (byte, byte, byte, byte) ipv4) => new([ipv4.Item1, ipv4.Item2, ipv4.Item3, ipv4.Item4]);

    public static IPAddress ToAddress(this (ushort, ushort, ushort, ushort, ushort, ushort, ushort, ushort) ipv6, uint scope)
    {
        ReadOnlySpan<ushort> groups = [ipv6.Item1, ipv6.Item2, ipv6.Item3, ipv6.Item4, ipv6.Item5, ipv6.Item6, ipv6.Item7, ipv6.Item8];
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < groups.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(bytes[(i * 2)..], groups[i]);
        return new IPAddress(bytes, scope);
    }

    public static (byte, byte, byte, byte) ToIpv4Tuple(this IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return (bytes[0], bytes[1], bytes[2], bytes[3]);
    }

    public static (ushort, ushort, ushort, ushort, ushort, ushort, ushort, ushort) ToIpv6Tuple(this IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        Span<ushort> groups = stackalloc ushort[8];
        for (var i = 0; i < groups.Length; i++) groups[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(i * 2)..]);
        return (groups[0], groups[1], groups[2], groups[3], groups[4], groups[5], groups[6], groups[7]);
    }
}
