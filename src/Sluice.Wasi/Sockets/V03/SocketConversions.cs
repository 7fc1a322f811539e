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

    public static W.ErrorCode ToWit(this ErrorCode code) =>
        SocketErrors.TextOf(code) is { } text ? new W.ErrorCode.Other(text) : s_errorCodes[(int)code];

    public static L.ErrorCode ToWit(this NameLookupError error) =>
        SocketErrors.TextOf((ErrorCode)error) is { } text ? new L.ErrorCode.Other(text) : s_lookupErrors[(int)error];

    public static Result<Unit, W.ErrorCode> ToWit(this Result<Unit, ErrorCode> result) => result.IsOk ? Unit.Value : result.Error.ToWit();

    public static Result<T, W.ErrorCode> ToWit<T>(this Result<T, ErrorCode> result) => result.ToWit(static value => value);

    public static Result<TTo, W.ErrorCode> ToWit<TFrom, TTo>(this Result<TFrom, ErrorCode> result, Func<TFrom, TTo> convert) =>
        result.IsOk ? Result<TTo, W.ErrorCode>.Ok(convert(result.Value)) : result.Error.ToWit();

    public static AddressFamily ToDomain(this W.IpAddressFamily family) =>
        family == W.IpAddressFamily.Ipv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    public static W.IpAddressFamily ToWit(this AddressFamily family) =>
        family == AddressFamily.InterNetwork ? W.IpAddressFamily.Ipv4 : W.IpAddressFamily.Ipv6;

    /// <summary>The flow info of an IPv6 address has no place in .NET's and is left out.</summary>
    public static IPEndPoint ToDomain(this W.IpSocketAddress address) => address switch
    {
        W.IpSocketAddress.Ipv4 { Value: var ipv4 } => new IPEndPoint(ipv4.Address.ToAddress(), ipv4.Port),
        W.IpSocketAddress.Ipv6 { Value: var ipv6 } => new IPEndPoint(ipv6.Address.ToAddress(ipv6.ScopeId), ipv6.Port),
        _ => throw new InvalidOperationException($"{address.GetType()} is no address."),
    };

    public static W.IpSocketAddress ToWit(this IPEndPoint address) => address.AddressFamily == AddressFamily.InterNetwork
        ? new W.IpSocketAddress.Ipv4(new W.Ipv4SocketAddress((ushort)address.Port, address.Address.ToIpv4Tuple()))
        : new W.IpSocketAddress.Ipv6(new W.Ipv6SocketAddress((ushort)address.Port, 0, address.Address.ToIpv6Tuple(), (uint)address.Address.ScopeId));

    public static W.IpAddress ToWit(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? new W.IpAddress.Ipv4(address.ToIpv4Tuple())
        : new W.IpAddress.Ipv6(address.ToIpv6Tuple());
}
