namespace Sluice.Tests.Components;

/// <summary>Delegates whose types do not fit the component functions that they stand for.</summary>
public sealed class DelegateTypeTests
{
    private const string Relay = """
        (component
          (import "test:demo/names" (instance $names (export "greet" (func (param "who" string) (param "times" u32) (result string)))))
          (alias export $names "greet" (func $greet))
          (core module $Memory
            (memory (export "mem") 1)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
          (core instance $memory (instantiate $Memory))
          (core func $greet' (canon lower (func $greet) (memory (core memory $memory "mem")) (realloc (core func $memory "realloc"))))
          (core module $M
            (import "" "greet" (func $greet (param i32 i32 i32 i32)))
            (func (export "f") (param i32 i32) (result i32)
              (call $greet (local.get 0) (local.get 1) (i32.const 2) (i32.const 16))
              (i32.const 16)))
          (core instance $m (instantiate $M (with "" (instance (export "greet" (func $greet'))))))
          (func $f (export "f") (param "who" string) (result string)
            (canon lift (core func $m "f") (memory (core memory $memory "mem")) (realloc (core func $memory "realloc"))))
          (export "passed-on" (func $greet)))
        """;

    private static ComponentInstance Instantiate(Delegate greet)
    {
        var engine = new Engine();
        var linker = new Linker(engine);
        linker.Instance("test:demo/names").Function("greet", greet);
        return linker.Instantiate(new Store(engine), Component.Load(engine, Wat.ToBytes(Relay)));
    }

    private static string Greet(string who, uint times) => $"hello {who} x{times}";

    public static TheoryData<Delegate, string> Misfits => new()
    {
        { (Func<string, string>)(static who => who), "takes 2 parameters, the delegate 1 parameter" },
        { (Func<string, int, string>)(static (who, _) => who), "parameter `times` is u32, not System.Int32" },
        { (Func<byte[], uint, string>)(static (_, _) => ""), "parameter `who` is string, not System.Byte[]" },
        { (Func<string, uint, int>)(static (_, _) => 1), "the result is string, not System.Int32" },
        { (Action<string, uint>)(static (_, _) => { }), "the result is string, not Sluice.Unit" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void An_import_is_checked_when_it_is_linked(Delegate greet, string expected)
    {
        var error = Assert.Throws<LinkException>(() => Instantiate(greet));
        Assert.Contains("`test:demo/names#greet`", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fits_is_called()
    {
        var f = Instantiate((Func<string, uint, string>)Greet).GetFunction<Func<string, ValueTask<string>>>("f");
        Assert.Equal("hello Ada x2", await f("Ada"));
    }

    [Fact]
    public void An_export_is_checked_when_it_is_asked_for()
    {
        var instance = Instantiate((Func<string, uint, string>)Greet);
        var error = Assert.Throws<LinkException>(() => instance.GetFunction<Func<uint, ValueTask<string>>>("f"));
        Assert.Contains("`f`", error.Message, StringComparison.Ordinal);
        Assert.Contains("parameter `who` is string, not System.UInt32", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<LinkException>(() => instance.GetFunction<Func<string, ValueTask>>("f"));
        Assert.Contains("the result is string, not Sluice.Unit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_of_the_hosts_that_comes_back_is_called_with_its_own_types()
    {
        var instance = Instantiate((Func<string, uint, string>)Greet);
        Assert.Equal("hello Ada x3", await instance.GetFunction<Func<string, uint, ValueTask<string>>>("passed-on")("Ada", 3));
    }

    [Fact]
    public async Task A_function_of_the_hosts_that_comes_back_cannot_be_called_with_other_types()
    {
        var instance = Instantiate((Func<string, uint, string>)Greet);
        var error = Assert.Throws<LinkException>(() => instance.GetFunction<Func<ComponentValue, uint, ValueTask<string>>>("passed-on"));
        Assert.Contains("`passed-on`", error.Message, StringComparison.Ordinal);
        Assert.Contains("a function of the host's own", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LinkException>(async () => await instance.Exports.InvokeAsync("passed-on", [ComponentValue.String("Ada"), ComponentValue.U32(3)]));
    }
}
