using System.Diagnostics;
using System.Globalization;
using Sluice.Text;

namespace Sluice.Benchmarks;

/// <summary>
/// Runs each kernel in Sluice and in Node, turn by turn in long-lived processes, and prints the ratio of the smallest CPU times.
/// Both sides are warmed up first; the checksums must agree.
/// </summary>
internal static class KernelComparison
{
    private const int Turns = 7;
    private const int TargetMicroseconds = 150_000;

    public static int Run(string folder, string node)
    {
        var names = Directory.GetFiles(folder, "*.wasm").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).ToArray();
        using var sluice = new Worker(Environment.ProcessPath!, Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
            ? [typeof(KernelComparison).Assembly.Location, "worker", folder] : ["worker", folder]);
        using var v8 = new Worker(node, [Path.Combine(AppContext.BaseDirectory, "node", "kernels.mjs"), folder]);

        Console.WriteLine($"{"kernel",-16}{"rounds",10}{"Sluice ms",12}{"Node ms",12}{"ratio",8}");
        var ratios = new List<double>();
        foreach (var name in names)
        {
            var rounds = Calibrate(v8, name!);
            sluice.Measure(name!, rounds);
            double best = double.MaxValue, bestV8 = double.MaxValue;
            for (var turn = 0; turn < Turns; turn++)
            {
                var (time, checksum) = sluice.Measure(name!, rounds);
                var (timeV8, checksumV8) = v8.Measure(name!, rounds);
                if (checksum != checksumV8)
                {
                    Console.Error.WriteLine($"{name}: checksum {checksum} here, {checksumV8} in Node");
                    return 1;
                }
                best = Math.Min(best, time);
                bestV8 = Math.Min(bestV8, timeV8);
            }
            ratios.Add(best / bestV8);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16}{rounds,10}{best / 1000,12:F1}{bestV8 / 1000,12:F1}{best / bestV8,8:F2}"));
        }
        var geomean = Math.Exp(ratios.Average(Math.Log));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"geometric mean of the ratios: {geomean:F3} × Node {Worker.Version(node)}"));
        return 0;
    }

    /// <summary>The same for kernels in text, which Node cannot read.</summary>
    public static int RunTexts(string folder, string node)
    {
        var binaries = Directory.CreateTempSubdirectory("sluice-kernels-");
        try
        {
            foreach (var text in Directory.GetFiles(folder, "*.wat"))
                File.WriteAllBytes(Path.Combine(binaries.FullName, Path.GetFileNameWithoutExtension(text) + ".wasm"), Wat.ToBytes(File.ReadAllBytes(text)));
            return Run(binaries.FullName, node);
        }
        finally
        {
            binaries.Delete(recursive: true);
        }
    }

    /// <summary>How many rounds take Node about <see cref="TargetMicroseconds"/> once it is warm.</summary>
    private static int Calibrate(Worker v8, string name)
    {
        for (var rounds = 1; ; rounds *= 2)
        {
            v8.Measure(name, rounds);
            if (v8.Measure(name, rounds).Microseconds >= TargetMicroseconds || rounds >= 1 << 28) return rounds;
        }
    }

    /// <summary>A process that measures kernels: see <c>node/kernels.mjs</c> for the protocol.</summary>
    private sealed class Worker : IDisposable
    {
        private readonly Process process;

        public Worker(string command, string[] arguments) => process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // Full optimisation from the first call, so that no tier-up falls into a measurement.
            Environment = { ["DOTNET_TieredCompilation"] = "0" },
        })!;

        public (double Microseconds, ulong Checksum) Measure(string name, int rounds)
        {
            process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {rounds}"));
            var answer = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{process.StartInfo.FileName} ended while running {name}");
            var parts = answer.Split(' ');
            return (double.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        public static string Version(string command)
        {
            using var version = Process.Start(new ProcessStartInfo(command, ["--version"]) { RedirectStandardOutput = true })!;
            return version.StandardOutput.ReadToEnd().Trim();
        }

        public void Dispose()
        {
            process.StandardInput.Close();
            process.WaitForExit(5000);
            process.Dispose();
        }
    }
}
