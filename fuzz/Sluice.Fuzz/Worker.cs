using System.Diagnostics;

namespace Sluice.Fuzz;

/// <summary>Runs case after case and reports each kind of failure once.</summary>
internal static class Worker
{
    // Less than a thread has by default: recursion over the input must not need more.
    private const int StackBytes = 1 << 20;

    public static void Run(string boardPath, int seconds, long seed)
    {
        using var board = new ProgressBoard(boardPath);
        var thread = new Thread(() => Run(board, seconds, seed), StackBytes);
        thread.Start();
        thread.Join();
    }

    private static void Run(ProgressBoard board, int seconds, long seed)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var watch = Stopwatch.StartNew();
        do
        {
            board.Case = seed;
            if (Failure(seed) is { } failure && seen.Add(Kind(failure)))
            {
                board.Findings++;
                Console.WriteLine($"finding: case {seed} ({FuzzCase.Create(seed).Description})\n  again: --seconds 0 --seed {seed}\n{failure}");
            }
            board.Count++;
            seed++;
        }
        while (watch.Elapsed.TotalSeconds < seconds);
    }

    private static Exception? Failure(long seed)
    {
        try
        {
            FuzzCase.Create(seed).Run();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    // The same exception from the same place is the same defect.
    private static string Kind(Exception failure)
    {
        var innermost = failure.GetBaseException();
        var frame = innermost.StackTrace?.Split('\n').FirstOrDefault(static line => line.Contains("at Sluice.", StringComparison.Ordinal))?.Split(" in ")[0];
        return $"{innermost.GetType().Name} {frame ?? innermost.Message}";
    }
}
