using System.Net;
using System.Net.Sockets;
using Sluice.Wasi.Sockets;

namespace Sluice.Wasi.Tests.Sockets;

/// <summary>The guest <c>echo.wat</c>, which listens, and plain sockets that connect to it.</summary>
internal sealed class EchoGuest : IDisposable
{
    private readonly ComponentInstance instance;

    private EchoGuest(Store store, ComponentInstance instance, ushort port)
    {
        Store = store;
        this.instance = instance;
        Address = new IPEndPoint(IPAddress.Loopback, port);
    }

    public Store Store { get; }

    public IPEndPoint Address { get; }

    /// <param name="buffer">How many bytes the guest has for each connection.</param>
    public static async Task<EchoGuest> Start(int buffer, NetworkPolicy? policy = null)
    {
        var engine = new Engine();
        var component = await Component.LoadAsync(engine, Path.Combine(AppContext.BaseDirectory, "Guests", "echo.wat"));
        var store = new Store(engine);
        var linker = new Linker(engine).AddWasi(new WasiOptions { Network = policy ?? NetworkPolicy.All });
        var instance = await linker.InstantiateAsync(store, component);
        var port = await instance.GetFunction<Func<ushort, uint, ValueTask<ushort>>>("listen")(0, (uint)buffer);
        return new EchoGuest(store, instance, port);
    }

    public ValueTask<uint> CountOpen() => instance.GetFunction<Func<ValueTask<uint>>>("open")();

    public ValueTask Stop() => instance.GetFunction<Func<ValueTask>>("stop")();

    public async Task<Socket> Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Address);
        return socket;
    }

    /// <summary>Waits until the guest has so many connections.</summary>
    public async Task UntilOpen(uint count, CancellationToken deadline)
    {
        while (await CountOpen() != count) await Task.Delay(10, deadline);
    }

    public void Dispose() => Store.Dispose();
}
