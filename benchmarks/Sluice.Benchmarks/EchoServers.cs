using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sluice.Wasi;
using Sluice.Wasi.Sockets;

namespace Sluice.Benchmarks;

/// <summary>
/// The servers of the comparison of sockets, each in a process of its own: it prints its port, and ends with its standard input. Each line of
/// the input is answered with the processor time of the process so far, in microseconds.
/// </summary>
internal static class EchoServers
{
    public const int BufferBytes = 65_536;

    /// <summary>The guest that is tested with a thousand connections, too.</summary>
    public static string Guest => Path.Combine(AppContext.BaseDirectory, "guests", "echo.wat");

    public static async Task<int> Run(string name)
    {
        var port = name == "direct" ? ListenDirectly() : await ListenInGuest().ConfigureAwait(false);
        Console.WriteLine(port.ToString(CultureInfo.InvariantCulture));
        while (Console.ReadLine() is not null) Console.WriteLine(Environment.CpuUsage.TotalTime.TotalMicroseconds.ToString("F0", CultureInfo.InvariantCulture));
        return 0;
    }

    private static int ListenDirectly()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(128);
        _ = Accept(listener);
        return ((IPEndPoint)listener.LocalEndPoint!).Port;

        static async Task Accept(Socket listener)
        {
            while (true) _ = Echo(await listener.AcceptAsync().ConfigureAwait(false));
        }

        static async Task Echo(Socket connection)
        {
            using (connection)
            {
                var buffer = new byte[BufferBytes];
                for (int count; (count = await connection.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false)) > 0;)
                {
                    for (var sent = 0; sent < count;)
                        sent += await connection.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None).ConfigureAwait(false);
                }
            }
        }
    }

    private static async Task<int> ListenInGuest()
    {
        var engine = new Engine();
        var component = await Component.LoadAsync(engine, Guest).ConfigureAwait(false);
        var store = new Store(engine);
        var linker = new Linker(engine).AddWasi(new WasiOptions { Network = NetworkPolicy.All });
        var instance = await linker.InstantiateAsync(store, component).ConfigureAwait(false);
        return await instance.GetFunction<Func<ushort, uint, ValueTask<ushort>>>("listen")(0, BufferBytes).ConfigureAwait(false);
    }
}
