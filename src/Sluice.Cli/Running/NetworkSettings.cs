using Sluice.Wasi.Sockets;

namespace Sluice.Cli.Running;

/// <summary>What the command line lets its guest do with sockets.</summary>
internal sealed class NetworkSettings
{
    private NetworkRule[] rules = [];
    private int hinted;

    public bool Inherit { get; set; }

    public bool AllowTcp { get; set; } = true;

    public bool AllowUdp { get; set; } = true;

    public bool AllowNameLookup { get; set; }

    public int? MaxSockets { get; set; }

    public int? MaxSocketBufferBytes { get; set; }

    /// <exception cref="FormatException">The text is no address.</exception>
    public void Allow(string text, NetworkUses uses) => rules = [.. rules, NetworkRule.Parse(text, uses)];

    /// <param name="hints">Is told what to ask for when a guest is denied something, once for each kind.</param>
    public NetworkPolicy ToPolicy(Func<TextWriter> hints) => new()
    {
        Rules = Inherit ? NetworkPolicy.All.Rules : rules,
        AllowTcp = AllowTcp,
        AllowUdp = AllowUdp,
        AllowNameLookup = AllowNameLookup,
        MaxSockets = MaxSockets ?? NetworkPolicy.None.MaxSockets,
        MaxSocketBufferBytes = MaxSocketBufferBytes,
        OnDenied = denial =>
        {
            int kind = 1 << (int)denial.Kind;
            if ((Interlocked.Or(ref hinted, kind) & kind) == 0) hints().WriteLine($"sluice: hint: {Explain(denial)}");
        },
    };

    private static string Explain(NetworkDenial denial) => denial.Kind switch
    {
        NetworkDenialKind.TcpCreate => "the guest may not have TCP sockets because of -S tcp=n",
        NetworkDenialKind.UdpCreate => "the guest may not have UDP sockets because of -S udp=n",
        NetworkDenialKind.NameLookup => $"the guest may not look up '{denial.Name}'; allow it with -S allow-ip-name-lookup",
        NetworkDenialKind.TcpBind or NetworkDenialKind.UdpBind =>
            $"the guest may not bind a socket to {denial.Address}; allow it with -S allow-bind={denial.Address}, or everything with -S inherit-network",
        NetworkDenialKind.TcpConnect or NetworkDenialKind.UdpConnect =>
            $"the guest may not connect to {denial.Address}; allow it with -S allow-connect={denial.Address}, or everything with -S inherit-network",
        _ => $"the guest may not send to {denial.Address}; allow it with -S allow-send={denial.Address}, or everything with -S inherit-network",
    };
}
