using Sluice.Wit.Types;

namespace Sluice.Wit.Tests.Types;

public class ValTypeTests
{
    private sealed class Named(string name) : ResourceType
    {
        public override string Name => name;
    }

    [Fact]
    public void Types_are_equal_by_structure()
    {
        static ValType Make() => new RecordType(
        [
            new Field("a", new ListType(ValType.U8)),
            new Field("b", new VariantType([new Case("x", null), new Case("y", new ResultType(ValType.String, null))])),
            new Field("c", new FlagsType(["p", "q"])),
        ]);
        Assert.Equal(Make(), Make());
        Assert.Equal(Make().GetHashCode(), Make().GetHashCode());
    }

    [Fact]
    public void Types_of_different_structure_differ()
    {
        ValType[] types =
        [
            ValType.U8,
            ValType.S8,
            new ListType(ValType.U8),
            new ListType(ValType.S8),
            new FixedListType(ValType.U8, 2),
            new FixedListType(ValType.U8, 3),
            new OptionType(ValType.U8),
            new ResultType(ValType.U8, null),
            new ResultType(null, ValType.U8),
            new TupleType([ValType.U8]),
            new RecordType([new Field("a", ValType.U8)]),
            new RecordType([new Field("b", ValType.U8)]),
            new EnumType(["a"]),
            new FlagsType(["a"]),
            new StreamType(null),
            new StreamType(ValType.U8),
            new FutureType(null),
        ];
        Assert.Equal(types.Length, types.Distinct().Count());
    }

    [Fact]
    public void Resources_are_equal_by_identity()
    {
        ResourceType one = new Named("r"), two = new Named("r");
        Assert.Equal(new OwnType(one), new OwnType(one));
        Assert.NotEqual(new OwnType(one), new OwnType(two));
        Assert.NotEqual<ValType>(new OwnType(one), new BorrowType(one));
    }

    [Fact]
    public void Types_print_as_WIT()
    {
        var type = new FuncType(
            [
                new Param("a", new ListType(new FixedListType(ValType.Char, 4))),
                new Param("b", new ResultType(null, new MapType(ValType.String, ValType.ErrorContext))),
                new Param("c", new RecordType([new Field("x", new ResultType(null, null)), new Field("y", new StreamType(null))])),
                new Param("d", new VariantType([new Case("x", ValType.F32), new Case("y", null)])),
            ],
            new TupleType([new BorrowType(new Named("r")), new FutureType(ValType.Bool)]),
            Async: true);
        Assert.Equal(
            "async func(a: list<list<char, 4>>, b: result<_, map<string, error-context>>, c: record { x: result, y: stream }, "
            + "d: variant { x(f32), y }) -> tuple<borrow<r>, future<bool>>",
            type.ToString());
    }

    [Fact]
    public void Printing_a_giant_type_is_bounded()
    {
        ValType type = ValType.U64;
        for (var i = 0; i < 1000; i++) type = new TupleType([type, type]);
        Assert.InRange(type.ToString().Length, 100, 20_000);
    }
}
