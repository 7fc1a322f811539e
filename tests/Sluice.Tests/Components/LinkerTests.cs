using static Sluice.Tests.Components.ComponentBytes;

namespace Sluice.Tests.Components;

public sealed class LinkerTests
{
    private static readonly byte[] Adder = Wat.ToBytes("""
        (module
          (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
        """);

    private static readonly byte[] Caller = Wat.ToBytes("""
        (module
          (import "host" "twice" (func $twice (param i32) (result i32)))
          (func (export "run") (param i32) (result i32) (i32.add (call $twice (local.get 0)) (i32.const 1))))
        """);

    // (func (param "a" u32) (param "b" u32) (result u32))
    private static readonly byte[] AddType = [0x40, 0x02, .. Name("a"), 0x79, .. Name("b"), 0x79, 0x00, 0x79];

    // (func (param "x" u32) (result u32))
    private static readonly byte[] TwiceType = [0x40, 0x01, .. Name("x"), 0x79, 0x00, 0x79];

    private static byte[] AddComponent() => new ComponentBytes()
        .Raw(1, Adder)
        .Section(2, 1, 0x00, 0x00, 0x00)
        .Section(6, 1, [0x00, 0x00, 0x01, 0x00, .. Name("add")])
        .Section(7, 1, AddType)
        .Section(8, 1, 0x00, 0x00, 0x00, 0x00, 0x00)
        .Section(11, 1, [.. ExternName("add"), 0x01, 0x00, 0x00])
        .ToArray();

    /// <summary>Imports an instance <c>test:demo/math@1.2.0</c> with a function <c>twice</c>, and exports <c>run</c>.</summary>
    private static byte[] CallingComponent() => new ComponentBytes()
        .Section(7, 1, [0x42, 0x02, 0x01, .. TwiceType, 0x04, .. ExternName("twice"), 0x01, 0x00])
        .Section(10, 1, [.. ExternName("test:demo/math@1.2.0"), 0x05, 0x00])
        .Section(6, 1, [0x01, 0x00, 0x00, .. Name("twice")])
        .Section(8, 1, 0x01, 0x00, 0x00, 0x00)
        .Raw(1, Caller)
        .Section(2, 2, [0x01, 0x01, .. Name("twice"), 0x00, 0x00, 0x00, 0x00, 0x01, .. Name("host"), 0x12, 0x00])
        .Section(6, 1, [0x00, 0x00, 0x01, 0x01, .. Name("run")])
        .Section(7, 1, TwiceType)
        .Section(8, 1, 0x00, 0x00, 0x01, 0x00, 0x01)
        .Section(11, 1, [.. ExternName("run"), 0x01, 0x01, 0x00])
        .ToArray();

    private static ComponentInstance Instantiate(byte[] bytes, Action<Linker> define)
    {
        var engine = new Engine();
        var linker = new Linker(engine);
        define(linker);
        return linker.Instantiate(new Store(engine), Component.Load(engine, bytes));
    }

    [Fact]
    public async Task An_exported_function_is_called_through_a_delegate()
    {
        var instance = Instantiate(AddComponent(), static _ => { });
        Assert.Equal(["add"], instance.Exports.FunctionNames);
        var add = instance.GetFunction<Func<uint, uint, ValueTask<uint>>>("add");
        Assert.Equal(42u, await add(40, 2));
    }

