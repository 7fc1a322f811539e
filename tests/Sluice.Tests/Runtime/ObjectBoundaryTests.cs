namespace Sluice.Tests.Runtime;

/// <summary>Guests' objects where they leave a module: to other modules, to the host, to other engines.</summary>
public sealed class ObjectBoundaryTests
{
    private const string Maker =
        """
        (module
          (rec (type $node (sub (struct (field $value (mut i32)) (field $next (ref null $node))))))
          (rec (type $leaf (sub final $node (struct (field $value (mut i32)) (field $next (ref null $node)) (field i64)))))
          (func (export "node") (param i32) (result (ref $node)) (struct.new $node (local.get 0) (ref.null $node)))
          (func (export "leaf") (param i32) (result (ref $node)) (struct.new $leaf (local.get 0) (ref.null $node) (i64.const 0)))
          (func (export "value") (param (ref $node)) (result i32) (struct.get $node $value (local.get 0)))
          (func (export "any") (param anyref) (result anyref) (local.get 0)))
        """;

    private const string User =
        """
        (module
          (type $unrelated (struct))
          (rec (type $n (sub (struct (field (mut i32)) (field (ref null $n))))))
          (rec (type $m (sub final $n (struct (field (mut i32)) (field (ref null $n)) (field i64)))))
          (rec (type $like_n (sub (struct (field (mut i32)) (field (ref null $like_n))))) (type (struct)))
          (import "maker" "node" (func $node (param i32) (result (ref $n))))
          (import "maker" "leaf" (func $leaf (param i32) (result (ref $n))))
          (func (export "node is n") (result i32) (ref.test (ref $n) (call $node (i32.const 0))))
          (func (export "node is m") (result i32) (ref.test (ref $m) (call $node (i32.const 0))))
          (func (export "leaf is m") (result i32) (ref.test (ref $m) (call $leaf (i32.const 0))))
          (func (export "leaf is n") (result i32) (ref.test (ref $n) (call $leaf (i32.const 0))))
          (func (export "node is like_n") (result i32) (ref.test (ref $like_n) (call $node (i32.const 0))))
          (func (export "value") (result i32) (struct.get $n 0 (call $leaf (i32.const 77)))))
        """;

    [Fact]
    public void Types_are_the_same_in_two_modules_where_their_groups_are()
    {
        var engine = new Engine();
        using var store = new Store(engine);
        var maker = Instance.Create(store, Wasm.Load(engine, Maker));
        var user = Instance.Create(store, Wasm.Load(engine, User), new ModuleImports(store).Add("maker", maker));
        int Ask(string question) => user.GetFunction<Func<int>>(question)();
        Assert.Equal(1, Ask("node is n"));
        Assert.Equal(0, Ask("node is m"));
        Assert.Equal(1, Ask("leaf is m"));
        Assert.Equal(1, Ask("leaf is n"));
        Assert.Equal(0, Ask("node is like_n"));
        Assert.Equal(77, Ask("value"));
    }

    [Fact]
    public void The_host_keeps_a_reference_and_gives_it_back()
    {
        var instance = Wasm.Instantiate(Maker);
        var node = instance.Invoke("leaf", Value.FromInt32(5))[0];
        Assert.Equal(ValueKind.Reference, node.Kind);
        Assert.Equal(5, instance.Invoke("value", node)[0].AsInt32());
        Assert.Equal(5, instance.GetFunction<Func<object, int>>("value")(node.AsReference()!));
        Assert.Equal(node, instance.Invoke("any", node)[0]);
        var token = new object();
        Assert.Same(token, instance.GetFunction<Func<object?, object?>>("any")(token));
    }

