using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sluice.Wasi;

namespace Sluice.Benchmarks;

/// <summary>
/// <c>sluice run</c> beside what does the same without it: a trivial command beside Node and jco, copies beside <c>cat</c> and <c>cp</c>,
/// small files beside C#. Turn by turn; the best turn of each counts. Linux only.
/// </summary>
internal static class CommandComparison
{
    private const int Turns = 5;
    private const long LargeBytes = 1L << 30;
    private const int Files = 1_000;
    private const int Rounds = 100;

    /// <param name="modules">A folder of node packages with jco, or null.</param>
    public static async Task<int> Run(string? modules, string node)
    {
        var folder = Directory.CreateTempSubdirectory("sluice-bench-").FullName;
        try
        {
            Trivial(modules, node);
            Large(folder);
            Memory(folder);
            await SmallFiles(folder).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    public static async Task<int> RunSmallFiles()
    {
        var folder = Directory.CreateTempSubdirectory("sluice-bench-").FullName;
        try
        {
            await SmallFiles(folder).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sluice.slnx"))) folder = folder.Parent;
            return folder?.FullName ?? throw new InvalidOperationException("The benchmark runs outside the repository.");
        }
    }

    // Compiled ahead of time, as its package has it, if it was published (benchmarks/startup/run.sh does that, too).
    private static string Tool => Environment.GetEnvironmentVariable("SLUICE_TOOL") ?? Path.Combine(Root, "src/Sluice.Cli/bin/Release/net10.0/Sluice.Cli.dll");

    private static string Guest(string name) => Path.Combine(AppContext.BaseDirectory, "guests", name);

    private static void Trivial(string? modules, string node)
    {
        using var jco = modules is null ? null : new Jco(modules);
        var hello = Path.Combine(Root, "samples/hello/hello.wat");
        var ways = new List<(string Name, Func<ProcessStartInfo> Start)>
        {
            ("sluice run hello", () => new ProcessStartInfo("dotnet", [Tool, "run", hello])),
            ("node -e 0", () => new ProcessStartInfo(node, ["-e", "0"])),
        };
        if (jco is not null)
        {
            var binary = jco.WriteBinary("hello", File.ReadAllText(hello));
            ways.Add(("jco run hello", () => jco.Command(binary)));
        }
        Print("a trivial command", ways.Select(static way => (way.Name, (Func<ProcessStartInfo>)(() => Quiet(way.Start())))));
    }

    private static void Large(string folder)
    {
        var from = Path.Combine(folder, "from");
        WriteFile(from, LargeBytes);
        // All of it is in the page cache from here on, for all of them.
        Print("1 GiB through standard input and output, into a pipe",
        [
            ("sluice run cat", () => Children.Shell($"dotnet {Tool} run {Guest("cat.wat")} < {from} | cat > /dev/null")),
            ("cat", () => Children.Shell($"cat < {from} | cat > /dev/null")),
        ]);
        Print("a copy of 1 GiB through streams of files",
        [
            ("sluice run files", () => new ProcessStartInfo("dotnet", [Tool, "run", "--dir", $"{folder}::/", Guest("files.wat")])),
            ("cat from > to", () => Children.Shell($"cd {folder}; cat from > to")),
            ("cp from to", () => Children.Shell($"cd {folder}; cp from to")),
        ]);
        File.Delete(Path.Combine(folder, "to"));
    }

    private static void Memory(string folder)
    {
        var from = Path.Combine(folder, "from");
        Console.WriteLine("peak memory of a copy");
        foreach (var mebibytes in (int[])[1, 64, 1024])
        {
            using (var file = File.OpenWrite(from)) file.SetLength((long)mebibytes << 20);
            var peak = Children.PeakMebibytes(new ProcessStartInfo("dotnet", [Tool, "run", "--dir", $"{folder}::/", Guest("files.wat")]));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {mebibytes,5} MiB{peak,10:F0} MiB resident"));
        }
        File.Delete(from);
        File.Delete(Path.Combine(folder, "to"));
    }

    private static async Task SmallFiles(string folder)
    {
        for (var i = 0; i < Files; i++) WriteFile(Path.Combine(folder, i.ToString("D4", CultureInfo.InvariantCulture)), 1000);
        var engine = new Engine();
        var component = await Component.LoadAsync(engine, Guest("files.wat")).ConfigureAwait(false);
        using var store = new Store(engine);
        var linker = new Linker(engine).AddWasi(new WasiOptions { Preopens = [new Preopen(folder, "/")] });
        var instance = await linker.InstantiateAsync(store, component).ConfigureAwait(false);
        var readFiles = instance.GetFunction<Func<uint, uint, ValueTask<ulong>>>("read-files");
        double best = double.MaxValue, bestDirect = double.MaxValue;
        await readFiles(Files, 5).ConfigureAwait(false);
        ReadDirectly(folder, 5);
        for (var turn = 0; turn < Turns; turn++)
        {
            var start = Stopwatch.GetTimestamp();
            if (await readFiles(Files, Rounds).ConfigureAwait(false) != Files * Rounds * 1000UL) throw new InvalidOperationException("Bytes are missing.");
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            start = Stopwatch.GetTimestamp();
            ReadDirectly(folder, Rounds);
            bestDirect = Math.Min(bestDirect, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        Console.WriteLine("100,000 times a small file: open, read to the end, close");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  guest{best,10:F0} ms   C#{bestDirect,10:F0} ms   {best / bestDirect:F2} × C#"));
    }

    private static void ReadDirectly(string folder, int rounds)
    {
        var buffer = new byte[65_536];
        var names = Enumerable.Range(0, Files).Select(i => Path.Combine(folder, i.ToString("D4", CultureInfo.InvariantCulture))).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var name in names)
            {
                using var file = File.OpenHandle(name);
                var at = 0L;
                for (int count; (count = RandomAccess.Read(file, buffer, at)) > 0;) at += count;
            }
        }
    }

    private static void WriteFile(string path, long length)
    {
        var block = new byte[Math.Min(length, 1 << 20)];
        new Random(1).NextBytes(block);
        using var file = File.OpenWrite(path);
        for (var left = length; left > 0; left -= block.Length) file.Write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
    }

    private static ProcessStartInfo Quiet(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        return start;
    }

    /// <summary>The first is what the others are the baselines of.</summary>
    private static void Print(string what, IEnumerable<(string Name, Func<ProcessStartInfo> Start)> ways)
    {
        var all = ways.ToArray();
        var best = all.Select(static _ => (Wall: double.MaxValue, Cpu: double.MaxValue)).ToArray();
        for (var turn = 0; turn < Turns; turn++)
        {
            for (var i = 0; i < all.Length; i++)
            {
                var (wall, cpu) = Children.Run(all[i].Start());
                best[i] = (Math.Min(best[i].Wall, wall), Math.Min(best[i].Cpu, cpu));
            }
        }
        var text = new StringBuilder().AppendLine(what);
        for (var i = 0; i < all.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {all[i].Name,-20}{best[i].Wall,10:F0} ms{best[i].Cpu,10:F0} ms of CPU");
            if (i > 0) text.Append(CultureInfo.InvariantCulture, $"   {best[0].Wall / best[i].Wall:F2} × its time, {best[0].Cpu / best[i].Cpu:F2} × its CPU");
            text.AppendLine();
        }
        Console.Write(text);
    }
}
