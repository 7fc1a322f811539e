using System.Globalization;
using System.Runtime.CompilerServices;
using Sluice.Text;

namespace Sluice.Tests.Runtime;

/// <summary>Measures the whole process, and so runs while no other test does.</summary>
[CollectionDefinition(nameof(AloneTests), DisableParallelization = true)]
public sealed class AloneTests;

[Collection(nameof(AloneTests))]
public sealed class LifetimeTests
{
    [Fact]
    public void Many_cycles_of_load_call_and_dispose_leave_nothing_behind()
    {
        var binary = Wat.ToBytes(
            """
            (module (memory 4) (table 4 funcref) (elem (i32.const 0) $f) (global (mut i32) (i32.const 1))
              (func $f (export "f") (param i32) (result i32)
                (i32.store (i32.const 8) (local.get 0)) (i32.add (i32.load (i32.const 8)) (global.get 0))))
            """);
        // SLUICE_LIFETIME_CYCLES=10000 for a long look.
        var cycles = int.Parse(Environment.GetEnvironmentVariable("SLUICE_LIFETIME_CYCLES") ?? "2000", CultureInfo.InvariantCulture);
        for (var i = 0; i < 200; i++) Cycle(binary, i);
        var before = Measure();
        var residentBefore = Environment.WorkingSet;
        for (var i = 0; i < cycles; i++) Cycle(binary, i);
        var grown = Measure() - before;
        var residentGrown = Environment.WorkingSet - residentBefore;
        Assert.True(grown < cycles * 200, $"{grown} bytes more on the managed heap after {cycles} cycles");
        // Generated code and linear memories are not on that heap; a leaked cycle would cost some ten kilobytes.
        Assert.True(residentGrown < 40 << 20, $"{residentGrown} bytes more resident after {cycles} cycles");
    }

    [Fact]
    public void A_disposed_store_is_gone_with_the_next_collection()
    {
        var store = Used();
        GC.Collect();
        // It tracks resurrection: an object that is still to be finalized would keep all of the store.
        Assert.False(store.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Used()
        {
            var store = new Store(new Engine());
            Instance.Create(store, Module.Load(store.Engine, Wat.ToBytes("(module (memory 1) (table 1 funcref) (global (mut i32) (i32.const 1)))")));
            store.Dispose();
            return new WeakReference(store, trackResurrection: true);
        }
    }

    [Fact]
    public void An_instance_keeps_the_cells_of_globals_that_it_has_imported()
    {
        var engine = new Engine();
        using var store = new Store(engine);
        var exporter = Instance.Create(store, Module.Load(engine, Wat.ToBytes("""(module (global (export "g") i64 (i64.const 42)))""")));
        // Immutable: were its cell gone, a wrong value would be read, and no address.
        var module = Module.Load(engine, Wat.ToBytes("""(module (import "" "g" (global i64)) (func (export "get") (result i64) (global.get 0)))"""));
        var instances = Enumerable.Range(0, 100).Select(_ => Importer(store, module, exporter)).ToArray();

        GC.Collect();
        var others = Enumerable.Range(0, 10_000).Select(static _ => GC.AllocateArray<ulong>(2, pinned: true)).ToArray();

        Assert.All(instances, static instance => Assert.Equal(42, instance.GetFunction<Func<long>>("get")()));
        GC.KeepAlive(others);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Instance Importer(Store store, Module module, Instance exporter) =>
        Instance.Create(store, module, [exporter.GetExport("g")!]);

    private static void Cycle(byte[] binary, int argument)
    {
        var engine = new Engine();
        using var store = new Store(engine);
        var instance = Instance.Create(store, Module.Load(engine, binary));
        Assert.Equal(argument + 1, instance.GetFunction<Func<int, int>>("f")(argument));
    }

    private static long Measure()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    [Fact]
    public void A_delegate_keeps_its_instance_and_code_alive()
    {
        var add = Create();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.Equal(11, add(5));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static Func<int, int> Create() => Wasm.Instantiate(
            """
            (module (memory 1)
              (func (export "f") (param i32) (result i32) (i32.store (i32.const 0) (local.get 0)) (call $g (i32.load (i32.const 0))))
              (func $g (param i32) (result i32) (i32.add (local.get 0) (i32.const 6))))
            """).GetFunction<Func<int, int>>("f");
    }

    [Fact]
    public void A_disposed_store_runs_nothing()
    {
        var instance = Wasm.Instantiate("""(module (func (export "f")))""");
        var function = instance.GetFunction<Action>("f");
        instance.Store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => function());
    }

    [Fact]
    public unsafe void A_pinned_range_of_memory_outlives_the_store()
    {
        var instance = Wasm.Instantiate("""(module (memory (export "m") 1))""");
        var memory = (Sluice.Runtime.Memory)instance.GetExport("m")!;
        var range = memory.AsMemory(100, 8);
        range.Span.Fill(7);
        var pin = range.Pin();
        instance.Store.Dispose();
        Assert.Equal(7, ((byte*)pin.Pointer)[7]);
        pin.Dispose();
        Assert.Throws<ObjectDisposedException>(() => range.Span.Length);
    }
}
