using System.Net;
using System.Net.Sockets;
using Sluice.Wasi.Sockets;

namespace Sluice.Wasi.Tests.Sockets;

/// <summary>What the functions of <c>wasi:sockets</c> return to a guest, which calls them one by one (<c>socket-operations.wat</c>).</summary>
public sealed class GuestSocketTests : IDisposable
{
    private const uint Loopback = 0x7f000001;

    // The first address of TEST-NET-1, which nobody has.
    private const uint Nowhere = 0xc0000201;

    private const uint Cancelled = 4;
    private const uint ReadCancelled = 2;

    private readonly Engine engine = new();
    private readonly List<NetworkDenial> denials = [];
    private Store? store;

    private static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    public void Dispose() => store?.Dispose();

    [Fact]
    public async Task A_closed_port_refuses_the_connection()
    {
        var guest = await Guest(NetworkPolicy.All);
        using var listener = Listen();
        var port = PortOf(listener);
        listener.Dispose();

        Assert.Equal(Code(ErrorCode.ConnectionRefused), await Call3(guest, "tcp-connect", 0, Loopback, port));
    }

    [Fact]
    public async Task From_loopback_nowhere_else_can_be_reached()
    {
        var guest = await Guest(NetworkPolicy.All);

        Assert.Equal(Code(ErrorCode.RemoteUnreachable), await Call3(guest, "tcp-connect", Loopback, Nowhere, 9));
    }

    [Fact]
    public async Task A_connection_attempt_that_nobody_answers_is_cancelled_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a full queue refuses connections.");
        var guest = await Guest(NetworkPolicy.All);
        using var listener = Listen(backlog: 0);
        // Once nobody accepts and the queue is full, attempts are not answered.
        var fillers = new List<Socket>();
        for (var isFull = false; !isFull;)
        {
            var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            fillers.Add(filler);
            await Task.WhenAny(filler.ConnectAsync(listener.LocalEndPoint!), Task.Delay(500, Deadline));
            isFull = !filler.Connected;
        }

