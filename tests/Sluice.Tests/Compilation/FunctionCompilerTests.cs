using System.Text;
using Sluice.Tests.Runtime;

namespace Sluice.Tests.Compilation;

public sealed class FunctionCompilerTests
{
    [Theory]
    [InlineData("return_call $odd")]
    [InlineData("return_call_indirect (param i32 i64 i64 i64 i64 i64 i64 i64) (result i32)")]
    [InlineData("return_call_ref $many")]
    public void Tail_calls_run_in_constant_stack_space(string call)
    {
        var target = call.Contains("indirect", StringComparison.Ordinal) ? "(i32.const 0)" : call.Contains("ref", StringComparison.Ordinal) ? "(ref.func $odd)" : "";
        var instance = Wasm.Instantiate(
            $$"""
            (module
              (type $many (func (param i32 i64 i64 i64 i64 i64 i64 i64) (result i32)))
              (table funcref (elem $odd))
              (func $even (export "even") (param i32) (result i32)
                (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
                (i32.sub (local.get 0) (i32.const 1))
                (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5) (i64.const 6) (i64.const 7)
                {{target}} {{call}})
              (func $odd (type $many)
                (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
                (return_call $even (i32.sub (local.get 0) (i32.const 1)))))
            """);
        Assert.Equal(1, instance.GetFunction<Func<int, int>>("even")(1_000_000));
    }

    [Fact]
    public void A_tail_call_leaves_the_handlers_around_it()
    {
        var instance = Wasm.Instantiate(
            """
            (module (tag $t (param i32))
              (func $throws (param i32) (result i32) (throw $t (local.get 0)))
              (func $guarded (param i32) (result i32)
                (block (result i32) (try_table (result i32) (catch $t 0) (return_call $throws (local.get 0)))))
              (func (export "run") (param i32) (result i32)
                (i32.add (i32.const 100) (block (result i32) (try_table (result i32) (catch $t 0) (call $guarded (local.get 0)))))))
            """);
        Assert.Equal(107, instance.GetFunction<Func<int, int>>("run")(7));
    }

    [Fact]
    public void Handlers_never_catch_traps()
    {
        var instance = Wasm.Instantiate(
            """
            (module
              (func (export "divide") (param i32) (result i32)
                (block (return (try_table (result i32) (catch_all 0) (i32.div_s (i32.const 1) (local.get 0))))) (i32.const -1))
              (func $deep (call $deep))
              (func (export "recurse") (block (try_table (catch_all 0) (call $deep)))))
            """);
        Wasm.Traps(TrapCode.IntegerDivideByZero, () => instance.GetFunction<Func<int, int>>("divide")(0));
        Wasm.Traps(TrapCode.CallStackExhausted, () => instance.GetFunction<Action>("recurse")());
    }

    [Fact]
    public void An_uncaught_exception_is_a_trap()
    {
        var instance = Wasm.Instantiate("""(module (tag $t) (func (export "run") (throw $t)))""");
        Wasm.Traps(TrapCode.UncaughtException, () => instance.GetFunction<Action>("run")());
    }

    [Fact]
    public void An_expression_twenty_thousand_deep_compiles()
    {
        var text = new StringBuilder("""(module (func (export "run") (param i32) (result i32) local.get 0 """);
        for (var i = 0; i < 20_000; i++) text.Append("local.get 0 i32.xor i32.const 1 i32.add ");
        var expected = 3;
        for (var i = 0; i < 20_000; i++) expected = (expected ^ 3) + 1;
        Assert.Equal(expected, Wasm.Instantiate(text.Append("))").ToString()).GetFunction<Func<int, int>>("run")(3));
    }

    [Fact]
    public void Ten_thousand_nested_blocks_compile()
    {
        var text = new StringBuilder("""(module (func (export "run") (result i32) """);
        for (var i = 0; i < 10_000; i++) text.Append("block (result i32) ");
        text.Append("i32.const 5 br 9999 ");
        for (var i = 0; i < 10_000; i++) text.Append("end ");
        Assert.Equal(5, Wasm.Instantiate(text.Append("))").ToString()).GetFunction<Func<int>>("run")());
    }