    [Fact]
    public void A_reference_of_another_type_is_the_embedders_error()
    {
        var instance = Wasm.Instantiate(
            """
            (module
              (type $s (struct (field i32))) (type $t (struct (field i64))) (type $f (func))
              (func (export "t") (result (ref $t)) (struct.new_default $t))
              (func (export "array") (result arrayref) (array.new_fixed $a 0)) (type $a (array i8))
              (func (export "i31") (result i31ref) (ref.i31 (i32.const 1)))
              (func $f (export "f"))
              (func (export "get f") (result funcref) (ref.func $f))
              (func (export "take s") (param (ref $s)) (result i32) (struct.get $s 0 (local.get 0)))
              (func (export "take struct") (param structref)) (func (export "take array") (param arrayref)) (func (export "take i31") (param i31ref))
              (func (export "take eq") (param eqref)) (func (export "take function") (param (ref null $f))) (func (export "take none") (param nullref)))
            """);
        object?[] values = [new(), instance.Invoke("t")[0].AsReference(), instance.Invoke("array")[0].AsReference(), instance.Invoke("i31")[0].AsReference(), instance.Invoke("get f")[0].AsReference()];
        void Takes(string name, params int[] accepted)
        {
            for (var i = 0; i < values.Length; i++)
            {
                var value = values[i];
                var typed = Record.Exception(() => instance.GetFunction<Action<object?>>(name)(value));
                var untyped = Record.Exception(() => instance.Invoke(name, Value.FromReference(value)));
                if (accepted.Contains(i)) Assert.Null(typed ?? untyped);
                else Assert.All([typed, untyped], error => Assert.IsType<ArgumentException>(error));
            }
            instance.Invoke(name, Value.FromReference(null));
        }
        Takes("take struct", 1);
        Takes("take array", 2);
        Takes("take i31", 3);
        Takes("take eq", 1, 2, 3);
        Takes("take function", 4);
        Takes("take none");
        Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<object?, int>>("take s")(values[1]));
        Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<object?, int>>("take s")(null));
    }

    [Fact]
    public void Host_functions_take_and_return_references_of_the_guests_types()
    {
        var seen = new List<object?>();
        var instance = Wasm.Instantiate(
            """
            (module
              (type $s (struct (field i32)))
              (import "host" "keep" (func $keep (param (ref $s) i32)))
              (import "host" "give" (func $give (result (ref null $s))))
              (import "host" "both" (func $both (result i32 (ref $s))))
              (func (export "keep") (call $keep (struct.new $s (i32.const 31)) (i32.const 0)))
              (func (export "give") (result i32) (struct.get $s 0 (call $give)))
              (func (export "both") (result i32) (call $both) (struct.get $s 0) (i32.add)))
            """, null, imports => imports
            .Add("host", "keep", (object? value, int _) => seen.Add(value))
            .Add("host", "give", () => seen[^1])
            .Add("host", "both", () => (11, seen[^1])));
        instance.GetFunction<Action>("keep")();
        Assert.Equal(31, instance.GetFunction<Func<int>>("give")());
        Assert.Equal(42, instance.GetFunction<Func<int>>("both")());
        seen.Add(null);
        Wasm.Traps(TrapCode.NullStructureReference, () => instance.GetFunction<Func<int>>("give")());
        Wasm.Traps(TrapCode.HostFailure, () => instance.GetFunction<Func<int>>("both")());
        seen.Add("no structure");
        Wasm.Traps(TrapCode.HostFailure, () => instance.GetFunction<Func<int>>("give")());
    }

    [Fact]
    public void An_object_of_another_engine_is_of_no_type_of_this_one()
    {
        const string Text =
            """
            (module
              (type $s (struct (field i32)))
              (func (export "make") (result externref) (extern.convert_any (struct.new $s (i32.const 1))))
              (func (export "test") (param externref) (result i32) (ref.test (ref $s) (any.convert_extern (local.get 0))))
              (func (export "get") (param externref) (result i32) (struct.get $s 0 (ref.cast (ref $s) (any.convert_extern (local.get 0))))))
            """;
        var one = Wasm.Instantiate(Text);
        var other = Wasm.Instantiate(Text);
        var made = one.GetFunction<Func<object?>>("make")();
        Assert.Equal(1, one.GetFunction<Func<object?, int>>("test")(made));
        Assert.Equal(0, other.GetFunction<Func<object?, int>>("test")(made));
        Wasm.Traps(TrapCode.CastFailure, () => other.GetFunction<Func<object?, int>>("get")(made));
    }

    [Fact]
    public void A_hosts_object_survives_a_conversion_and_is_no_eqref()
    {
        var instance = Wasm.Instantiate(
            """
            (module
              (global $g (mut anyref) (ref.null any))
              (func (export "in") (param externref) (result i32) (global.set $g (any.convert_extern (local.get 0))) (ref.test eqref (global.get $g)))
              (func (export "out") (result externref) (extern.convert_any (global.get $g))))
            """);
        var token = new object();
        Assert.Equal(0, instance.GetFunction<Func<object?, int>>("in")(token));
        Assert.Same(token, instance.GetFunction<Func<object?>>("out")());
    }
}