        Assert.Equal(Cancelled, await Call2(guest, "tcp-connect-and-cancel", Loopback, PortOf(listener)));
        fillers.ForEach(static filler => filler.Dispose());
    }

    [Fact]
    public async Task Cancelling_and_dropping_a_read_closes_the_connection_at_once()
    {
        var guest = await Guest(NetworkPolicy.All);
        using var listener = Listen();
        var accept = listener.AcceptAsync(Deadline);

        Assert.Equal(ReadCancelled, await Call2(guest, "tcp-receive-and-cancel", Loopback, PortOf(listener)));

        using var peer = await accept;
        // Nothing is under way, so that this is an end and not a reset.
        Assert.Equal(0, await peer.ReceiveAsync(new byte[1], Deadline));
    }

    [Fact]
    public async Task Each_direction_ends_by_itself_and_both_outlive_the_handle()
    {
        var guest = await Guest(NetworkPolicy.All);
        using var listener = Listen();
        var request = Call3(guest, "tcp-request", Loopback, PortOf(listener), 50_000);
        using var peer = await listener.AcceptAsync(Deadline);

        Assert.Equal(50_000, await ReceiveToEnd(peer));
        for (var left = 100_000; left > 0;) left -= await peer.SendAsync(new byte[left], Deadline);
        peer.Shutdown(SocketShutdown.Send);

        Assert.Equal(100_000u, await request);
    }

    [Fact]
    public async Task A_reset_is_the_outcome_of_receiving()
    {
        var guest = await Guest(NetworkPolicy.All);
        using var listener = Listen();
        var receive = Call2(guest, "tcp-receive", Loopback, PortOf(listener));
        var peer = await listener.AcceptAsync(Deadline);
        await peer.SendAsync(new byte[1000], Deadline);
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();

        Assert.Equal(Code(ErrorCode.ConnectionReset), await receive);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1472)]
    [InlineData(65_507)]
    public async Task Datagrams_of_all_lengths_arrive_whole(int length)
    {
        var guest = await Guest(NetworkPolicy.All);
        Assert.Equal(length, await Invoke<int>(guest.GetFunction<Func<uint, ValueTask<int>>>("udp-exchange")((uint)length)));
    }

    [Fact]
    public async Task A_datagram_that_is_too_large_is_refused()
    {
        var guest = await Guest(NetworkPolicy.All);
        Assert.Equal(-(int)Code(ErrorCode.DatagramTooLarge), await Invoke<int>(guest.GetFunction<Func<uint, ValueTask<int>>>("udp-exchange")(65_508)));
    }

    [Fact]
    public async Task Without_permission_every_operation_is_denied_and_told()
    {
        var guest = await Guest(NetworkPolicy.None);
        var denied = Code(ErrorCode.AccessDenied);

        Assert.Equal(0u, await Call0(guest, "tcp-create"));
        Assert.Equal(denied, await Call2(guest, "tcp-bind", Loopback, 80));
        Assert.Equal(denied, await Call0(guest, "tcp-listen"));
        Assert.Equal(denied, await Call3(guest, "tcp-connect", 0, Loopback, 80));
        Assert.Equal(0u, await Call0(guest, "udp-create"));
        Assert.Equal(denied, await Call2(guest, "udp-bind", Loopback, 80));
        Assert.Equal(denied, await Call2(guest, "udp-connect", Loopback, 80));
        Assert.Equal(denied, await Call3(guest, "udp-send", Loopback, 80, 1));
        Assert.Equal(1u, await Resolve(guest, "localhost"));

        var address = new IPEndPoint(IPAddress.Loopback, 80);
        Assert.Equal(
            [
                new(NetworkDenialKind.TcpBind, address), new(NetworkDenialKind.TcpBind, new IPEndPoint(IPAddress.Any, 0)),
                new(NetworkDenialKind.TcpConnect, address), new(NetworkDenialKind.UdpBind, address), new(NetworkDenialKind.UdpConnect, address),
                new(NetworkDenialKind.UdpSend, address), new NetworkDenial(NetworkDenialKind.NameLookup, Name: "localhost"),
            ],
            denials);
    }

    [Fact]
    public async Task Sockets_of_a_kind_that_is_switched_off_cannot_be_made()
    {
        var guest = await Guest(NetworkPolicy.All with { AllowTcp = false, AllowUdp = false });
        Assert.Equal(Code(ErrorCode.AccessDenied), await Call0(guest, "tcp-create"));
        Assert.Equal(Code(ErrorCode.AccessDenied), await Call0(guest, "udp-create"));
        Assert.Equal([new(NetworkDenialKind.TcpCreate), new NetworkDenial(NetworkDenialKind.UdpCreate)], denials);
    }

    [Fact]
    public async Task What_a_rule_allows_is_allowed_and_nothing_beside_it()
    {
        using var listener = Listen();
        var port = PortOf(listener);
        var guest = await Guest(NetworkPolicy.None with { Rules = [NetworkRule.Parse($"127.0.0.1:{port}", NetworkUses.Connect)], AllowNameLookup = true });

        Assert.Equal(0u, await Call3(guest, "tcp-connect", 0, Loopback, port));
        Assert.Equal(0u, await Call2(guest, "udp-connect", Loopback, port));
        Assert.Equal(0u, await Resolve(guest, "localhost"));
        Assert.Empty(denials);
        Assert.Equal(Code(ErrorCode.AccessDenied), await Call3(guest, "tcp-connect", 0, Loopback + 1, port));
        Assert.Equal(Code(ErrorCode.AccessDenied), await Call3(guest, "tcp-connect", 0, Loopback, port ^ 1));
        Assert.Equal(Code(ErrorCode.AccessDenied), await Call2(guest, "tcp-bind", Loopback, port));
        Assert.Equal(Code(ErrorCode.AccessDenied), await Call3(guest, "udp-send", Loopback, port, 1));
    }

    [Fact]
    public async Task Beyond_the_limit_there_are_no_sockets()
    {
        var guest = await Guest(NetworkPolicy.All with { MaxSockets = 0 });
        Assert.Equal(Code(ErrorCode.OutOfMemory), await Call0(guest, "tcp-create"));
        Assert.Equal(Code(ErrorCode.OutOfMemory), await Call0(guest, "udp-create"));
    }

    /// <summary>As the guest returns it.</summary>
    private static uint Code(ErrorCode code) => (uint)code + 1;

    private static Socket Listen(int backlog = 100)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(backlog);
        return listener;
    }

    private static uint PortOf(Socket listener) => (uint)((IPEndPoint)listener.LocalEndPoint!).Port;

    private static async Task<int> ReceiveToEnd(Socket socket)
    {
        var total = 0;
        var buffer = new byte[10_000];
        for (int count; (count = await socket.ReceiveAsync(buffer, Deadline)) > 0; total += count) { }
        return total;
    }

    private async Task<ComponentInstance> Guest(NetworkPolicy policy)
    {
        var component = await Component.LoadAsync(engine, Path.Combine(AppContext.BaseDirectory, "Guests", "socket-operations.wat"));
        store = new Store(engine);
        return await new Linker(engine).AddWasi(new WasiOptions { Network = policy with { OnDenied = denials.Add } }).InstantiateAsync(store, component);
    }

    private static Task<T> Invoke<T>(ValueTask<T> call) => call.AsTask().WaitAsync(Deadline);

    private static Task<uint> Call0(ComponentInstance guest, string name) => Invoke(guest.GetFunction<Func<ValueTask<uint>>>(name)());

    private static Task<uint> Call2(ComponentInstance guest, string name, uint address, uint port) =>
        Invoke(guest.GetFunction<Func<uint, ushort, ValueTask<uint>>>(name)(address, (ushort)port));

    private static Task<uint> Call3(ComponentInstance guest, string name, uint first, uint second, uint third) => name == "tcp-connect"
        ? Invoke(guest.GetFunction<Func<uint, uint, ushort, ValueTask<uint>>>(name)(first, second, (ushort)third))
        : Invoke(guest.GetFunction<Func<uint, ushort, uint, ValueTask<uint>>>(name)(first, (ushort)second, third));

    private static Task<uint> Resolve(ComponentInstance guest, string name) => Invoke(guest.GetFunction<Func<string, ValueTask<uint>>>("resolve")(name));
}
