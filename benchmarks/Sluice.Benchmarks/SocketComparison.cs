using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Benchmarks;

/// <summary>
/// The same clients against an echo that a guest does and one that is written with <see cref="Socket"/>: what comes through in a second, and what
/// processor time the server takes for it. Turn by turn; the best turn of each counts.
/// </summary>
internal static class SocketComparison
{
    private const int Turns = 5;
    private const int ConcurrentConnects = 8;

    public static async Task<int> Run()
    {
        using var direct = new Server("direct");
        using var sluice = new Server("sluice");
        Console.WriteLine($"{"",-42}{"Sluice",14}{"direct C#",14}{"",9}{"ratio",8}{"CPU ratio",12}");
        foreach (var (connections, size, messages) in ((int, int, int)[])[(1, 64, 20_000), (64, 64, 60_000), (1, 65_536, 6_000), (64, 65_536, 12_000)])
        {
            await Compare($"{connections} connections, {size} bytes", "MiB/s", (double)size * messages / (1 << 20), sluice, direct,
                server => Exchange(server.Address, connections, size, messages / connections)).ConfigureAwait(false);
        }
        await Compare("connections, 64 bytes each", "/s", 1_000, sluice, direct, server => ConnectMany(server.Address, 1_000)).ConfigureAwait(false);
        return 0;
    }

    private static async Task Compare(string what, string unit, double work, Server sluice, Server direct, Func<Server, Task> run)
    {
        double best = 0, bestDirect = 0, cpu = double.MaxValue, cpuDirect = double.MaxValue;
        await run(sluice).ConfigureAwait(false);
        await run(direct).ConfigureAwait(false);
        for (var turn = 0; turn < Turns; turn++)
        {
            (best, cpu) = await Measure(sluice, best, cpu).ConfigureAwait(false);
            (bestDirect, cpuDirect) = await Measure(direct, bestDirect, cpuDirect).ConfigureAwait(false);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-42}{best,14:F1}{bestDirect,14:F1} {unit,-8}{best / bestDirect,8:F2}{cpu / cpuDirect,12:F2}"));

        async Task<(double Rate, double Cpu)> Measure(Server server, double rate, double cpu)
        {
            var (before, start) = (server.CpuMicroseconds(), Stopwatch.GetTimestamp());
            await run(server).ConfigureAwait(false);
            var elapsed = Stopwatch.GetElapsedTime(start);
            return (Math.Max(rate, work / elapsed.TotalSeconds), Math.Min(cpu, server.CpuMicroseconds() - before));
        }
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

        public Server(string name)
        {
            var self = Environment.ProcessPath!;
            string[] arguments = ["echo-server", name];
            process = Process.Start(new ProcessStartInfo(self,
                self.EndsWith("dotnet", StringComparison.Ordinal) ? [typeof(Server).Assembly.Location, .. arguments] : arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                // Full optimisation from the first call, so that no tier-up falls into a measurement.
                Environment = { ["DOTNET_TieredCompilation"] = "0" },
            })!;
            Address = new IPEndPoint(IPAddress.Loopback, (int)ReadNumber());
        }

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
