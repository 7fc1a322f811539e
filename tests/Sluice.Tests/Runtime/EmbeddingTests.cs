using System.Runtime.Intrinsics;

namespace Sluice.Tests.Runtime;

public sealed class EmbeddingTests
{
    [Fact]
    public void Host_functions_take_and_return_every_type()
    {
        var calls = new List<string>();
        var instance = Wasm.Instantiate(
            """
            (module
              (import "host" "mix" (func $mix (param i32 i64 f32 f64 v128 externref) (result i32 i64 f32 f64 v128 externref)))
              (func (export "run") (param i32 i64 f32 f64 v128 externref) (result i32 i64 f32 f64 v128 externref)
                (call $mix (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5))))
            """, null,
            imports => imports.Add("host", "mix", (int a, ulong b, float c, double d, Vector128<byte> e, object? f) =>
            {
                calls.Add($"{a} {b} {c} {d} {f}");
                return (a + 1, (long)b + 1, c + 1, d + 1, e + Vector128<byte>.One, f);
            }));
        var token = new object();
        var results = instance.Invoke(
            "run", Value.FromInt32(1), Value.FromInt64(2), Value.FromSingle(3), Value.FromDouble(4), Value.FromVector(Vector128<byte>.Zero), Value.FromReference(token));
        Assert.Equal(
            [Value.FromInt32(2), Value.FromInt64(3), Value.FromSingle(4), Value.FromDouble(5), Value.FromVector(Vector128<byte>.One), Value.FromReference(token)], results);
        Assert.Equal([$"1 2 3 4 {token}"], calls);
    }

    [Fact]
    public void Typed_functions_take_unsigned_integers_and_return_tuples()
    {
        var instance = Wasm.Instantiate(
            """
            (module (func (export "divide") (param i32 i32) (result i32 i32)
              (i32.div_u (local.get 0) (local.get 1)) (i32.rem_u (local.get 0) (local.get 1))))
            """);
        Assert.Equal((1_000_000_000, 3), instance.GetFunction<Func<uint, uint, (int, int)>>("divide")(4_000_000_003, 4));
    }

    [Fact]
    public void Nine_results_are_one_tuple()
    {
        var instance = Wasm.Instantiate(
            $$"""
            (module
              (func $nine (result{{string.Concat(Enumerable.Repeat(" i32", 9))}})
                {{string.Concat(Enumerable.Range(1, 9).Select(i => $"(i32.const {i})"))}})
              (func (export "nine") (result{{string.Concat(Enumerable.Repeat(" i32", 9))}}) (call $nine)))
            """);
        Assert.Equal((1, 2, 3, 4, 5, 6, 7, 8, 9), instance.GetFunction<Func<(int, int, int, int, int, int, int, int, int)>>("nine")());
        Assert.Equal(9, instance.Invoke("nine")[8].AsInt32());
    }

    [Fact]
    public void A_failing_host_function_stops_the_guest()
    {
        var failure = new DivideByZeroException("of the host");
        var instance = Wasm.Instantiate(
            """(module (import "host" "f" (func $f)) (tag) (func (export "run") (block (try_table (catch_all 0) (call $f)))))""", null,
            imports => imports.Add("host", "f", (Action)(() => throw failure)));
        var trap = Wasm.Traps(TrapCode.HostFailure, () => instance.GetFunction<Action>("run")());
        Assert.Same(failure, trap.InnerException);
    }

    [Fact]
    public void Wrong_types_are_the_embedders_errors()
    {
        var instance = Wasm.Instantiate("""(module (func (export "f") (param i32) (result f64) (f64.const 0)) (memory (export "m") 1))""");
        Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<int, float>>("f"));
        Assert.Throws<ArgumentException>(() => instance.GetFunction<Action<string>>("f"));
        Assert.Throws<LinkException>(() => instance.GetFunction<Action>("m"));
        Assert.Throws<LinkException>(() => instance.GetFunction<Action>("g"));
        Assert.Throws<ArgumentException>(() => instance.Invoke("f"));
        Assert.Throws<ArgumentException>(() => instance.Invoke("f", Value.FromInt64(1)));
        Assert.Throws<InvalidOperationException>(() => instance.Invoke("f", Value.FromInt32(1))[0].AsInt32());
        Assert.Throws<LinkException>(() => instance.GetMemory("f"));
    }

    [Fact]
    public void Imports_are_checked_when_a_module_is_linked()
    {
        const string Text = """(module (import "host" "f" (func (param i32))))""";
        Assert.Contains("host.f", Assert.Throws<LinkException>(() => Wasm.Instantiate(Text)).Message);
        Assert.Throws<LinkException>(() => Wasm.Instantiate(Text, null, imports => imports.Add("host", "f", (long x) => { })));
    }

    [Fact]
    public void Instances_of_a_store_link_to_each_other()
    {
        var engine = new Engine();
        using var store = new Store(engine);
        var provider = Instance.Create(store, Wasm.Load(engine,
            """
            (module (memory (export "memory") 1) (global (export "count") (mut i64) (i64.const 40))
              (table (export "table") 2 funcref) (tag (export "tag") (param i32))
              (func (export "poke") (param i32 i32) (i32.store (local.get 0) (local.get 1))))
            """));
        var user = Instance.Create(store, Wasm.Load(engine,
            """
            (module (import "p" "memory" (memory 1)) (import "p" "count" (global $count (mut i64))) (import "p" "poke" (func $poke (param i32 i32)))
              (import "p" "table" (table 2 funcref)) (import "p" "tag" (tag (param i32)))
              (func (export "run") (result i64)
                (call $poke (i32.const 16) (i32.const 2))
                (global.set $count (i64.add (global.get $count) (i64.load32_u (i32.const 16))))
                (global.get $count)))
            """), new ModuleImports(store).Add("p", provider));
        Assert.Equal(42, user.GetFunction<Func<long>>("run")());
        Assert.Equal(2, provider.GetMemory("memory")[16]);
    }

    [Fact]
    public void A_trap_names_the_functions_it_came_through()
    {
        var instance = Wasm.Instantiate(
            """
            (module $example
              (func $inner (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
              (func $outer (param i32) (result i32) (i32.add (call $inner (local.get 0)) (i32.const 1)))
              (func (export "run") (param i32) (result i32) (i32.add (call $outer (local.get 0)) (i32.const 1)))
              (func (export "die") (unreachable)))
            """);
        var trap = Wasm.Traps(TrapCode.IntegerDivideByZero, () => instance.GetFunction<Func<int, int>>("run")(0));
        Assert.Equal(["example!inner", "example!outer", "example!<wasm function 2>"], trap.Backtrace.Select(frame => frame.ToString()));
        trap = Wasm.Traps(TrapCode.Unreachable, () => instance.GetFunction<Action>("die")());
        Assert.Equal([3], trap.Backtrace.Select(frame => frame.FunctionIndex));
    }

    [Fact]
    public void A_module_loads_from_text_and_from_a_stream()
    {
        var engine = new Engine();
        using var stream = new MemoryStream("(module $m)"u8.ToArray());
        Assert.Equal("m", Module.Load(engine, stream).Name);
    }
}
