using System.Diagnostics;
using System.Globalization;

namespace Sluice.Benchmarks;

/// <summary>Takes the smallest of several measurements and prints it beside a baseline of the same run.</summary>
internal static class Timing
{
    private const int Turns = 7;

    /// <summary>The least nanoseconds that one of <paramref name="count"/> operations has taken; one more turn goes first, to warm up.</summary>
    public static async Task<double> Best(int count, Func<int, Task> run)
    {
        await run(count);
        var best = double.MaxValue;
        for (var turn = 0; turn < Turns; turn++)
        {
            var start = Stopwatch.GetTimestamp();
            await run(count);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / count);
        }
        return best;
    }

    /// <summary>The nanoseconds of one copy between two buffers.</summary>
    public static Task<double> Copy(int bytes)
    {
        var (from, to) = (new byte[bytes], new byte[bytes]);
        // Pages that were never written to are one and the same.
        from.AsSpan().Fill((byte)'a');
        return Best(Math.Clamp(1_000_000_000 / bytes, 200, 2_000_000), count =>
        {
            for (var i = 0; i < count; i++) from.AsSpan().CopyTo(to);
            return Task.CompletedTask;
        });
    }

    public static void Print(string what, double nanoseconds, string baseline, double ratio) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-54}{nanoseconds,14:F1} ns{ratio,10:F2} × {baseline}"));

    public static void Print(string what, double nanoseconds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-54}{nanoseconds,14:F1} ns"));
}
