using System.Text;

namespace Sluice.Tests.Text;

public sealed class ModuleTextTests
{
    private static readonly byte[] Header = [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0];

    private static byte[] Body(string instructions)
    {
        // The code section of a module with one function and nothing else ends with the function's body.
        byte[] module = Wat.ToBytes($"(module (func {instructions}))");
        int code = Array.LastIndexOf(module, (byte)10, module.Length - 4);
        return module[(code + 5)..];
    }

    [Fact]
    public void An_empty_module_is_its_header() => Assert.Equal(Header, Wat.ToBytes("(module)"));

    [Fact]
    public void Fields_alone_are_a_module() => Assert.Equal(Wat.ToBytes("(module (func))"), Wat.ToBytes("(func)"));

    [Theory]
    [InlineData("(i32.add (i32.const 1) (i32.const 2)) drop", "i32.const 1 i32.const 2 i32.add drop")]
    [InlineData("(if (i32.const 1) (then (nop)) (else (unreachable)))", "i32.const 1 if nop else unreachable end")]
    [InlineData("(block $a (result i32) (br $a (i32.const 7))) drop", "block $a (result i32) i32.const 7 br 0 end $a drop")]
    [InlineData("(loop $l (br_if $l (i32.eqz (i32.const 0))))", "loop i32.const 0 i32.eqz br_if 0 end")]
    [InlineData("(drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3)))", "i32.const 1 i32.const 2 i32.const 3 select (result i32) drop")]
    public void Folded_and_flat_instructions_are_the_same(string folded, string flat) =>
        Assert.Equal(Wat.ToBytes($"(module (func {flat}))"), Wat.ToBytes($"(module (func {folded}))"));

    [Fact]
    public void Inline_imports_and_exports_are_fields_of_their_own() => Assert.Equal(
        Wat.ToBytes("""(module (type (func (param i32))) (import "m" "f" (func (type 0))) (export "x" (func 0)) (export "y" (func 0)))"""),
        Wat.ToBytes("""(module (func (export "x") (export "y") (import "m" "f") (param i32)))"""));

    [Fact]
    public void Inline_segments_size_their_table_and_memory() => Assert.Equal(
        Wat.ToBytes("""(module (table 2 2 funcref) (memory 1 1) (func) (elem (i32.const 0) func 0 0) (data (i32.const 0) "hello"))"""),
        Wat.ToBytes("""(module (table funcref (elem 0 0)) (memory (data "hel" "lo")) (func))"""));

    [Fact]
    public void An_implicit_type_reuses_the_first_that_is_equal() => Assert.Equal(
        Wat.ToBytes("(module (type (func (param i32))) (type (func (param i32))) (func (type 0)))"),
        Wat.ToBytes("(module (type (func (param i32))) (type (func (param i32))) (func (param i32)))"));

    [Theory]
    [InlineData("0x1.fffffep+127", 0x7f7fffffu)]
    [InlineData("-0x0.000001p-126", 0x80000000u)]
    [InlineData("0x1p-149", 0x00000001u)]
    [InlineData("0x1.8p-149", 0x00000002u)]
    [InlineData("0x1.000001p0", 0x3f800000u)]
    [InlineData("0x1.0000010000001p0", 0x3f800001u)]
    [InlineData("0x1.000003p0", 0x3f800002u)]
    [InlineData("1_000.5", 0x447a2000u)]
    [InlineData("nan", 0x7fc00000u)]
    [InlineData("-nan:0x1", 0xff800001u)]
    [InlineData("inf", 0x7f800000u)]
    [InlineData("1e-50", 0x00000000u)]
    [InlineData("340282356779733661637539395458142568447", 0x7f7fffffu)]
    public void Float_literals_round_to_nearest(string literal, uint bits)
    {
        byte[] body = Body($"f32.const {literal} drop");
        Assert.Equal(bits, BitConverter.ToUInt32(body, body.Length - 6));
    }

