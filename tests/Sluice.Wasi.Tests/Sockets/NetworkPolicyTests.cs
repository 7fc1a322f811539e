using System.Net;
using System.Net.Sockets;
using Sluice.Wasi.Sockets;

namespace Sluice.Wasi.Tests.Sockets;

public sealed class NetworkPolicyTests
{
    private static readonly IPEndPoint Somewhere = new(IPAddress.Loopback, 9);

    private readonly List<NetworkDenial> denials = [];

    private SocketTable Table(NetworkPolicy policy) => new(policy with { OnDenied = denials.Add });

    [Fact]
    public async Task By_default_nothing_is_allowed_and_each_denial_is_told()
    {
        using var table = Table(new WasiOptions().Network);
        using var tcp = table.CreateTcp(AddressFamily.InterNetwork).Value;
        using var udp = table.CreateUdp(AddressFamily.InterNetwork).Value;

        Assert.Equal(ErrorCode.AccessDenied, tcp.Bind(Somewhere).Error);
        Assert.Equal(ErrorCode.AccessDenied, tcp.Listen().Error);
        Assert.Equal(ErrorCode.AccessDenied, (await tcp.ConnectAsync(Somewhere, default)).Error);
        Assert.Equal(ErrorCode.AccessDenied, udp.Bind(Somewhere).Error);
        Assert.Equal(ErrorCode.AccessDenied, udp.Connect(Somewhere).Error);
        Assert.Equal(ErrorCode.AccessDenied, (await udp.SendAsync(new byte[1], Somewhere, default)).Error);
        Assert.Equal(NameLookupError.AccessDenied, (await NameLookup.ResolveAsync(table, "localhost", default)).Error);

        Assert.Equal(TcpState.Unbound, tcp.State);
        Assert.Equal(
            [
                new(NetworkDenialKind.TcpBind, Somewhere), new(NetworkDenialKind.TcpBind, new IPEndPoint(IPAddress.Any, 0)),
                new(NetworkDenialKind.TcpConnect, Somewhere), new(NetworkDenialKind.UdpBind, Somewhere),
                new(NetworkDenialKind.UdpConnect, Somewhere), new(NetworkDenialKind.UdpSend, Somewhere),
                new NetworkDenial(NetworkDenialKind.NameLookup, Name: "localhost"),
            ],
            denials);
    }

    [Fact]
    public void A_whole_protocol_can_be_switched_off()
    {
        using var table = Table(NetworkPolicy.All with { AllowTcp = false, AllowUdp = false });
        Assert.Equal(ErrorCode.AccessDenied, table.CreateTcp(AddressFamily.InterNetwork).Error);
        Assert.Equal(ErrorCode.AccessDenied, table.CreateUdp(AddressFamily.InterNetwork).Error);
        Assert.Equal([new(NetworkDenialKind.TcpCreate), new NetworkDenial(NetworkDenialKind.UdpCreate)], denials);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:0", true)]
    [InlineData("127.0.0.1", "127.0.0.2:0", false)]
    [InlineData("127.0.0.1:80", "127.0.0.1:80", true)]
    [InlineData("127.0.0.1:80", "127.0.0.1:0", false)]
    [InlineData("10.1.2.3/8:1-1023", "10.255.0.1:1023", true)]
    [InlineData("10.1.2.3/8:1-1023", "10.255.0.1:1024", false)]
    [InlineData("10.1.2.3/8:1-1023", "11.0.0.1:80", false)]
    [InlineData("0.0.0.0/0", "8.8.8.8:53", true)]
    [InlineData("0.0.0.0/0", "[::1]:53", false)]
    [InlineData("::1", "[::1]:53", true)]
    [InlineData("[::1]:53", "[::1]:54", false)]
    [InlineData("[fd00::1]/9", "[fd7f::1]:1", true)]
    [InlineData("[fd00::]/9:5", "[fd80::1]:5", false)]
    [InlineData("fe80::/10", "[fe80::1%3]:5", true)]
    [InlineData("*:443", "[::1]:443", true)]
    [InlineData("*:443", "1.1.1.1:80", false)]
    [InlineData("*", "1.1.1.1:80", true)]
    public void A_rule_covers_its_addresses_and_ports(string rule, string address, bool allowed)
    {
        var parsed = NetworkRule.Parse(rule, NetworkUses.Connect);
        Assert.Equal(allowed, parsed.Allows(NetworkUses.TcpConnect, IPEndPoint.Parse(address)));
        Assert.False(parsed.Allows(NetworkUses.TcpBind, IPEndPoint.Parse(address)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:9-8")]
    [InlineData("127.0.0.1/33")]
    [InlineData("[::1]/129:1")]
    [InlineData("[::1:80")]
    [InlineData("*/8")]
    public void A_rule_that_is_none_is_refused(string text)
    {
        Assert.False(NetworkRule.TryParse(text, NetworkUses.All, out _));
        Assert.Throws<FormatException>(() => NetworkRule.Parse(text));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("::ffff:1.2.3.4", "1.2.3.4")]
    public async Task An_address_needs_no_looking_up(string name, string address)
    {
        using var table = Table(NetworkPolicy.None);
        Assert.Equal([IPAddress.Parse(address)], (await NameLookup.ResolveAsync(table, name, default)).Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("-a")]
    [InlineData("with space")]
    [InlineData("http://example.com")]
    [InlineData("example.com:80")]
    public async Task What_can_be_no_name_is_an_invalid_argument(string name)
    {
        using var table = Table(NetworkPolicy.All);
        Assert.Equal(NameLookupError.InvalidArgument, (await NameLookup.ResolveAsync(table, name, default)).Error);
    }

    [Fact]
    public async Task The_own_machine_has_a_name()
    {
        using var table = Table(NetworkPolicy.All);
        Assert.All((await NameLookup.ResolveAsync(table, "localhost", default)).Value, static address => Assert.True(IPAddress.IsLoopback(address)));
        Assert.Empty(denials);
    }
}
