using System.Text;
using Sluice.CanonicalAbi;
using Sluice.Wit.Types;

namespace Sluice.Tests.CanonicalAbi;

public sealed class WaveTests
{
    private static readonly ValType s_record = new RecordType(Seq.Of(
        new Field("must-have", ValType.U8), new Field("maybe", new OptionType(ValType.String))));

    private static readonly ValType s_variant = new VariantType(Seq.Of(new Case("empty", null), new Case("err", ValType.String), new Case("body", new ListType(ValType.U8))));

    public static TheoryData<string, ComponentValue> Texts => new()
    {
        { "bool: true", ComponentValue.Bool(true) },
        { "s8: -128", ComponentValue.S8(-128) },
        { "u64: 18446744073709551615", ComponentValue.U64(ulong.MaxValue) },
        { "s64: -9223372036854775808", ComponentValue.S64(long.MinValue) },
        { "f32: 0.1", ComponentValue.F32(0.1f) },
        { "f64: -0", ComponentValue.F64(-0.0) },
        { "f64: 6.022e+23", ComponentValue.F64(6.022e23) },
        { "f64: nan", ComponentValue.F64(double.NaN) },
        { "f32: -inf", ComponentValue.F32(float.NegativeInfinity) },
        { "char: '\\''", ComponentValue.Char(new Rune('\'')) },
        { "char: '☃'", ComponentValue.Char(new Rune('☃')) },
        { "string: \"a\\\"b\\\\c\\n\\u{0}'\"", ComponentValue.String("a\"b\\c\n\0'") },
        { "list: [1, 2]", ComponentValue.List(ComponentValue.U8(1), ComponentValue.U8(2)) },
        { "record: {must-have: 1, maybe: some(\"x\")}", ComponentValue.Record(("must-have", ComponentValue.U8(1)), ("maybe", ComponentValue.Some(ComponentValue.String("x")))) },
        { "record: {must-have: 1}", ComponentValue.Record(("must-have", ComponentValue.U8(1)), ("maybe", ComponentValue.None)) },
        { "variant: empty", ComponentValue.Variant("empty") },
        { "variant: %err(\"no\")", ComponentValue.Variant("err", ComponentValue.String("no")) },
        { "flags: {a, c}", ComponentValue.Flags("c", "a") },
        { "flags: {}", ComponentValue.Flags() },
        { "options: {:}", ComponentValue.Record(("o", ComponentValue.None)) },
        { "result: err", ComponentValue.Err() },
        { "result: ok(5)", ComponentValue.Ok(ComponentValue.U8(5)) },
        { "map: {\"a\": 1}", ComponentValue.Map((ComponentValue.String("a"), ComponentValue.U8(1))) },
        { "tuple: (1, \"x\")", ComponentValue.Tuple(ComponentValue.U8(1), ComponentValue.String("x")) },
    };

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void Text_and_value_are_the_same(string text, ComponentValue value)
    {
        var (type, wave) = Split(text);
        Assert.Equal(value, ComponentValue.Parse(wave, type));
        Assert.Equal(wave, value.ToString());
    }

    [Theory]
    [InlineData("list: [ 1 , // one\n 2, ]", "[1, 2]")]
    [InlineData("record: {maybe: \"flat\", must-have: 3,}", "{must-have: 3, maybe: some(\"flat\")}")]
    [InlineData("result: 5", "ok(5)")]
    [InlineData("flags: {%a,}", "{a}")]
    [InlineData("string: \"\"\"\n    two\n      lines\n    \"\"\"", "\"two\\n  lines\"")]
    [InlineData("string: \"\\u{1F600}\\t\"", "\"😀\\t\"")]
    public void Other_ways_to_write_a_value_are_read(string text, string canonical)
    {
        var (type, wave) = Split(text);
        Assert.Equal(canonical, ComponentValue.Parse(wave, type).ToString());
    }

    [Theory]
    [InlineData("s8: 128")]
    [InlineData("u8: -1")]
    [InlineData("u64: 18446744073709551616")]
    [InlineData("bool: yes")]
    [InlineData("f32: 1.5.2")]
    [InlineData("char: 'ab'")]
    [InlineData("string: \"open")]
    [InlineData("string: \"\\u{d800}\"")]
    [InlineData("list: [1 2]")]
    [InlineData("list: [1] 2")]
    [InlineData("record: {maybe: \"x\"}")]
    [InlineData("record: {must-have: 1, must-have: 2}")]
    [InlineData("record: {other: 1}")]
    [InlineData("variant: err(\"x\")")]
    [InlineData("variant: other")]
    [InlineData("flags: {z}")]
    [InlineData("tuple: (1)")]
    [InlineData("tuple: (1, \"a\", 2)")]
    public void What_is_no_value_of_the_type_is_malformed(string text)
    {
        var (type, wave) = Split(text);
        Assert.Throws<MalformedException>(() => ComponentValue.Parse(wave, type));
    }

    [Fact]
    public void Calls_name_a_function_and_may_leave_out_options_at_the_end()
    {
        var reader = new WaveReader(" greet(\"x\") ");
        Assert.Equal("greet", reader.ReadName());
        var arguments = reader.ReadArguments(Seq.Of(new Param("name", ValType.String), new Param("title", new OptionType(ValType.String))));
        Assert.Equal([ComponentValue.String("x"), ComponentValue.None], arguments);
        Assert.Throws<MalformedException>(() => new WaveReader("(1, 2)").ReadArguments(Seq.Of(new Param("a", ValType.U8))));
        Assert.Throws<MalformedException>(() => new WaveReader("()").ReadArguments(Seq.Of(new Param("a", ValType.U8))));
    }

    [Fact]
    public void Deep_nesting_is_an_error()
    {
        ValType type = ValType.U8;
        for (var i = 0; i < 300; i++) type = new ListType(type);
        Assert.Throws<MalformedException>(() => ComponentValue.Parse(new string('[', 299), type));
    }

    [Fact]
    public void All_NaNs_are_one_value_and_zeros_differ_by_sign()
    {
        Assert.Equal(ComponentValue.F32(float.NaN), ComponentValue.F32(BitConverter.UInt32BitsToSingle(0xFF80_0001)));
        Assert.NotEqual(ComponentValue.F64(0.0), ComponentValue.F64(-0.0));
    }

    private static (ValType Type, string Wave) Split(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        ValType type = text[..colon] switch
        {
            "bool" => ValType.Bool,
            "s8" => ValType.S8,
            "u8" => ValType.U8,
            "s64" => ValType.S64,
            "u64" => ValType.U64,
            "f32" => ValType.F32,
            "f64" => ValType.F64,
            "char" => ValType.Char,
            "string" => ValType.String,
            "list" => new ListType(ValType.U8),
            "record" => s_record,
            "options" => new RecordType(Seq.Of(new Field("o", new OptionType(ValType.U8)))),
            "variant" => s_variant,
            "flags" => new FlagsType(Seq.Of("a", "b", "c")),
            "result" => text.EndsWith("err", StringComparison.Ordinal) ? new ResultType(null, null) : new ResultType(ValType.U8, null),
            "map" => new MapType(ValType.String, ValType.U8),
            "tuple" => new TupleType(Seq.Of<ValType>(ValType.U8, ValType.String)),
            var other => throw new InvalidOperationException(other),
        };
        return (type, text[(colon + 2)..]);
    }
}
