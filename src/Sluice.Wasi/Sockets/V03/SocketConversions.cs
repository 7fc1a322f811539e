using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using L = Sluice.Wasi.V03.Wasi.Sockets.IpNameLookup;
using W = Sluice.Wasi.V03.Wasi.Sockets.Types;

namespace Sluice.Wasi.Sockets;

/// <summary>The domain's values as those of <c>wasi:sockets@0.3.0</c>, and back.</summary>
internal static class SocketConversions
{
    // In the order of ErrorCode.
    private static readonly W.ErrorCode[] s_errorCodes =
    [
        new W.ErrorCode.AccessDenied(), new W.ErrorCode.NotSupported(), new W.ErrorCode.InvalidArgument(), new W.ErrorCode.OutOfMemory(),
        new W.ErrorCode.Timeout(), new W.ErrorCode.InvalidState(), new W.ErrorCode.AddressNotBindable(), new W.ErrorCode.AddressInUse(),
        new W.ErrorCode.RemoteUnreachable(), new W.ErrorCode.ConnectionRefused(), new W.ErrorCode.ConnectionBroken(),
        new W.ErrorCode.ConnectionReset(), new W.ErrorCode.ConnectionAborted(), new W.ErrorCode.DatagramTooLarge(), new W.ErrorCode.Other(null),
    ];

    // In the order of NameLookupError.
    private static readonly L.ErrorCode[] s_lookupErrors =
    [
        new L.ErrorCode.AccessDenied(), new L.ErrorCode.InvalidArgument(), new L.ErrorCode.NameUnresolvable(),
        new L.ErrorCode.TemporaryResolverFailure(), new L.ErrorCode.PermanentResolverFailure(), new L.ErrorCode.Other(null),
    ];

    public static W.ErrorCode ToWit(this ErrorCode code) => s_errorCodes[(int)code];

    public static L.ErrorCode ToWit(this NameLookupError error) => s_lookupErrors[(int)error];

    public static Result<Unit, W.ErrorCode> ToWit(this Result<Unit, ErrorCode> result) => result.IsOk ? Unit.Value : result.Error.ToWit();

    public static Result<T, W.ErrorCode> ToWit<T>(this Result<T, ErrorCode> result) => result.ToWit(static value => value);

    public static Result<TTo, W.ErrorCode> ToWit<TFrom, TTo>(this Result<TFrom, ErrorCode> result, Func<TFrom, TTo> convert) =>
        result.IsOk ? Result<TTo, W.ErrorCode>.Ok(convert(result.Value)) : result.Error.ToWit();

    public static AddressFamily ToDomain(this W.IpAddressFamily family) =>
        family == W.IpAddressFamily.Ipv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    public static W.IpAddressFamily ToWit(this AddressFamily family) =>
        family == AddressFamily.InterNetwork ? W.IpAddressFamily.Ipv4 : W.IpAddressFamily.Ipv6;

    /// <summary>The flow info of an IPv6 address has no place in .NET's and is left out.</summary>
    public static IPEndPoint ToDomain(this W.IpSocketAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        switch (address)
        {
            case W.IpSocketAddress.Ipv4 { Value: var ipv4 }:
                (bytes[0], bytes[1], bytes[2], bytes[3]) = ipv4.Address;
                return new IPEndPoint(new IPAddress(bytes[..4]), ipv4.Port);
            case W.IpSocketAddress.Ipv6 { Value: var ipv6 }:
                Span<ushort> groups = stackalloc ushort[8];
                (groups[0], groups[1], groups[2], groups[3], groups[4], groups[5], groups[6], groups[7]) = ipv6.Address;
                for (var i = 0; i < groups.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(bytes[(i * 2)..], groups[i]);
                return new IPEndPoint(new IPAddress(bytes, ipv6.ScopeId), ipv6.Port);
            default:
                throw new InvalidOperationException($"{address.GetType()} is no address.");
        }
    }

    public static W.IpSocketAddress ToWit(this IPEndPoint address) => address.Address.ToWit() switch
    {
        W.IpAddress.Ipv4 ipv4 => new W.IpSocketAddress.Ipv4(new W.Ipv4SocketAddress((ushort)address.Port, ipv4.Value)),
        var ipv6 => new W.IpSocketAddress.Ipv6(new W.Ipv6SocketAddress(
            (ushort)address.Port, 0, ((W.IpAddress.Ipv6)ipv6).Value, (uint)address.Address.ScopeId)),
    };

    public static W.IpAddress ToWit(this IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (length == 4) return new W.IpAddress.Ipv4((bytes[0], bytes[1], bytes[2], bytes[3]));
        Span<ushort> groups = stackalloc ushort[8];
        for (var i = 0; i < groups.Length; i++) groups[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(i * 2)..]);
        return new W.IpAddress.Ipv6((groups[0], groups[1], groups[2], groups[3], groups[4], groups[5], groups[6], groups[7]));
    }
}
