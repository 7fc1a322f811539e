using System.Diagnostics;
using Sluice.Benchmarks.Exports.Bench.Calls.Counters;

namespace Sluice.Benchmarks;

[WitWorld("bindings/bench.wit")]
internal sealed partial class Calls;

/// <summary>What a call through generated code costs beside one through the delegate of the same function, and how long the generator takes.</summary>
internal static class BindingComparison
{
    // Short rounds, many of them: the shortest of each were not disturbed.
    private const int CallsPerRound = 1_000;
    private const int WarmUps = 100;
    private const int Rounds = 1_000;

    public static async Task<int> Run(string folder)
    {
        GeneratorTime.Report();

        var engine = new Engine();
        using var store = new Store(engine);
        var component = await Component.LoadAsync(engine, Path.Combine(folder, "calls.wat"));
        var calls = await Calls.InstantiateAsync(new Linker(engine), store, component);
        var raw = calls.Instance.GetInstance("bench:calls/counters");
        var generated = calls.Counters;
        using var counter = await generated.CreateCounterAsync(1);

        Console.WriteLine($"{"call",-22} {"delegate",12} {"generated",12} {"ratio",7}");
        var add = raw.GetFunction<Func<uint, uint, CancellationToken, ValueTask<uint>>>("add");
        await Compare("add(u32, u32)", () => add(1, 2, default), () => generated.AddAsync(1, 2));
        var echo = raw.GetFunction<Func<string, CancellationToken, ValueTask<string>>>("echo");
        await Compare("echo(string)", () => echo("some text", default), () => generated.EchoAsync("some text"));
        var method = raw.GetFunction<Func<Counter, uint, CancellationToken, ValueTask<uint>>>("[method]counter.add");
        await Compare("counter.add(u32)", () => method(counter, 1, default), () => counter.AddAsync(1));
        return 0;
    }

    private static async Task Compare<T>(string name, Func<ValueTask<T>> baseline, Func<ValueTask<T>> candidate)
    {
        var (best, bestBaseline) = (double.MaxValue, double.MaxValue);
        // The code that calls is compiled again once it has proven to be hot.
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            var (time, timeBaseline) = (await Measure(candidate), await Measure(baseline));
            if (round < WarmUps) continue;
            best = Math.Min(best, time);
            bestBaseline = Math.Min(bestBaseline, timeBaseline);
        }
        Console.WriteLine($"{name,-22} {bestBaseline,9:F0} ns {best,9:F0} ns {best / bestBaseline,7:F2}");
    }

    /// <summary>Nanoseconds for each call.</summary>
    private static async Task<double> Measure<T>(Func<ValueTask<T>> call)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < CallsPerRound; i++) await call();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / CallsPerRound;
    }
}
