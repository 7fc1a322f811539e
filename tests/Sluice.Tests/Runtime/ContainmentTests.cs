namespace Sluice.Tests.Runtime;

/// <summary>What a hostile guest tries; each time the process goes on and runs another guest.</summary>
public sealed class ContainmentTests
{
    private static void AssertAnotherGuestRuns()
    {
        var instance = Wasm.Instantiate("""(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))""");
        Assert.Equal(5, instance.GetFunction<Func<int, int, int>>("add")(2, 3));
    }

    [Theory]
    [InlineData("""(module (func $f (export "run") (call $f)))""")]
    [InlineData("""(module (func $f (export "run") (call $g)) (func $g (call $f)))""")]
    [InlineData("""(module (table funcref (elem $f)) (func $f (export "run") (call_indirect (i32.const 0))))""")]
    [InlineData("""(module (func $f (export "run") (drop (call $g (i64.const 1)))) (func $g (param i64) (result i64) (i64.add (call $g (local.get 0)) (i64.const 1))))""")]
    [InlineData("""(module (import "host" "call" (func $host)) (func (export "run") (call $host)))""")]
    public void Runaway_recursion_traps(string text)
    {
        Instance? instance = null;
        instance = Wasm.Instantiate(text, null, imports => imports.Add("host", "call", (Action)(() => instance!.GetFunction<Action>("run")())));
        var run = instance.GetFunction<Action>("run");
        Wasm.Traps(TrapCode.CallStackExhausted, () => run());
        Wasm.Traps(TrapCode.CallStackExhausted, () => run());
        AssertAnotherGuestRuns();
    }

    [Fact]
    public void Runaway_recursion_on_a_small_stack_traps()
    {
        var instance = Wasm.Instantiate("""(module (func $f (export "run") (call $f)))""");
        Exception? caught = null;
        var thread = new Thread(() => caught = Record.Exception(() => instance.GetFunction<Action>("run")()), 512 << 10);
        thread.Start();
        thread.Join();
        Assert.Equal(TrapCode.CallStackExhausted, Assert.IsType<Trap>(caught).Code);
    }

    [Fact]
    public void Recursion_with_frames_of_fifty_thousand_locals_traps()
    {
        var locals = string.Concat(Enumerable.Repeat(" v128", 49_000));
        var instance = Wasm.Instantiate($"""(module (func $f (export "run") (param i32) (result i32) (local{locals}) (i32.add (call $f (local.get 0)) (i32.const 1))))""");
        Wasm.Traps(TrapCode.CallStackExhausted, () => instance.GetFunction<Func<int, int>>("run")(1));
        AssertAnotherGuestRuns();
    }

    [Theory]
    [InlineData("(loop (br 0))")]
    [InlineData("(loop (br_if 0 (i32.const 1)))")]
    [InlineData("(block (loop (br_table 0 1 (i32.const 0))))")]
    [InlineData("(drop (call $fib (i32.const 90)))")]
    [InlineData("(return_call $spin)")]
    public void An_endless_loop_ends_at_the_deadline(string body)
    {
        var instance = Wasm.Instantiate(
            $$"""
            (module
              (func $fib (param i32) (result i32)
                (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (local.get 0))
                  (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
              (func $spin (return_call $spin))
              (func (export "run") {{body}}))
            """, new StoreOptions { Timeout = TimeSpan.FromMilliseconds(50) });
        Wasm.Traps(TrapCode.Interrupted, () => instance.GetFunction<Action>("run")());
        AssertAnotherGuestRuns();
    }

