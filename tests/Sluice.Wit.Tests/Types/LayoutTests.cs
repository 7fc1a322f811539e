using Sluice.Wit.Types;

namespace Sluice.Wit.Tests.Types;

public class LayoutTests
{
    private sealed class Blob : ResourceType
    {
        public override string Name => "blob";
    }

    private static readonly ResourceType AnyBlob = new Blob();

    private static Seq<string> Labels(int count) => new(Enumerable.Range(0, count).Select(i => $"l{i}"));

    private static RecordType Record(params ValType[] types) => new(new(types.Select((t, i) => new Field($"f{i}", t))));

    private static VariantType Variant(params ValType?[] types) => new(new(types.Select((t, i) => new Case($"c{i}", t))));

    // size / alignment : flat core types, for 32-bit and for 64-bit addresses.
    private static readonly Dictionary<string, (ValType Type, string Memory32, string Memory64)> Rows = new()
    {
        ["bool"] = (ValType.Bool, "1/1: I32", "1/1: I32"),
        ["s8"] = (ValType.S8, "1/1: I32", "1/1: I32"),
        ["u8"] = (ValType.U8, "1/1: I32", "1/1: I32"),
        ["s16"] = (ValType.S16, "2/2: I32", "2/2: I32"),
        ["u16"] = (ValType.U16, "2/2: I32", "2/2: I32"),
        ["s32"] = (ValType.S32, "4/4: I32", "4/4: I32"),
        ["u32"] = (ValType.U32, "4/4: I32", "4/4: I32"),
        ["s64"] = (ValType.S64, "8/8: I64", "8/8: I64"),
        ["u64"] = (ValType.U64, "8/8: I64", "8/8: I64"),
        ["f32"] = (ValType.F32, "4/4: F32", "4/4: F32"),
        ["f64"] = (ValType.F64, "8/8: F64", "8/8: F64"),
        ["char"] = (ValType.Char, "4/4: I32", "4/4: I32"),
        ["string"] = (ValType.String, "8/4: I32 I32", "16/8: I64 I64"),
        ["error-context"] = (ValType.ErrorContext, "4/4: I32", "4/4: I32"),
        ["list"] = (new ListType(ValType.F64), "8/4: I32 I32", "16/8: I64 I64"),
        ["list of 3 u16"] = (new FixedListType(ValType.U16, 3), "6/2: I32 I32 I32", "6/2: I32 I32 I32"),
        ["list of 16 u8"] = (new FixedListType(ValType.U8, 16), $"16/1: {Times(16, "I32")}", $"16/1: {Times(16, "I32")}"),
        ["list of 17 u8"] = (new FixedListType(ValType.U8, 17), "17/1: memory", "17/1: memory"),
        ["list of 2 strings"] = (new FixedListType(ValType.String, 2), "16/4: I32 I32 I32 I32", "32/8: I64 I64 I64 I64"),
        ["map"] = (new MapType(ValType.String, ValType.U8), "8/4: I32 I32", "16/8: I64 I64"),
        ["record"] = (Record(ValType.U8, ValType.U32, ValType.U16), "12/4: I32 I32 I32", "12/4: I32 I32 I32"),
        ["record with string"] = (Record(ValType.U8, ValType.String), "12/4: I32 I32 I32", "24/8: I32 I64 I64"),
        ["tuple"] = (new TupleType([ValType.F32, ValType.F64]), "16/8: F32 F64", "16/8: F32 F64"),
        ["variant of nothing"] = (Variant([null]), "1/1: I32", "1/1: I32"),
        ["variant joining f32 and u32"] = (Variant(ValType.F32, ValType.U32), "8/4: I32 I32", "8/4: I32 I32"),
        ["variant joining f32 and f64"] = (Variant(ValType.F32, ValType.F64), "16/8: I32 I64", "16/8: I32 I64"),
        ["variant joining string and f32"] = (Variant(ValType.String, ValType.F32, null), "12/4: I32 I32 I32", "24/8: I32 I64 I64"),
        ["variant of 17"] = (Variant(null, new FixedListType(ValType.U8, 16)), "17/1: memory", "17/1: memory"),
        ["enum of 256"] = (new EnumType(Labels(256)), "1/1: I32", "1/1: I32"),
        ["enum of 257"] = (new EnumType(Labels(257)), "2/2: I32", "2/2: I32"),
        ["enum of 65536"] = (new EnumType(Labels(65536)), "2/2: I32", "2/2: I32"),
        ["enum of 65537"] = (new EnumType(Labels(65537)), "4/4: I32", "4/4: I32"),
        ["option of u8"] = (new OptionType(ValType.U8), "2/1: I32 I32", "2/1: I32 I32"),
        ["option of u64"] = (new OptionType(ValType.U64), "16/8: I32 I64", "16/8: I32 I64"),
        ["option of f32"] = (new OptionType(ValType.F32), "8/4: I32 F32", "8/4: I32 F32"),
        ["result"] = (new ResultType(null, null), "1/1: I32", "1/1: I32"),
        ["result of u8"] = (new ResultType(ValType.U8, null), "2/1: I32 I32", "2/1: I32 I32"),
        ["result of string and u64"] = (new ResultType(ValType.String, ValType.U64), "16/8: I32 I64 I32", "24/8: I32 I64 I64"),
        ["flags of 8"] = (new FlagsType(Labels(8)), "1/1: I32", "1/1: I32"),
        ["flags of 9"] = (new FlagsType(Labels(9)), "2/2: I32", "2/2: I32"),
        ["flags of 17"] = (new FlagsType(Labels(17)), "4/4: I32", "4/4: I32"),
        ["own"] = (new OwnType(AnyBlob), "4/4: I32", "4/4: I32"),
        ["borrow"] = (new BorrowType(AnyBlob), "4/4: I32", "4/4: I32"),
        ["stream"] = (new StreamType(ValType.String), "4/4: I32", "4/4: I32"),
        ["future"] = (new FutureType(null), "4/4: I32", "4/4: I32"),
    };