    [Fact]
    public void A_function_too_large_for_inline_checks_is_as_correct()
    {
        // Every access has another address expression, so that no check makes another one unnecessary.
        var text = new StringBuilder("""(module (memory (export "memory") 1) (func $id (param i32) (result i32) (local.get 0)) (func (export "run") (param i32) (result i32) (local i32) """);
        for (var i = 0; i < 3_000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"(local.set 1 (i32.add (local.get 1) (i32.load8_u offset={i % 7} (i32.add (local.get 0) (i32.const {i})))))");
        var instance = Wasm.Instantiate(text.Append("(call $id (local.get 1))))").ToString());
        instance.GetMemory("memory").Fill(1);
        var run = instance.GetFunction<Func<int, int>>("run");
        Assert.Equal(3_000, run(0));
        Wasm.Traps(TrapCode.MemoryOutOfBounds, () => run(65_000));
        Wasm.Traps(TrapCode.MemoryOutOfBounds, () => run(-1));
    }

    [Theory]
    [InlineData("i32", "")]
    [InlineData("i64", "i64")]
    public void A_function_too_large_for_inline_checks_may_have_its_addresses_in_locals(string address, string memory)
    {
        // The local changes after each access, so that none of them makes the next one's check unnecessary.
        var text = new StringBuilder($"""(module (memory (export "memory") {memory} 1) (func (export "run") (param {address}) (result i32) (local i32) """);
        for (var i = 0; i < 3_000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"(local.set 1 (i32.add (local.get 1) (i32.load8_u offset={i % 7} (local.get 0)))) (local.set 0 ({address}.add (local.get 0) ({address}.const 1)))");
        var instance = Wasm.Instantiate(text.Append("(local.get 1)))").ToString());
        instance.GetMemory("memory").Fill(2);
        Assert.Equal(6_000, instance.Invoke("run", address == "i32" ? Value.FromInt32(0) : Value.FromInt64(0))[0].AsInt32());
        Wasm.Traps(TrapCode.MemoryOutOfBounds, () => instance.Invoke("run", address == "i32" ? Value.FromInt32(65_000) : Value.FromInt64(65_000)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(65_528, 1)]
    [InlineData(65_529, 0)]
    [InlineData(-1, 0)]
    [InlineData(int.MinValue, 0)]
    public void Checks_that_others_make_unnecessary_are_left_out_without_harm(int address, int inside)
    {
        var instance = Wasm.Instantiate(
            """
            (module (memory 1)
              (func (export "run") (param i32) (result i64)
                (drop (i32.load (local.get 0)))
                (i64.add (i64.load (local.get 0)) (i64.load32_u offset=4 (local.get 0)))))
            """);
        var run = instance.GetFunction<Func<int, long>>("run");
        if (inside == 1) Assert.Equal(0, run(address));
        else Wasm.Traps(TrapCode.MemoryOutOfBounds, () => run(address));
    }

    [Fact]
    public void A_check_on_one_path_does_not_count_on_another()
    {
        var instance = Wasm.Instantiate(
            """
            (module (memory 1)
              (func (export "run") (param i32 i32) (result i32)
                (if (local.get 1) (then (drop (i32.load (local.get 0)))))
                (i32.load (local.get 0)))
              (func (export "changed") (param i32) (result i32)
                (drop (i32.load (local.get 0)))
                (local.set 0 (i32.const 65536))
                (i32.load (local.get 0))))
            """);
        Wasm.Traps(TrapCode.MemoryOutOfBounds, () => instance.GetFunction<Func<int, int, int>>("run")(65_536, 0));
        Wasm.Traps(TrapCode.MemoryOutOfBounds, () => instance.GetFunction<Func<int, int>>("changed")(0));
    }

    [Fact]
    public void Put_off_reads_of_locals_see_the_value_of_their_time()
    {
        var instance = Wasm.Instantiate(
            """
            (module
              (func (export "swap") (param i32 i32) (result i32 i32)
                local.get 0 local.get 1 local.set 0 local.set 1 local.get 0 local.get 1)
              (func (export "branch") (param i32) (result i32)
                local.get 0
                (if (i32.gt_s (local.get 0) (i32.const 5)) (then (local.set 0 (i32.const 100))))
                local.get 0 i32.sub)
              (func (export "tee") (param i32) (result i32)
                local.get 0 i32.const 3 local.tee 0 i32.mul local.get 0 i32.add))
            """);
        Assert.Equal((2, 1), instance.GetFunction<Func<int, int, (int, int)>>("swap")(1, 2));
        Assert.Equal(-90, instance.GetFunction<Func<int, int>>("branch")(10));
        Assert.Equal(0, instance.GetFunction<Func<int, int>>("branch")(1));
        Assert.Equal(15, instance.GetFunction<Func<int, int>>("tee")(4));
    }

    [Fact]
    public void Loop_parameters_are_exchanged_at_once()
    {
        var instance = Wasm.Instantiate(
            """
            (module
              (func $exchange (param i64 i64) (result i64 i64) (local.get 1) (local.get 0))
              (func (export "run") (param $n i32) (result i64)
                (i64.const 1) (i64.const 2)
                (loop $next (param i64 i64) (result i64 i64)
                  (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                  (call $exchange)
                  (br_if $next (i32.ne (local.get $n) (i32.const 0))))
                (i64.const 10) (i64.mul) (i64.add)))
            """);
        var run = instance.GetFunction<Func<int, long>>("run");
        Assert.Equal(12, run(1));
        Assert.Equal(21, run(2));
    }

    [Theory]
    [InlineData(0, 22)]
    [InlineData(1, 11)]
    [InlineData(2, 11)]
    [InlineData(-1, 11)]
    [InlineData(int.MinValue, 11)]
    public void Select_in_a_loop_takes_any_nonzero_condition(int condition, long expected)
    {
        var instance = Wasm.Instantiate(
            """
            (module (func (export "run") (param $c i32) (param $a i64) (param $b i64) (result i64)
              (local $i i32) (local $narrow i32) (local $wide i64)
              (loop $l
                (local.set $wide (select (i64.add (local.get $a) (i64.const 1)) (local.get $b) (local.get $c)))
                (local.set $narrow (select (i32.wrap_i64 (local.get $a)) (i32.wrap_i64 (i64.sub (local.get $b) (i64.const 1))) (local.get $c)))
                (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3))))
              (if (i64.eq (i64.extend_i32_s (local.get $narrow)) (local.get $wide)) (then (unreachable)))
              (local.get $wide)))
            """);
        Assert.Equal(expected, instance.GetFunction<Func<int, long, long, long>>("run")(condition, 10, 22));
    }

    [Fact]
    public void Wide_constants_in_loops_keep_their_values()
    {
        const long First = unchecked((long)0x9E3779B185EBCA87), Second = 0x123456789ABCDEF0;
        var instance = Wasm.Instantiate(
            $$"""
            (module (memory 1) (func (export "run") (param $x i64) (result i64) (local $i i32)
              (loop $l
                (local.set $x (i64.xor (i64.mul (local.get $x) (i64.const {{First}})) (i64.const {{Second}})))
                (i64.store (i32.const 8) (i64.const {{First}}))
                (local.set $x (i64.add (local.get $x) (i64.div_s (i64.const {{Second}}) (i64.load (i32.const 8)))))
                (local.set $x (i64.sub (local.get $x) (i64.rem_u (local.get $x) (i64.const {{Second}}))))
                (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 5))))
              (local.get $x)))
            """);
        var x = 77L;
        for (var i = 0; i < 5; i++)
        {
            x = unchecked(x * First ^ Second) + Second / First;
            x -= (long)((ulong)x % (ulong)Second);
        }
        Assert.Equal(x, instance.GetFunction<Func<long, long>>("run")(77));
    }

    [Fact]
    public void An_address_is_checked_again_after_its_local_changed()
    {
        var instance = Wasm.Instantiate(
            """
            (module (memory 1)
              (func (export "run") (param $p i32) (param $q i32) (result i32) (local $sum i32)
                (i32.store (i32.const 16) (i32.const 5))
                (local.set $sum (i32.load (local.get $p)))
                (if (local.get $q) (then (local.set $p (local.get $q))))
                (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $p))))
                (local.set $p (i32.add (local.get $p) (i32.const 8)))
                (i32.add (local.get $sum) (i32.load offset=4 (local.get $p)))))
            """);
        var run = instance.GetFunction<Func<int, int, int>>("run");
        Assert.Equal(10, run(16, 0));
        Assert.Equal(10, run(16, 16));
        Assert.Equal(5, run(4, 0));
        Wasm.Traps(TrapCode.MemoryOutOfBounds, () => run(16, 65_533));
        Wasm.Traps(TrapCode.MemoryOutOfBounds, () => run(16, 65_528));
        Wasm.Traps(TrapCode.MemoryOutOfBounds, () => run(16, -4));
    }
}
