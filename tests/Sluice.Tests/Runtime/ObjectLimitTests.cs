using System.Runtime.CompilerServices;

namespace Sluice.Tests.Runtime;

/// <summary>What guests may hold of the managed heap, and that it is freed.</summary>
[Collection(nameof(AloneTests))]
public sealed class ObjectLimitTests
{
    private const long Limit = 8 << 20;

    private static readonly StoreOptions Limited = new() { Limits = new StoreLimits { ObjectBytes = (ulong)Limit } };

    private const string Text =
        """
        (module
          (type $node (struct (field $value i64) (field $next (ref null $node))))
          (type $bytes (array (mut i8))) (type $longs (array (mut i64))) (type $references (array (mut eqref))) (type $vectors (array v128))
          (global $list (mut (ref null $node)) (ref.null $node))
          (global $count (mut i64) (i64.const 0))
          (global $kept (mut eqref) (ref.null eq))
          (func (export "count") (result i64) (global.get $count))
          (func (export "hold") (loop
            (global.set $list (struct.new $node (global.get $count) (global.get $list)))
            (global.set $count (i64.add (global.get $count) (i64.const 1)))
            (br 0)))
          (func (export "release") (global.set $list (ref.null $node)) (global.set $count (i64.const 0)))
          (func (export "churn") (param i32) (loop
            (drop (struct.new $node (i64.const 1) (struct.new_default $node)))
            (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
          (func (export "churn arrays") (param i32 i32) (loop
            (global.set $kept (array.new_default $bytes (local.get 1)))
            (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
          (func (export "hold i31") (local $a (ref $references)) (local $i i32)
            (global.set $kept (local.tee $a (array.new_default $references (i32.const 300000))))
            (loop
              (array.set $references (local.get $a) (local.get $i) (ref.i31 (i32.add (local.get $i) (i32.const 10000))))
              (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 300000)))))
          (func (export "bytes") (param i32) (drop (array.new_default $bytes (local.get 0))))
          (func (export "longs") (param i32) (drop (array.new $longs (i64.const 1) (local.get 0))))
          (func (export "vectors") (param i32) (drop (array.new_default $vectors (local.get 0))))
          (func (export "references") (param i32) (drop (array.new $references (ref.null eq) (local.get 0)))))
        """;

    [Theory]
    [InlineData("bytes", -1)]
    [InlineData("bytes", int.MaxValue)]
    [InlineData("longs", int.MaxValue)]
    [InlineData("longs", 1 << 27)]
    [InlineData("vectors", -1)]
    [InlineData("vectors", 1 << 30)]
    [InlineData("references", 1 << 30)]
    public void A_huge_array_traps(string export, int length)
    {
        var instance = Wasm.Instantiate(Text);
        Wasm.Traps(TrapCode.LimitExceeded, () => instance.GetFunction<Action<int>>(export)(length));
        instance.GetFunction<Action<int>>(export)(10);
    }

    [Fact]
    public void A_huge_array_in_a_constant_expression_traps() => Wasm.Traps(TrapCode.LimitExceeded,
        () => Wasm.Instantiate("(module (type $t (array i64)) (global (ref $t) (array.new $t (i64.const 1) (i32.const -1))))"));

    [Fact]
    public void Objects_that_stay_alive_reach_the_limit()
    {
        const int NodeBytes = 40;
        var instance = Wasm.Instantiate(Text, Limited);
        Wasm.Traps(TrapCode.LimitExceeded, () => instance.GetFunction<Action>("hold")());
        Assert.InRange(instance.GetFunction<Func<long>>("count")() * NodeBytes, Limit * 3 / 4, Limit * 5 / 4);
        // What was held is free again.
        instance.GetFunction<Action>("release")();
        instance.GetFunction<Action<int>>("churn")(1_000_000);
        Wasm.Traps(TrapCode.LimitExceeded, () => instance.GetFunction<Action>("hold")());
        Assert.InRange(instance.GetFunction<Func<long>>("count")() * NodeBytes, Limit / 2, Limit * 5 / 4);
    }

    [Fact]
    public void References_to_integers_count() =>
        Wasm.Traps(TrapCode.LimitExceeded, () => Wasm.Instantiate(Text, Limited).GetFunction<Action>("hold i31")());

    [Fact]
    public void Objects_that_die_do_not_count()
    {
        var instance = Wasm.Instantiate(Text, Limited);
        instance.GetFunction<Action<int>>("churn")(2_000_000);
        instance.GetFunction<Action<int, int>>("churn arrays")(200, 1 << 20);
        instance.GetFunction<Action<int, int>>("churn arrays")(100_000, 1_000);
    }

    [Fact]
    public void A_cycle_that_nothing_refers_to_is_collected()
    {
        var instance = Wasm.Instantiate(
            """
            (module
              (type $node (struct (field $other (mut (ref null $node)))))
              (global $kept (mut (ref null $node)) (ref.null $node))
              (func (export "make") (result (ref $node)) (local $a (ref $node)) (local $b (ref $node))
                (local.set $a (struct.new_default $node))
                (local.set $b (struct.new $node (local.get $a)))
                (struct.set $node $other (local.get $a) (local.get $b))
                (global.set $kept (local.get $a))
                (local.get $b))
              (func (export "forget") (global.set $kept (ref.null $node))))
            """);
        var reference = Make(instance);
        Collect();
        Assert.True(reference.IsAlive);
        instance.GetFunction<Action>("forget")();
        Collect();
        Assert.False(reference.IsAlive);
        instance.GetFunction<Action>("forget")();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Make(Instance instance) => new(instance.Invoke("make")[0].AsReference());
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