    [Theory]
    [InlineData("f32.const 340282356779733661637539395458142568448")]
    [InlineData("f32.const 0x1p128")]
    [InlineData("f64.const 0x1p1024")]
    [InlineData("f32.const nan:0x800000")]
    [InlineData("f32.const nan:0x0")]
    [InlineData("i32.const 0x1_0000_0000")]
    [InlineData("i32.const -2147483649")]
    [InlineData("v128.const i8x16 256 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0")]
    public void A_literal_out_of_range_is_malformed(string instruction) =>
        Assert.Equal("constant out of range", Assert.Throws<MalformedException>(() => Body(instruction)).Rule);

    [Theory]
    [InlineData("(module\n  (func (foo)))", 2, 10, "unknown operator foo")]
    [InlineData("(module (func (local.get $x)))", 1, 26, "unknown local $x")]
    [InlineData("(module\n\n(func $f) (func $f))", 3, 17, "duplicate function $f")]
    [InlineData("(module \"abc", 1, 9, "unclosed string literal")]
    [InlineData("(module (; nested (; ;)", 1, 9, "unclosed comment")]
    [InlineData("(module (@a (b \"c\")", 1, 9, "unclosed annotation")]
    [InlineData("(module (func)", 1, 15, "unexpected token")]
    [InlineData("(module))", 1, 9, "unexpected token")]
    [InlineData("(module (func i32.load align=3))", 1, 24, "alignment must be a power of two")]
    [InlineData("(func block $a end $b)", 1, 20, "mismatching label")]
    [InlineData("é", 1, 1, "misplaced unicode character")]
    [InlineData("(type (func (param i32))) (func (type 0) (param i64))", 1, 33, "inline function type does not match explicit type")]
    public void Errors_name_line_and_column(string text, int line, int column, string rule)
    {
        var error = Assert.Throws<MalformedException>(() => Wat.ToBytes(text));
        Assert.Equal((rule, line, column), (error.Rule, error.Line, error.Column));
    }

    [Fact]
    public void Malformed_utf8_is_an_error_in_comments_too() =>
        Assert.Equal("malformed UTF-8 encoding", Assert.Throws<MalformedException>(() => Wat.ToBytes(new byte[] { (byte)';', (byte)';', 0xff })).Rule);

    [Theory]
    [InlineData("(block ", ")")]
    [InlineData("(drop ", ")")]
    [InlineData("block ", " end")]
    [InlineData("(if (i32.const 0) (then ", "))")]
    [InlineData("(; ", " ;)")]
    [InlineData("(@a ", ")")]
    public void Nesting_of_any_depth_is_read(string open, string close)
    {
        const int Depth = 100_000;
        string text = new StringBuilder("(module (func ").Insert(14, open, Depth).Insert(14 + Depth * open.Length, close, Depth).Append("))").ToString();
        Assert.Equal(Header, Wat.ToBytes(text)[..8]);
    }

    [Fact]
    public void Unclosed_nesting_of_any_depth_is_an_error() =>
        Assert.Throws<MalformedException>(() => Wat.ToBytes("(module (func " + new string('(', 100_000)));

    [Fact]
    public void Custom_annotations_become_custom_sections() => Assert.Equal(
        [.. Header, 0, 4, 1, (byte)'c', 9, 10, 1, 4, 1, 0x60, 0, 0],
        Wat.ToBytes("""(module (@custom "c" (before type) "\09\0a") (type (func)))"""));

    [Fact]
    public void Identifiers_become_a_name_section()
    {
        string module = Encoding.Latin1.GetString(Wat.ToBytes("(module $m (func $f (param $p i32)))"));
        Assert.EndsWith("\u0004name\u0000\u0002\u0001m\u0001\u0004\u0001\u0000\u0001f\u0002\u0006\u0001\u0000\u0001\u0000\u0001p", module);
    }

    [Fact]
    public void A_name_annotation_overrides_the_identifier() => Assert.Equal(
        Wat.ToBytes("(module (func $\"f g\"))"),
        Wat.ToBytes("(module (func $f (@name \"f g\")))"));
}