    private static string Times(int count, string word) => string.Join(' ', Enumerable.Repeat(word, count));

    public static TheoryData<string> RowNames => [.. Rows.Keys];

    private static string Show(Layout layout) =>
        $"{layout.Size}/{layout.Alignment}: {(layout.Flat is { } flat ? string.Join(' ', flat) : "memory")}";

    [Theory]
    [MemberData(nameof(RowNames))]
    public void Types_have_the_size_alignment_and_flat_types_of_the_canonical_ABI(string row)
    {
        var (type, memory32, memory64) = Rows[row];
        Assert.Equal(memory32, Show(type.Memory32));
        Assert.Equal(memory64, Show(type.Memory64));
    }

    [Theory]
    [MemberData(nameof(RowNames))]
    public void A_despecialized_type_has_the_same_layout(string row)
    {
        var type = Rows[row].Type;
        var plain = type.Despecialize();
        Assert.Equal(Show(type.Memory32), Show(plain.Memory32));
        Assert.Equal(Show(type.Memory64), Show(plain.Memory64));
        Assert.Equal(type.Contents, plain.Contents);
        Assert.DoesNotContain(plain.Kind, new[] { ValKind.Tuple, ValKind.Enum, ValKind.Option, ValKind.Result, ValKind.Map });
    }

    [Fact]
    public void Every_kind_of_type_has_a_row() => Assert.Equal(Enum.GetValues<ValKind>(), Rows.Values.Select(r => r.Type.Kind).Distinct().Order());

    [Fact]
    public void Fields_are_aligned_one_after_the_other()
    {
        var type = Record(ValType.U8, ValType.String, ValType.U16, ValType.F64);
        Assert.Equal([0, 4, 12, 16], type.Memory32.FieldOffsets);
        Assert.Equal([0, 8, 24, 32], type.Memory64.FieldOffsets);
    }

    [Fact]
    public void A_payload_follows_the_discriminant_at_its_own_alignment()
    {
        Assert.Equal((1, 1), Discriminant(new OptionType(ValType.U8)));
        Assert.Equal((1, 8), Discriminant(new OptionType(ValType.U64)));
        Assert.Equal((2, 4), Discriminant(new VariantType(new(Labels(300).Select(l => new Case(l, ValType.U32))))));
        Assert.Equal((0, 0), Discriminant(ValType.U8));

        static (int, int) Discriminant(ValType type) => (type.Memory32.DiscriminantSize, type.Memory32.PayloadOffset);
    }

    [Fact]
    public void Giant_types_saturate()
    {
        ValType type = ValType.U64;
        for (var i = 0; i < 10; i++) type = new FixedListType(type, uint.MaxValue);
        Assert.Equal(1L << 60, type.Memory32.Size);
        Assert.Null(type.Memory32.Flat);

        type = ValType.U64;
        for (var i = 0; i < 100; i++) type = new TupleType([type, type]);
        Assert.Equal(1L << 60, type.Memory64.Size);
        Assert.Equal(1L << 60, type.NodeCount);
        Assert.Equal(101, type.Depth);
    }

    [Fact]
    public void Types_nested_very_deep_are_built_without_recursion()
    {
        ValType type = ValType.Bool;
        for (var i = 0; i < 200_000; i++) type = new OptionType(type);
        Assert.Equal(200_001, type.Depth);
        Assert.Equal(200_001, type.Memory32.Size);
    }

    [Fact]
    public void Flags_of_more_than_32_names_do_not_exist() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlagsType(Labels(33)));

    [Fact]
    public void Contents_are_found_at_any_depth()
    {
        var blob = new TupleType([ValType.U8, new ListType(new OptionType(new BorrowType(AnyBlob)))]);
        Assert.True(blob.ContainsBorrow);
        Assert.False(blob.ContainsAsyncValue);
        Assert.False(blob.IsPureData);
        Assert.Equal(TypeContents.Pointer | TypeContents.Borrow, blob.Contents);

        var stream = Variant(null, new StreamType(new TupleType([ValType.String, new OwnType(AnyBlob)])));
        Assert.True(stream.ContainsAsyncValue);
        Assert.Equal(TypeContents.Stream | TypeContents.Own, stream.Contents);

        Assert.True(new MapType(ValType.String, ValType.F32).IsPureData);
        Assert.False(new FutureType(null).IsPureData);
    }
}