    [Theory]
    [InlineData("test:demo/math@1.2.0")]
    [InlineData("test:demo/math@1.0.3")]
    [InlineData("test:demo/math@1.9.0")]
    public async Task An_import_is_served_by_the_same_or_a_compatible_version(string offered)
    {
        var instance = Instantiate(CallingComponent(), linker => linker.Instance(offered).Function("twice", static (uint x) => x * 2));
        Assert.Equal(43u, await instance.GetFunction<Func<uint, CancellationToken, ValueTask<uint>>>("run")(21, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_function_may_belong_to_an_object_of_each_store()
    {
        var made = 0;
        var instance = Instantiate(CallingComponent(), linker => linker
            .Instance("test:demo/math@1.2.0", _ => new Factor { Value = (uint)(++made + 2) })
            .Function("twice", static (Factor factor, uint x) => new ValueTask<uint>(x * factor.Value)));
        var run = instance.GetFunction<Func<uint, ValueTask<uint>>>("run");
        Assert.Equal(31u, await run(10));
        Assert.Equal(61u, await run(20));
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task A_function_may_take_its_parameters_together()
    {
        var instance = Instantiate(CallingComponent(), static linker => linker.Instance("test:demo/math@1.2.0")
            .Function<uint, uint>("twice", 1, static (x, _) => new ValueTask<uint>(2 * x)));
        Assert.Equal(21u, await instance.GetFunction<Func<uint, ValueTask<uint>>>("run")(10));
    }

    [Fact]
    public void A_function_that_takes_its_parameters_together_is_checked_as_others_are()
    {
        var error = Assert.Throws<LinkException>(() => Instantiate(CallingComponent(), static linker => linker.Instance("test:demo/math@1.2.0")
            .Function<(uint, uint), uint>("twice", 2, static (both, _) => new ValueTask<uint>(both.Item1))));
        Assert.Contains("the component function takes 1 parameter, the delegate 2 parameters", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<LinkException>(() => Instantiate(CallingComponent(), static linker => linker.Instance("test:demo/math@1.2.0")
            .Function<uint>("twice", 1, static (_, _) => ValueTask.CompletedTask)));
        Assert.Contains("the result is u32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interface_is_described_once_and_only_if_it_is_imported()
    {
        var described = new List<string>();
        var instance = Instantiate(CallingComponent(), linker => linker
            .Instance("test:demo/other", _ => described.Add("other"))
            .Instance("test:demo/math@1.2.0", math =>
            {
                described.Add("math");
                math.Hosted(static _ => new object()).Function<uint, uint>("twice", 1, static (_, x, _) => new ValueTask<uint>(2 * x));
            }));
        Assert.Equal(7u, await instance.GetFunction<Func<uint, ValueTask<uint>>>("run")(3));
        Assert.Equal(["math"], described);
    }

    [Fact]
    public void What_an_interface_put_off_offers_cannot_be_offered_again()
    {
        var linker = new Linker(new Engine()).Instance("test:demo/math", static math => math.Function("twice", static (uint x) => 2 * x));
        Assert.Throws<ArgumentException>(() => linker.Instance("test:demo/math", static math => math.Function("twice", static (uint x) => x)));
        Assert.Throws<ArgumentException>(() => linker.Instance("test:demo/math").Function("twice", static (uint x) => x));
    }

    [Fact]
    public async Task A_component_is_linked_with_another_ones_exports()
    {
        var engine = new Engine();
        var store = new Store(engine);
        var first = new Linker(engine);
        first.Instance("test:demo/math@1.2.0").Function("twice", static (uint x) => x * 2);
        // The export of the one is the import of the other, under another name.
        var provider = first.Instantiate(store, Component.Load(engine, Rename(CallingComponent())));
        var second = new Linker(engine).Instance("test:demo/math@1.2.0", provider.Exports);
        var run = second.Instantiate(store, Component.Load(engine, CallingComponent())).GetFunction<Func<uint, ValueTask<uint>>>("run");
        Assert.Equal(42u, await run(20));

        static byte[] Rename(byte[] bytes)
        {
            // The last export is "run"; "twice" is longer, so the component is put together again.
            var export = new ComponentBytes().Section(11, 1, [.. ExternName("run"), 0x01, 0x01, 0x00]).ToArray()[8..];
            var renamed = new ComponentBytes().Section(11, 1, [.. ExternName("twice"), 0x01, 0x01, 0x00]).ToArray()[8..];
            return [.. bytes[..^export.Length], .. renamed];
        }
    }

    [Fact]
    public void A_missing_import_is_named_with_its_type_and_what_is_near()
    {
        var error = Assert.Throws<LinkException>(static () => Instantiate(CallingComponent(), static linker => linker.Instance("test:demo/math@2.0.0")));
        Assert.Contains("`test:demo/math@1.2.0`", error.Message, StringComparison.Ordinal);
        Assert.Contains("there is `test:demo/math@2.0.0`", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<LinkException>(static () => Instantiate(CallingComponent(), static linker => linker
            .Instance("test:demo/math@1.2.0").Function("twise", static (uint x) => x)));
        Assert.Contains("`test:demo/math@1.2.0#twice`, func(x: u32) -> u32", error.Message, StringComparison.Ordinal);
        Assert.Contains("there is `twise`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_import_of_another_kind_says_what_was_expected_and_found()
    {
        var error = Assert.Throws<LinkException>(static () => Instantiate(CallingComponent(), static linker => linker
            .Instance("test:demo/math@1.2.0").Instance("twice")));
        Assert.Contains("expected func(x: u32) -> u32, found instance", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_export_says_what_there_is()
    {
        var instance = Instantiate(AddComponent(), static _ => { });
        var error = Assert.Throws<LinkException>(() => instance.GetFunction<Func<ValueTask>>("sub"));
        Assert.Contains("`sub`", error.Message, StringComparison.Ordinal);
        Assert.Contains("`add`", error.Message, StringComparison.Ordinal);
    }

    private sealed class Factor
    {
        public uint Value { get; init; }
    }

    [Fact]
    public async Task A_component_is_given_to_a_component_that_instantiates_it()
    {
        var engine = new Engine();
        var counter = Component.Load(engine, """
            (component
              (core module $M (global $n (mut i32) (i32.const 0)) (func (export "next") (result i32)
                (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))
              (core instance $m (instantiate $M))
              (func (export "next") (result u32) (canon lift (core func $m "next"))))
            """u8.ToArray());
        var pair = Component.Load(engine, """
            (component
              (import "counter" (component $Counter (export "next" (func (result u32)))))
              (instance $a (instantiate $Counter)) (instance $b (instantiate $Counter))
              (export "a" (func $a "next")) (export "b" (func $b "next")))
            """u8.ToArray());
        var linker = new Linker(engine);
        linker.Root.Component("counter", counter);
        using var store = new Store(engine);
        var instance = await linker.InstantiateAsync(store, pair);
        var (a, b) = (instance.GetFunction<Func<ValueTask<uint>>>("a"), instance.GetFunction<Func<ValueTask<uint>>>("b"));
        // Each instance counts for itself.
        Assert.Equal((1u, 2u, 1u), (await a(), await a(), await b()));
    }

    [Fact]
    public async Task A_component_of_another_type_or_engine_is_refused()
    {
        var engine = new Engine();
        var empty = Component.Load(engine, "(component)"u8.ToArray());
        var user = Component.Load(engine, """(component (import "c" (component (export "f" (func)))))"""u8.ToArray());
        var linker = new Linker(engine);
        linker.Root.Component("c", empty);
        using var store = new Store(engine);
        var error = await Assert.ThrowsAsync<LinkException>(() => linker.InstantiateAsync(store, user).AsTask());
        Assert.StartsWith("The import `c` does not match: ", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Linker(new Engine()).Root.Component("c", empty));
        Assert.Throws<ArgumentException>(() => new Linker(new Engine()).Root.Module("m", Module.Load(engine, Adder)));
    }
}
