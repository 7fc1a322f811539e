namespace Sluice.Tests.Text;

public sealed class ComponentTextTests
{
    private static void AssertSame(string expected, string actual) => Assert.Equal(WithoutNames(expected), WithoutNames(actual));

    /// <summary>The binary without its last section if that holds the names.</summary>
    private static string WithoutNames(string text)
    {
        string bytes = Convert.ToHexString(Wat.ToBytes(text));
        int names = bytes.LastIndexOf(Convert.ToHexString("component-name"u8), StringComparison.Ordinal);
        return names < 0 ? bytes : bytes[..bytes.LastIndexOf("00", names - 4, StringComparison.Ordinal)];
    }

    [Fact]
    public void An_empty_component_is_its_preamble() =>
        Assert.Equal([0, (byte)'a', (byte)'s', (byte)'m', 0x0d, 0, 1, 0], Wat.ToBytes("(component)"));

    [Fact]
    public void An_inline_export_alias_is_an_alias() => AssertSame(
        """(component (import "i" (instance (export "f" (func)))) (alias export 0 "f" (func)) (export "g" (func 0)))""",
        """(component (import "i" (instance $i (export "f" (func)))) (export "g" (func $i "f")))""");

    [Fact]
    public void Names_of_inline_aliases_go_through_instances() => AssertSame(
        """(component (import "i" (instance (export "j" (instance (export "f" (func)))))) (alias export 0 "j" (instance)) (alias export 1 "f" (func)) (export "g" (func 0)))""",
        """(component (import "i" (instance $i (export "j" (instance (export "f" (func)))))) (export "g" (func $i "j" "f")))""");

    [Fact]
    public void An_identifier_of_an_outer_scope_is_an_outer_alias() => AssertSame(
        """(component (type u8) (component (component (alias outer 2 0 (type)) (type (list 0)) (type (option 0)))))""",
        """(component (type $t u8) (component (component (type (list $t)) (type (option $t)))))""");

    [Fact]
    public void Value_types_in_value_types_are_definitions_of_their_own() => AssertSame(
        """(component (type (list string)) (type (option 0)) (type (record (field "a" 1) (field "b" u8))))""",
        """(component (type (record (field "a" (option (list string))) (field "b" u8))))""");

    [Fact]
    public void Inline_imports_and_exports_are_definitions_of_their_own() => AssertSame(
        """(component (type (func (result u32))) (import "f" (func (type 0))) (export "g" (func 0)))""",
        """(component (func (export "g") (import "f") (result u32)))""");

    [Fact]
    public void A_lifted_function_has_its_type_in_front() => AssertSame(
        """
        (component
          (core module (func (export "f")))
          (core instance (instantiate 0))
          (type (func async (param "x" u8)))
          (alias core export 0 "f" (core func))
          (canon lift (core func 0) async (callback 0) (func (type 0))))
        """,
        """
        (component
          (core module (func (export "f")))
          (core instance $i (instantiate 0))
          (func async (param "x" u8) (canon lift (core func $i "f") async (callback (core func 0)))))
        """);

    [Fact]
    public void Instances_may_stand_in_arguments() => AssertSame(
        """
        (component
          (core module (import "a" "f" (func)))
          (canon waitable-set.new (core func))
          (core instance (export "f" (func 0)))
          (core instance (instantiate 0 (with "a" (instance 0)))))
        """,
        """
        (component
          (core module (import "a" "f" (func)))
          (core func $f (canon waitable-set.new))
          (core instance (instantiate 0 (with "a" (instance (export "f" (func $f)))))))
        """);

    [Theory]
    [InlineData("(component (export \"f\" (func $f)))", 1, 30, "unknown func $f")]
    [InlineData("(component\n  (foo))", 2, 4, "unexpected token")]
    [InlineData("(component (type $t u8) (type $t u8))", 1, 31, "duplicate type $t")]
    [InlineData("(component (import \"f\" (func $f)) (component (export \"g\" (func $f))))", 1, 64, "outer item `f` is not a module, type, or component")]
    [InlineData("(component (start 0))", 1, 13, "component start functions are not supported")]
    [InlineData("(component (core func (canon no.such)))", 1, 30, "unknown canonical built-in no.such")]
    public void Errors_name_line_and_column(string text, int line, int column, string rule)
    {
        var error = Assert.Throws<MalformedException>(() => Wat.ToBytes(text));
        Assert.Equal((rule, line, column), (error.Rule, error.Line, error.Column));
    }

    [Theory]
    [InlineData("(component ", "(component ")]
    [InlineData("(component (type (component ", "(type (component ")]
    [InlineData("(component (type (list ", "(list ")]
    [InlineData("(component (import \"a\" (instance ", "(export \"a\" (instance ")]
    public void Nesting_beyond_the_limit_is_an_error(string start, string open)
    {
        string text = start + string.Concat(Enumerable.Repeat(open, 100_000));
        Assert.Contains("nested too deep", Assert.Throws<MalformedException>(() => Wat.ToBytes(text)).Rule, StringComparison.Ordinal);
    }
}
