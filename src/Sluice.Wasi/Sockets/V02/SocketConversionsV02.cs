using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using W = Sluice.Wasi.V02.Wasi.Sockets.Network;

namespace Sluice.Wasi.Sockets;

/// <summary>The domain's values as those of <c>wasi:sockets/network@0.2</c>, and back.</summary>
internal static class SocketConversionsV02
{
    public static W.ErrorCode ToV02(this ErrorCode code) => code switch
    {
        ErrorCode.AccessDenied => W.ErrorCode.AccessDenied,
        ErrorCode.NotSupported => W.ErrorCode.NotSupported,
        ErrorCode.InvalidArgument => W.ErrorCode.InvalidArgument,
        ErrorCode.OutOfMemory => W.ErrorCode.OutOfMemory,
        ErrorCode.Timeout => W.ErrorCode.Timeout,
        ErrorCode.InvalidState => W.ErrorCode.InvalidState,
        ErrorCode.AddressNotBindable => W.ErrorCode.AddressNotBindable,
        ErrorCode.AddressInUse => W.ErrorCode.AddressInUse,
        ErrorCode.RemoteUnreachable => W.ErrorCode.RemoteUnreachable,
        ErrorCode.ConnectionRefused => W.ErrorCode.ConnectionRefused,
        // 0.2 does not tell a broken connection from one that was reset.
        ErrorCode.ConnectionBroken or ErrorCode.ConnectionReset => W.ErrorCode.ConnectionReset,
        ErrorCode.ConnectionAborted => W.ErrorCode.ConnectionAborted,
        ErrorCode.DatagramTooLarge => W.ErrorCode.DatagramTooLarge,
        _ => W.ErrorCode.Unknown,
    };

    public static W.ErrorCode ToV02(this NameLookupError error) => error switch
    {
        NameLookupError.AccessDenied => W.ErrorCode.AccessDenied,
        NameLookupError.InvalidArgument => W.ErrorCode.InvalidArgument,
        NameLookupError.NameUnresolvable => W.ErrorCode.NameUnresolvable,
        NameLookupError.TemporaryResolverFailure => W.ErrorCode.TemporaryResolverFailure,
        NameLookupError.PermanentResolverFailure => W.ErrorCode.PermanentResolverFailure,
        _ => W.ErrorCode.Unknown,
    };

    public static Result<T, W.ErrorCode> ToV02<T>(this Result<T, ErrorCode> result) => result.ToV02(static value => value);

    public static Result<TTo, W.ErrorCode> ToV02<TFrom, TTo>(this Result<TFrom, ErrorCode> result, Func<TFrom, TTo> convert) =>
        result.IsOk ? Result<TTo, W.ErrorCode>.Ok(convert(result.Value)) : result.Error.ToV02();

    public static AddressFamily ToDomain(this W.IpAddressFamily family) =>
        family == W.IpAddressFamily.Ipv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    public static W.IpAddressFamily ToV02(this AddressFamily family) =>
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

    public static W.IpSocketAddress ToV02(this IPEndPoint address) => address.Address.ToV02() switch
    {
        W.IpAddress.Ipv4 ipv4 => new W.IpSocketAddress.Ipv4(new W.Ipv4SocketAddress((ushort)address.Port, ipv4.Value)),
        var ipv6 => new W.IpSocketAddress.Ipv6(new W.Ipv6SocketAddress((ushort)address.Port, 0, ((W.IpAddress.Ipv6)ipv6).Value, (uint)address.Address.ScopeId)),
    };

    public static W.IpAddress ToV02(this IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (length == 4) return new W.IpAddress.Ipv4((bytes[0], bytes[1], bytes[2], bytes[3]));
        Span<ushort> groups = stackalloc ushort[8];
        for (var i = 0; i < groups.Length; i++) groups[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(i * 2)..]);
        return new W.IpAddress.Ipv6((groups[0], groups[1], groups[2], groups[3], groups[4], groups[5], groups[6], groups[7]));
    }
}
