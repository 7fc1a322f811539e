using System.Globalization;
using System.Runtime.CompilerServices;

namespace Sluice.Benchmarks;

/// <summary>What a call across each boundary costs in CPU time, next to the call of a C# delegate.</summary>
internal static class CallCost
{
    private const int Calls = 10_000_000, Turns = 7;

    private const string Guest = """
        (module
          (type $f (func (param i32) (result i32)))
          (import "host" "next" (func $host (type $f)))
          (import "other" "next" (func $other (type $f)))
          (table funcref (elem $own))
          (func $own (export "next") (type $f) (i32.add (local.get 0) (i32.const 1)))
          (func (export "host") (param $n i32) (result i32) (local $x i32)
            (loop $l (local.set $x (call $host (local.get $x))) (br_if $l (i32.lt_u (local.get $x) (local.get $n)))) (local.get $x))
          (func (export "other") (param $n i32) (result i32) (local $x i32)
            (loop $l (local.set $x (call $other (local.get $x))) (br_if $l (i32.lt_u (local.get $x) (local.get $n)))) (local.get $x))
          (func (export "own") (param $n i32) (result i32) (local $x i32)
            (loop $l (local.set $x (call $own (local.get $x))) (br_if $l (i32.lt_u (local.get $x) (local.get $n)))) (local.get $x))
          (func (export "table") (param $n i32) (result i32) (local $x i32)
            (loop $l (local.set $x (call_indirect (type $f) (local.get $x) (i32.const 0))) (br_if $l (i32.lt_u (local.get $x) (local.get $n)))) (local.get $x)))
        """;

    private const string Other = """(module (func (export "next") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))""";

    public static int Run()
    {
        var engine = new Engine();
        using var store = new Store(engine);
        Func<int, int> next = Next;
        var imports = new ModuleImports(store)
            .Add("host", "next", next)
            .Add("other", Instance.Create(store, Module.Load(engine, Wat.ToBytes(Other))));
        var instance = Instance.Create(store, Module.Load(engine, Wat.ToBytes(Guest)), imports);
        var guest = instance.GetFunction<Func<int, int>>("next");
        (string Name, Func<int, int> Loop)[] loops =
        [
            ("C# delegate", n => CountUp(next, n)),
            ("host to guest", n => CountUp(guest, n)),
            ("guest to host", instance.GetFunction<Func<int, int>>("host")),
            ("guest to guest, same instance", instance.GetFunction<Func<int, int>>("own")),
            ("guest to guest, other instance", instance.GetFunction<Func<int, int>>("other")),
            ("guest to guest, through a table", instance.GetFunction<Func<int, int>>("table")),
        ];
        var best = new double[loops.Length];
        Array.Fill(best, double.MaxValue);
        // The first turn warms up.
        for (var turn = 0; turn <= Turns; turn++)
        {
            for (var i = 0; i < loops.Length; i++)
            {
                var before = Environment.CpuUsage.TotalTime;
                if (loops[i].Loop(Calls) != Calls) throw new InvalidOperationException($"{loops[i].Name} counts wrongly");
                if (turn > 0) best[i] = Math.Min(best[i], (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / Calls);
            }
        }
        Console.WriteLine($"{"call",-34}{"ns",8}{"ratio to the delegate",24}");
        for (var i = 0; i < loops.Length; i++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{loops[i].Name,-34}{best[i],8:F2}{best[i] / best[0],24:F2}"));
        return 0;
    }

    // Not inlined behind the delegate: a guest cannot be either.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Next(int value) => value + 1;

    private static int CountUp(Func<int, int> next, int n)
    {
        var value = 0;
        while (value < n) value = next(value);
        return value;
    }
}
