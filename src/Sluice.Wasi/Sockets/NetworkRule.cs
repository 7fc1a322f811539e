using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Sluice.Wasi.Sockets;

/// <summary>Allows some uses of some addresses and ports.</summary>
/// <param name="Network">The addresses; null for all of both families.</param>
/// <param name="FirstPort">The lowest port. A socket bound to port 0 gets any free one, so that 0 must be within the range for that.</param>
/// <param name="LastPort">The highest port.</param>
/// <param name="Uses">What is allowed.</param>
public sealed record NetworkRule(IPNetwork? Network = null, ushort FirstPort = 0, ushort LastPort = ushort.MaxValue, NetworkUses Uses = NetworkUses.All)
{
    // In its parts, so that a list of rules does not need what the framework has for networks.
    private readonly IPAddress? address = Network?.BaseAddress;
    private readonly int bits = Network?.PrefixLength ?? 0;

    /// <summary>The addresses; null for all of both families.</summary>
    public IPNetwork? Network
    {
        get => address is null ? null : new IPNetwork(address, bits);
        init => (address, bits) = (value?.BaseAddress, value?.PrefixLength ?? 0);
    }

    /// <summary>Whether the rule allows one use of an address.</summary>
    /// <param name="use">A single one.</param>
    /// <param name="address">The local address to bind to, or the remote one.</param>
    public bool Allows(NetworkUses use, IPEndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return (Uses & use) == use && address.Port >= FirstPort && address.Port <= LastPort && Network?.Contains(address.Address) != false;
    }

    /// <summary>
    /// Reads <c>ADDRESS[/BITS][:PORT[-PORT]]</c>, for example <c>127.0.0.1:8080</c>, <c>10.0.0.0/8</c>, <c>[fd00::]/8:1-1023</c> or <c>*:443</c>.
    /// IPv6 addresses stand in brackets if a port follows.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="uses">What the rule is to allow.</param>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static NetworkRule Parse(string text, NetworkUses uses = NetworkUses.All) =>
        TryParse(text, uses, out var rule) ? rule : throw new FormatException($"'{text}' is no ADDRESS[/BITS][:PORT[-PORT]].");

    /// <summary>As <see cref="Parse"/>, without an exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, NetworkUses uses, [NotNullWhen(true)] out NetworkRule? rule)
    {
        rule = null;
        if (string.IsNullOrEmpty(text)) return false;
        var (network, ports) = SplitPorts(text);
        if (!TryParsePorts(ports, out var first, out var last)) return false;
        if (network == "*")
        {
            rule = new NetworkRule(null, first, last, uses);
            return true;
        }
        var slash = network.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? network : network[..slash];
        var isBracketed = address is ['[', .., ']'];
        if (!IPAddress.TryParse(isBracketed ? address[1..^1] : address, out var parsed)) return false;
        var length = parsed.GetAddressBytes().Length * 8;
        var bits = length;
        if (slash >= 0 && (!int.TryParse(network[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > length)) return false;
        rule = new NetworkRule(new IPNetwork(Mask(parsed, bits), bits), first, last, uses);
        return true;
    }

    /// <summary>Without brackets, more than one colon is an IPv6 address.</summary>
    private static (string Network, string? Ports) SplitPorts(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || colon < text.IndexOf(']', StringComparison.Ordinal)) return (text, null);
        if (text[0] != '[' && text.IndexOf(':', StringComparison.Ordinal) != colon) return (text, null);
        return (text[..colon], text[(colon + 1)..]);
    }

    private static bool TryParsePorts(string? text, out ushort first, out ushort last)
    {
        (first, last) = (0, ushort.MaxValue);
        if (text is null) return true;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return ushort.TryParse(dash < 0 ? text : text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && ushort.TryParse(dash < 0 ? text : text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out last)
            && first <= last;
    }

    /// <summary>The network's first address: <see cref="IPNetwork"/> takes no other, people write others.</summary>
    private static IPAddress Mask(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++) bytes[i] &= (byte)(0xff00 >> Math.Clamp(bits - i * 8, 0, 8));
        return new IPAddress(bytes);
    }
}
