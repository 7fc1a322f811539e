using System.Diagnostics;
using System.Globalization;

namespace Sluice.Fuzz;

/// <summary>Runs the cases in a process of their own: one that dies or hangs is a finding too, and the rest goes on after it.</summary>
internal static class Supervisor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static int Run(int seconds, long seed)
    {
        var path = Path.GetTempFileName();
        try
        {
            using var board = new ProgressBoard(path);
            var watch = Stopwatch.StartNew();
            var next = seed;
            do
            {
                var left = Math.Max(0, seconds - (int)watch.Elapsed.TotalSeconds);
                if (EndsWell(board, path, left, next)) break;
                next = board.Case + 1;
            }
            while (watch.Elapsed.TotalSeconds < seconds);
            Console.WriteLine($"{board.Count} cases from seed {seed}, {board.Findings} findings");
            return board.Findings == 0 ? 0 : 1;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool EndsWell(ProgressBoard board, string path, int seconds, long seed)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(Supervisor).Assembly.Location);
        string[] arguments = ["--board", path, "--seconds", Text(seconds), "--seed", Text(seed)];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x60000000";
        using var worker = Process.Start(start)!;
        var (lastCase, since) = (-1L, Stopwatch.StartNew());
        while (!worker.WaitForExit(500))
        {
            if (board.Case != lastCase) (lastCase, since) = (board.Case, Stopwatch.StartNew());
            if (since.Elapsed < Patience) continue;
            worker.Kill(entireProcessTree: true);
            worker.WaitForExit();
            Report(board, "hangs");
            return false;
        }
        if (worker.ExitCode == 0) return true;
        Report(board, $"ends the process with exit code {worker.ExitCode}");
        return false;
    }

    private static void Report(ProgressBoard board, string what)
    {
        board.Findings++;
        Console.WriteLine($"finding: case {board.Case} {what}\n  again: --seconds 0 --seed {board.Case}");
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
