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
    public static IPEndPoint ToDomain(this W.IpSocketAddress address) => address switch
    {
        W.IpSocketAddress.Ipv4 { Value: var ipv4 } => new IPEndPoint(ipv4.Address.ToAddress(), ipv4.Port),
        W.IpSocketAddress.Ipv6 { Value: var ipv6 } => new IPEndPoint(ipv6.Address.ToAddress(ipv6.ScopeId), ipv6.Port),
        _ => throw new InvalidOperationException($"{address.GetType()} is no address."),
    };

    public static W.IpSocketAddress ToV02(this IPEndPoint address) => address.AddressFamily == AddressFamily.InterNetwork
        ? new W.IpSocketAddress.Ipv4(new W.Ipv4SocketAddress((ushort)address.Port, address.Address.ToIpv4Tuple()))
        : new W.IpSocketAddress.Ipv6(new W.Ipv6SocketAddress((ushort)address.Port, 0, address.Address.ToIpv6Tuple(), (uint)address.Address.ScopeId));

    public static W.IpAddress ToV02(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? new W.IpAddress.Ipv4(address.ToIpv4Tuple())
        : new W.IpAddress.Ipv6(address.ToIpv6Tuple());
}