    [Fact]
    public void Cancellation_ends_an_endless_loop()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var instance = Wasm.Instantiate("""(module (func (export "run") (loop (br 0))))""", new StoreOptions { CancellationToken = cancellation.Token });
        Wasm.Traps(TrapCode.Interrupted, () => instance.GetFunction<Action>("run")());
        AssertAnotherGuestRuns();
    }

    [Fact]
    public void A_cancelled_store_runs_nothing_more()
    {
        using var cancellation = new CancellationTokenSource();
        var instance = Wasm.Instantiate("""(module (func $f (export "run") (call $g)) (func $g))""", new StoreOptions { CancellationToken = cancellation.Token });
        var run = instance.GetFunction<Action>("run");
        run();
        cancellation.Cancel();
        Wasm.Traps(TrapCode.Interrupted, () => run());
    }

    [Fact]
    public void Memory_grows_up_to_the_stores_limit()
    {
        var options = new StoreOptions { Limits = new StoreLimits { MemoryBytes = 4 << 16 } };
        var instance = Wasm.Instantiate(
            """
            (module (memory (export "memory") 1) (memory $other 1)
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
            """, options);
        var grow = instance.GetFunction<Func<int, int>>("grow");
        Assert.Equal(-1, grow(3));
        Assert.Equal(1, grow(2));
        Assert.Equal(-1, grow(1));
        Assert.Equal(-1, grow(-1));
        Assert.Equal(3 << 16, instance.GetMemory("memory").Length);
        AssertAnotherGuestRuns();
    }

    [Fact]
    public void A_module_that_starts_beyond_the_memory_limit_is_refused()
    {
        var options = new StoreOptions { Limits = new StoreLimits { MemoryBytes = 1 << 20 } };
        Wasm.Traps(TrapCode.LimitExceeded, () => Wasm.Instantiate("(module (memory 17))", options));
        Wasm.Traps(TrapCode.LimitExceeded, () => Wasm.Instantiate("(module (memory i64 0x1000000000000))"));
    }

    [Fact]
    public void Tables_grow_up_to_the_stores_limit()
    {
        var options = new StoreOptions { Limits = new StoreLimits { TableElements = 100 } };
        var instance = Wasm.Instantiate(
            """(module (table 10 externref) (func (export "grow") (param i32) (result i32) (table.grow (ref.null extern) (local.get 0))))""", options);
        var grow = instance.GetFunction<Func<int, int>>("grow");
        Assert.Equal(-1, grow(91));
        Assert.Equal(10, grow(90));
        Assert.Equal(-1, grow(1));
        Wasm.Traps(TrapCode.LimitExceeded, () => Wasm.Instantiate("(module (table 4000000000 funcref))"));
    }

    [Fact]
    public void Instances_are_limited()
    {
        var engine = new Engine();
        using var store = new Store(engine, new StoreOptions { Limits = new StoreLimits { Instances = 2 } });
        var module = Wasm.Load(engine, "(module)");
        Instance.Create(store, module);
        Instance.Create(store, module);
        Wasm.Traps(TrapCode.LimitExceeded, () => Instance.Create(store, module));
    }

    [Theory]
    [InlineData("(memory.fill (i32.const 0) (i32.const 1) (i32.const 0x2000000))")]
    [InlineData("(memory.copy (i32.const 0) (i32.const 100) (i32.const 0x2000000))")]
    [InlineData("(memory.copy (i32.const 100) (i32.const 0) (i32.const 0x2000000))")]
    public void A_large_bulk_operation_notices_an_interruption(string operation)
    {
        Store? store = null;
        var instance = Wasm.Instantiate(
            $$"""(module (import "host" "stop" (func $stop)) (memory 513) (func (export "run") (call $stop) {{operation}}))""",
            null, imports => imports.Add("host", "stop", (Action)(() => store!.Interrupt())));
        store = instance.Store;
        Wasm.Traps(TrapCode.Interrupted, () => instance.GetFunction<Action>("run")());
        AssertAnotherGuestRuns();
    }

    [Theory]
    [InlineData("(table.fill $t (i32.const 0) (ref.null extern) (i32.const 2200000))")]
    [InlineData("(table.copy $t $t (i32.const 0) (i32.const 10) (i32.const 2200000))")]
    [InlineData("(table.copy $t $t (i32.const 10) (i32.const 0) (i32.const 2200000))")]
    [InlineData("(drop (table.grow $t (ref.as_non_null (local.get 0)) (i32.const 2200000)))")]
    [InlineData("(table.fill $f (i32.const 0) (ref.null func) (i32.const 1100000))")]
    [InlineData("(table.copy $f $f (i32.const 0) (i32.const 10) (i32.const 1100000))")]
    [InlineData("(table.init $f $e (i32.const 0) (i32.const 0) (i32.const 1100000))")]
    [InlineData("(array.fill $a (array.new_default $a (i32.const 20000000)) (i32.const 0) (i32.const 1) (i32.const 20000000))")]
    [InlineData("(drop (array.new $a (i32.const 1) (i32.const 20000000)))")]
    [InlineData("(drop (array.new $r (local.get 0) (i32.const 2200000)))")]
    [InlineData("(array.copy $a $a (global.get $g) (i32.const 1) (global.get $g) (i32.const 0) (i32.const 20000000))")]
    [InlineData("(array.copy $a $a (global.get $g) (i32.const 0) (global.get $g) (i32.const 1) (i32.const 20000000))")]
    public void A_large_bulk_operation_on_references_notices_an_interruption(string operation)
    {
        Store? store = null;
        // Only the segment that is used is written out: parsing a million elements takes a while.
        var elements = operation.Contains("$e", StringComparison.Ordinal) ? string.Concat(Enumerable.Repeat(" 0", 1_100_000)) : "";
        var instance = Wasm.Instantiate(
            $$"""
            (module (import "host" "stop" (func $stop))
              (table $t 2300000 externref) (table $f 1200000 funcref) (elem $e func{{elements}})
              (type $a (array (mut i8))) (type $r (array (mut externref))) (global $g (ref $a) (array.new_default $a (i32.const 20000001)))
              (func (export "run") (param externref) (call $stop) {{operation}}))
            """,
            null, imports => imports.Add("host", "stop", (Action)(() => store!.Interrupt())));
        store = instance.Store;
        Wasm.Traps(TrapCode.Interrupted, () => instance.GetFunction<Action<object>>("run")(new object()));
        AssertAnotherGuestRuns();
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(7, 0)]
    [InlineData(0, 3_000_000)]
    [InlineData(3_000_000, 0)]
    public void A_large_copy_of_an_array_onto_itself_moves_every_element(int destination, int source)
    {
        const int Length = 5_000_000;
        var instance = Wasm.Instantiate(
            $$"""
            (module (type $t (array (mut i32)))
              (func (export "run") (param $to i32) (param $from i32) (param $count i32) (result i32) (local $a (ref $t)) (local $i i32)
                (local.set $a (array.new_default $t (i32.const 8000007)))
                (loop
                  (array.set $t (local.get $a) (local.get $i) (local.get $i))
                  (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 8000007))))
                (array.copy $t $t (local.get $a) (local.get $to) (local.get $a) (local.get $from) (local.get $count))
                ;; The first element that is not what it should be.
                (local.set $i (i32.const 0))
                (loop
                  (if (i32.ne (array.get $t (local.get $a) (i32.add (local.get $to) (local.get $i))) (i32.add (local.get $from) (local.get $i))) (then (return (local.get $i))))
                  (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
                (i32.const -1)))
            """);
        Assert.Equal(-1, instance.GetFunction<Func<int, int, int, int>>("run")(destination, source, Length));
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(1000, 0)]
    [InlineData(0, 20 << 20)]
    [InlineData(20 << 20, 0)]
    public void A_large_copy_onto_itself_moves_every_byte(int destination, int source)
    {
        const int Length = (40 << 20) + 12345;
        var instance = Wasm.Instantiate(
            """
            (module (memory (export "memory") 1000)
              (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2))))
            """);
        var memory = instance.GetMemory("memory");
        new Random(5).NextBytes(memory);
        var expected = memory.ToArray();
        expected.AsSpan(source, Length).ToArray().CopyTo(expected.AsSpan(destination));
        instance.GetFunction<Action<int, int, int>>("copy")(destination, source, Length);
        Assert.True(instance.GetMemory("memory").SequenceEqual(expected));
        instance.Store.Dispose();
    }
}
