using System.Net;

namespace Sluice.Wasi.Sockets;

/// <summary>
/// What a guest may do with the network. The default is nothing: sockets can be made, but neither bound nor connected, and nothing can be
/// sent. What the policy denies fails with <c>access-denied</c>.
/// </summary>
public sealed record NetworkPolicy
{
    /// <summary>Allows nothing.</summary>
    public static NetworkPolicy None { get; } = new();

    /// <summary>Allows everything, looking up names included.</summary>
    public static NetworkPolicy All => field ??= new NetworkPolicy { Rules = [new NetworkRule()], AllowNameLookup = true };

    /// <summary>An address may be used as one of these allows.</summary>
    public IReadOnlyList<NetworkRule> Rules { get; init; } = [];

    /// <summary>Whether TCP sockets can be made.</summary>
    public bool AllowTcp { get; init; } = true;

    /// <summary>Whether UDP sockets can be made.</summary>
    public bool AllowUdp { get; init; } = true;

    /// <summary>Whether the guest may have names resolved to addresses.</summary>
    public bool AllowNameLookup { get; init; }

    /// <summary>How many sockets a store may have open at once; connections beyond that wait to be accepted.</summary>
    public int MaxSockets { get; init; } = 1024;

    /// <summary>
    /// How many bytes the system may buffer for a socket in each direction; null leaves that to the system, which then adapts it to the traffic.
    /// A guest that asks for more gets this. Nothing else is buffered: streams go straight between the socket and the guest's memory, except
    /// that those of WASI 0.2 hold up to 64 KiB each.
    /// </summary>
    public int? MaxSocketBufferBytes { get; init; }

    /// <summary>Told of each denial, on the thread that runs the guest: it must not wait.</summary>
    public Action<NetworkDenial>? OnDenied { get; init; }

    /// <summary>Whether an address may be used in one way.</summary>
    public bool Allows(NetworkUses use, IPEndPoint address)
    {
        foreach (var rule in Rules)
            if (rule.Allows(use, address)) return true;
        return false;
    }
}

/// <summary>Something that a guest tried and a <see cref="NetworkPolicy"/> denied.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Address">The address that it wanted to use.</param>
/// <param name="Name">The name that it wanted to look up.</param>
public sealed record NetworkDenial(NetworkDenialKind Kind, IPEndPoint? Address = null, string? Name = null);

/// <summary>Kinds of <see cref="NetworkDenial"/>.</summary>
public enum NetworkDenialKind
{
    /// <summary>Making a TCP socket.</summary>
    TcpCreate,

    /// <summary>Making a UDP socket.</summary>
    UdpCreate,

    /// <summary>Binding a TCP socket.</summary>
    TcpBind,

    /// <summary>Connecting a TCP socket.</summary>
    TcpConnect,

    /// <summary>Binding a UDP socket.</summary>
    UdpBind,

    /// <summary>Connecting a UDP socket.</summary>
    UdpConnect,

    /// <summary>Sending a datagram.</summary>
    UdpSend,

    /// <summary>Looking up a name.</summary>
    NameLookup,
}
