using System.Diagnostics;
using System.Globalization;

namespace Sluice.Benchmarks;

/// <summary>Sluice's side of the kernel comparison, in a process of its own: the same line protocol as <c>node/kernels.mjs</c>.</summary>
internal static class KernelWorker
{
    public static void Run(string folder)
    {
        var engine = new Engine();
        using var store = new Store(engine);
        var kernels = new Dictionary<string, Func<int, long>>();
        var process = Process.GetCurrentProcess();
        while (Console.ReadLine() is { } line)
        {
            var (name, rounds) = line.Split(' ') is [var first, var second] ? (first, int.Parse(second, CultureInfo.InvariantCulture)) : throw new FormatException(line);
            if (!kernels.TryGetValue(name, out var run))
            {
                var module = Module.Load(engine, File.ReadAllBytes(Path.Combine(folder, name + ".wasm")));
                run = Instance.Create(store, module).GetFunction<Func<int, long>>("run");
                kernels.Add(name, run);
            }
            process.Refresh();
            var before = process.TotalProcessorTime;
            var checksum = (ulong)run(rounds);
            process.Refresh();
            var used = process.TotalProcessorTime - before;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{used.TotalMicroseconds:F0} {checksum}"));
        }
    }
}
