using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Benchmarks;

/// <summary>
/// The same clients against an echo that a guest does, one that is written with <see cref="Socket"/>, and the guest in Node if jco is there:
/// what comes through in a second, and what processor time the server takes for it. Turn by turn; the best turn of each counts.
/// </summary>
internal static class SocketComparison
{
    private const int Turns = 5;
    private const int ConcurrentConnects = 8;

    /// <param name="modules">A folder of node packages with jco, or null.</param>
    public static async Task<int> Run(string? modules)
    {
        using var jco = modules is null ? null : new Jco(modules);
        var servers = new List<Server> { Server.OfOurs("Sluice", "sluice"), Server.OfOurs("direct C#", "direct") };
        if (jco is not null) servers.Add(Server.OfJco(jco));
        Console.WriteLine($"{"",-32}{"Sluice",12}{"",8}{string.Concat(servers.Skip(1).Select(static server => $"{server.Name,14}{"ratio",8}{"of CPU",8}"))}");
        foreach (var (connections, size, messages) in ((int, int, int)[])[(1, 64, 20_000), (64, 64, 60_000), (1, 65_536, 6_000), (64, 65_536, 12_000)])
        {
            await Compare($"{connections} connections, {size} bytes", "MiB/s", (double)size * messages / (1 << 20), servers,
                (server, divisor) => Exchange(server.Address, connections, size, messages / connections / divisor)).ConfigureAwait(false);
        }
        await Compare("connections, 64 bytes each", "/s", 1_000, servers, static (server, divisor) => ConnectMany(server.Address, 1_000 / divisor)).ConfigureAwait(false);
        servers.ForEach(static server => server.Dispose());
        return 0;
    }

    private static async Task Compare(string what, string unit, double work, List<Server> servers, Func<Server, int, Task> run)
    {
        var rates = new double[servers.Count];
        var cpu = new double[servers.Count];
        Array.Fill(cpu, double.MaxValue);
        foreach (var server in servers) await run(server, server.Divisor).ConfigureAwait(false);
        for (var turn = 0; turn < Turns; turn++)
        {
            for (var i = 0; i < servers.Count; i++)
            {
                var (before, start) = (servers[i].CpuMicroseconds(), Stopwatch.GetTimestamp());
                await run(servers[i], servers[i].Divisor).ConfigureAwait(false);
                var elapsed = Stopwatch.GetElapsedTime(start);
                rates[i] = Math.Max(rates[i], work / servers[i].Divisor / elapsed.TotalSeconds);
                cpu[i] = Math.Min(cpu[i], (servers[i].CpuMicroseconds() - before) * servers[i].Divisor);
            }
        }
        var line = string.Create(CultureInfo.InvariantCulture, $"{what,-32}{rates[0],12:F1} {unit,-7}");
        for (var i = 1; i < servers.Count; i++)
            line += string.Create(CultureInfo.InvariantCulture, $"{rates[i],14:F1}{rates[0] / rates[i],8:F2}{cpu[0] / cpu[i],8:F2}");
        Console.WriteLine(line);
    }

    /// <summary>Each connection sends a message when the one before has come back.</summary>
    private static async Task Exchange(IPEndPoint server, int connections, int size, int messages)
    {
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var socket = await Connect(server).ConfigureAwait(false);
            var (message, answer) = (new byte[size], new byte[size]);
            Random.Shared.NextBytes(message);
            for (var i = 0; i < messages; i++) await Echo(socket, message, answer).ConfigureAwait(false);
            if (!answer.AsSpan().SequenceEqual(message)) throw new InvalidOperationException("The answer is another.");
        }))).ConfigureAwait(false);
    }

    private static Task ConnectMany(IPEndPoint server, int count) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = ConcurrentConnects }, async (_, _) =>
        {
            using var socket = await Connect(server).ConfigureAwait(false);
            await Echo(socket, new byte[64], new byte[64]).ConfigureAwait(false);
        });

    private static async Task<Socket> Connect(IPEndPoint server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server).ConfigureAwait(false);
        return socket;
    }

    private static async Task Echo(Socket socket, byte[] message, byte[] answer)
    {
        var sending = socket.SendAsync(message, SocketFlags.None);
        for (var received = 0; received < answer.Length;)
        {
            var count = await socket.ReceiveAsync(answer.AsMemory(received), SocketFlags.None).ConfigureAwait(false);
            received += count > 0 ? count : throw new EndOfStreamException();
        }
        await sending.ConfigureAwait(false);
    }

    /// <summary>See <see cref="EchoServers"/>.</summary>
    private sealed class Server : IDisposable
    {
        private readonly Process process;

        private Server(string name, ProcessStartInfo start)
        {
            Name = name;
            start.RedirectStandardInput = true;
            start.RedirectStandardOutput = true;
            process = Process.Start(start)!;
            Address = new IPEndPoint(IPAddress.Loopback, (int)ReadNumber());
        }

        public static Server OfOurs(string name, string which)
        {
            var self = Environment.ProcessPath!;
            string[] arguments = ["echo-server", which];
            return new Server(name, new ProcessStartInfo(self,
                self.EndsWith("dotnet", StringComparison.Ordinal) ? [typeof(Server).Assembly.Location, .. arguments] : arguments)
            {
                // Full optimisation from the first call, so that no tier-up falls into a measurement.
                Environment = { ["DOTNET_TieredCompilation"] = "0" },
            });
        }

        public static Server OfJco(Jco jco)
        {
            // jco's sockets end with their handles, streams or not.
            var guest = File.ReadAllText(EchoServers.Guest).Replace("(call $socket.drop (local.get $socket))", "(nop)", StringComparison.Ordinal);
            string[] arguments = [Path.Combine(AppContext.BaseDirectory, "node", "echo.mjs"), jco.Transpile("echo", guest), EchoServers.BufferBytes.ToString(CultureInfo.InvariantCulture)];
            return new Server("jco", new ProcessStartInfo(jco.Node, arguments)) { Divisor = 50 };
        }

        public string Name { get; }

        /// <summary>It gets so many times less to do, or the others would be waiting for it.</summary>
        public int Divisor { get; private init; } = 1;

        public IPEndPoint Address { get; }

        public double CpuMicroseconds()
        {
            process.StandardInput.WriteLine();
            return ReadNumber();
        }

        public void Dispose()
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(5000)) process.Kill();
            process.Dispose();
        }

        private double ReadNumber() => double.Parse(
            process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server has ended."), CultureInfo.InvariantCulture);
    }
}
