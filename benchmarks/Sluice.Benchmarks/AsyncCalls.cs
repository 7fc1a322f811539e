using System.Globalization;

namespace Sluice.Benchmarks;

/// <summary>Calls of async functions, with and without a wait; the resume of a parked thread; what a suspended task takes.</summary>
internal static class AsyncCalls
{
    /// <param name="modules">The <c>node_modules</c> that jco is in, to call the same component through it; or null.</param>
    public static async Task<int> Run(string? modules)
    {
        var times = new List<(string Name, string What, double Time)>();
        var engine = new Engine();
        var held = new TaskCompletionSource<uint>();
        using var store = new Store(engine);
        var linker = new Linker(engine);
        linker.Root.Function("now", static () => new ValueTask<uint>(1u));
        linker.Root.Function("later", static () => new ValueTask<uint>(Task.Run(static () => 1u)));
        linker.Root.Function("held", () => new ValueTask<uint>(held.Task));
        var instance = await linker.InstantiateAsync(store, Component.Load(engine, Wat.ToBytes(Source)));
        Func<ValueTask<uint>> Call(string name) => instance.GetFunction<Func<ValueTask<uint>>>(name);
        Func<uint, ValueTask<uint>> Loop(string name) => instance.GetFunction<Func<uint, ValueTask<uint>>>(name);
        Task<double> Repeat(string name, int count)
        {
            var call = Call(name);
            return Timing.Best(count, async n =>
            {
                for (var i = 0; i < n; i++) await call();
            });
        }

        Task<double> InGuest(string name, int count)
        {
            var loop = Loop(name);
            return Timing.Best(count, async n => await loop((uint)n));
        }

        var hop = await Timing.Best(20_000, static async n =>
        {
            for (var i = 0; i < n; i++) await Task.Run(static () => 1u);
        });
        Timing.Print("Task.Run, awaited", hop);
        void Against(string name, string what, double time)
        {
            Timing.Print(what, time, "Task.Run", time / hop);
            times.Add((name, what, time));
        }
        Against("ready", "host → guest, async with callback, does not wait", await Repeat("ready", 200_000));
        Against("waiting", "host → guest, waits once on a host task (Task.Run)", await Repeat("waiting", 20_000));
        Against("host-ready", "guest → host, async, result at hand", await InGuest("host-ready", 500_000));
        Against("sync-calls", "guest → guest, sync lower of async with callback", await InGuest("sync-calls", 200_000));
        Against("async-calls", "guest → guest, async lower of async with callback", await InGuest("async-calls", 200_000));
        var pair = Loop("pair");
        Against("pair", "resume of a parked thread", await Timing.Best(20_000, async n => await pair((uint)n / 2)));

        const int Tasks = 20_000;
        var suspend = Call("suspending");
        var calls = new Task<uint>[Tasks];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Tasks; i++) calls[i] = suspend().AsTask();
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Tasks;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"managed memory of a suspended callback task",-54}{bytes,14:F0} bytes"));
        held.SetResult(1);
        await Task.WhenAll(calls);
        if (modules is not null) JcoComparison.Print(times, JcoComparison.Measure(modules, Source, "async-calls.mjs", "--instantiation", "async", "--async-mode", "jspi"));
        return 0;
    }

    private const string Source = """
        (component
          (import "now" (func $now async (result u32)))
          (import "later" (func $later async (result u32)))
          (import "held" (func $held async (result u32)))
          (component $Callee
            (import "later" (func $later async (result u32)))
            (import "held" (func $held async (result u32)))
            (core module $Memory (memory (export "mem") 1))
            (core instance $memory (instantiate $Memory))
            (canon lower (func $later) async (memory (core memory $memory "mem")) (core func $later'))
            (canon lower (func $held) async (memory (core memory $memory "mem")) (core func $held'))
            (canon task.return (result u32) (core func $return))
            (canon waitable-set.new (core func $set.new))
            (canon waitable-set.drop (core func $set.drop))
            (canon waitable.join (core func $join))
            (canon subtask.drop (core func $drop))
            (canon context.get i32 0 (core func $get))
            (canon context.set i32 0 (core func $set))
            (core module $M
              (import "" "mem" (memory 1))
              (import "" "later" (func $later (param i32) (result i32)))
              (import "" "held" (func $held (param i32) (result i32)))
              (import "" "return" (func $return (param i32)))
              (import "" "set.new" (func $set.new (result i32)))
              (import "" "set.drop" (func $set.drop (param i32)))
              (import "" "join" (func $join (param i32 i32)))
              (import "" "drop" (func $drop (param i32)))
              (import "" "get" (func $get (result i32)))
              (import "" "set" (func $set (param i32)))
              (func (export "ready") (result i32) (call $return (i32.const 1)) (i32.const 0))
              (func $wait (param $status i32) (result i32) (local $set i32)
                (if (i32.eq (local.get $status) (i32.const 2 (; RETURNED ;)))
                  (then (call $return (i32.const 1)) (return (i32.const 0))))
                (local.set $set (call $set.new))
                (call $set (local.get $set))
                (call $join (i32.shr_u (local.get $status) (i32.const 4)) (local.get $set))
                (i32.or (i32.const 2 (; WAIT ;)) (i32.shl (local.get $set) (i32.const 4))))
              (func (export "waiting") (result i32) (call $wait (call $later (i32.const 8))))
              (func (export "suspending") (result i32) (call $wait (call $held (i32.const 8))))
              (func (export "cb") (param i32) (param $subtask i32) (param i32) (result i32)
                (call $drop (local.get $subtask))
                (call $set.drop (call $get))
                (call $return (i32.load (i32.const 8)))
                (i32.const 0)))
            (core instance $m (instantiate $M (with "" (instance
              (export "mem" (memory $memory "mem"))
              (export "later" (func $later')) (export "held" (func $held')) (export "return" (func $return))
              (export "set.new" (func $set.new)) (export "set.drop" (func $set.drop)) (export "join" (func $join))
              (export "drop" (func $drop)) (export "get" (func $get)) (export "set" (func $set))))))
            (func (export "ready") async (result u32) (canon lift (core func $m "ready") async (callback (core func $m "cb"))))
            (func (export "waiting") async (result u32) (canon lift (core func $m "waiting") async (callback (core func $m "cb"))))
            (func (export "suspending") async (result u32) (canon lift (core func $m "suspending") async (callback (core func $m "cb")))))
          (instance $callee (instantiate $Callee (with "later" (func $later)) (with "held" (func $held))))
          (component $Caller
            (import "now" (func $now async (result u32)))
            (import "ready" (func $ready async (result u32)))
            (core module $Memory (memory (export "mem") 1))
            (core instance $memory (instantiate $Memory))
            (canon lower (func $now) async (memory (core memory $memory "mem")) (core func $now'))
            (canon lower (func $ready) (core func $sync'))
            (canon lower (func $ready) async (memory (core memory $memory "mem")) (core func $async'))
            (canon task.return (result u32) (core func $return))
            (canon thread.yield (core func $yield))
            (core module $M
              (import "" "now" (func $now (param i32) (result i32)))
              (import "" "sync" (func $sync (result i32)))
              (import "" "async" (func $async (param i32) (result i32)))
              (import "" "return" (func $return (param i32)))
              (import "" "yield" (func $yield (result i32)))
              (func (export "host-ready") (param $n i32) (result i32)
                (loop $more
                  (if (i32.ne (call $now (i32.const 8)) (i32.const 2 (; RETURNED ;))) (then unreachable))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (i32.const 0))
              (func (export "sync-calls") (param $n i32) (result i32)
                (loop $more
                  (drop (call $sync))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (i32.const 0))
              (func (export "async-calls") (param $n i32) (result i32)
                (loop $more
                  (if (i32.ne (call $async (i32.const 8)) (i32.const 2 (; RETURNED ;))) (then unreachable))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (i32.const 0))
              (func (export "yields") (param $n i32)
                (loop $more
                  (drop (call $yield))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (call $return (i32.const 0))))
            (core instance $m (instantiate $M (with "" (instance
              (export "now" (func $now')) (export "sync" (func $sync')) (export "async" (func $async'))
              (export "return" (func $return)) (export "yield" (func $yield))))))
            (func (export "host-ready") (param "n" u32) (result u32) (canon lift (core func $m "host-ready")))
            (func (export "sync-calls") async (param "n" u32) (result u32) (canon lift (core func $m "sync-calls")))
            (func (export "async-calls") (param "n" u32) (result u32) (canon lift (core func $m "async-calls")))
            (func (export "yields") async (param "n" u32) (result u32) (canon lift (core func $m "yields") async)))
          (instance $caller (instantiate $Caller (with "now" (func $now)) (with "ready" (func $callee "ready"))))
          (component $Pair
            (import "yields" (func $yields async (param "n" u32) (result u32)))
            (core module $Memory (memory (export "mem") 1))
            (core instance $memory (instantiate $Memory))
            (canon lower (func $yields) async (memory (core memory $memory "mem")) (core func $yields'))
            (canon waitable-set.new (core func $set.new))
            (canon waitable-set.wait (memory (core memory $memory "mem")) (core func $set.wait))
            (canon waitable-set.drop (core func $set.drop))
            (canon waitable.join (core func $join))
            (canon subtask.drop (core func $drop))
            (core module $M
              (import "" "mem" (memory 1))
              (import "" "yields" (func $yields (param i32 i32) (result i32)))
              (import "" "set.new" (func $set.new (result i32)))
              (import "" "set.wait" (func $set.wait (param i32 i32) (result i32)))
              (import "" "set.drop" (func $set.drop (param i32)))
              (import "" "join" (func $join (param i32 i32)))
              (import "" "drop" (func $drop (param i32)))
              ;; Two tasks that give way to each other.
              (func (export "pair") (param $n i32) (result i32) (local $set i32)
                (local.set $set (call $set.new))
                (call $join (i32.shr_u (call $yields (local.get $n) (i32.const 8)) (i32.const 4)) (local.get $set))
                (call $join (i32.shr_u (call $yields (local.get $n) (i32.const 8)) (i32.const 4)) (local.get $set))
                (drop (call $set.wait (local.get $set) (i32.const 16)))
                (call $drop (i32.load (i32.const 16)))
                (drop (call $set.wait (local.get $set) (i32.const 16)))
                (call $drop (i32.load (i32.const 16)))
                (call $set.drop (local.get $set))
                (i32.const 0)))
            (core instance $m (instantiate $M (with "" (instance
              (export "mem" (memory $memory "mem"))
              (export "yields" (func $yields')) (export "set.new" (func $set.new)) (export "set.wait" (func $set.wait))
              (export "set.drop" (func $set.drop)) (export "join" (func $join)) (export "drop" (func $drop))))))
            (func (export "pair") async (param "n" u32) (result u32) (canon lift (core func $m "pair"))))
          (instance $pair (instantiate $Pair (with "yields" (func $caller "yields"))))
          (export "ready" (func $callee "ready"))
          (export "waiting" (func $callee "waiting"))
          (export "suspending" (func $callee "suspending"))
          (export "host-ready" (func $caller "host-ready"))
          (export "sync-calls" (func $caller "sync-calls"))
          (export "async-calls" (func $caller "async-calls"))
          (export "pair" (func $pair "pair")))
        """;
}
