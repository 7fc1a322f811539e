using System.Collections.Immutable;
using System.Text;
using Sluice.CanonicalAbi;
using Sluice.Concurrency;
using Sluice.Wit.Types;

namespace Sluice.Tests.CanonicalAbi;

public sealed unsafe class ClrTypeTests
{
    private static readonly ValType s_point = new RecordType(Seq.Of(new Field("x", ValType.S32), new Field("y", ValType.S32)));

    private readonly GuestSide guest = new(PointerSize.Memory32);

    public sealed record Point(int X, int Y);

    public readonly struct PointStruct(int x, int y)
    {
        public int X { get; } = x;

        public int Y { get; } = y;
    }

    public enum Color
    {
        Red,
        Green,
        Blue,
    }

    [Flags]
    public enum Access : ushort
    {
        Read = 1,
        Write = 2,
        All = 0x1FF,
    }

    public abstract record Shape
    {
        private Shape()
        {
        }

        [WitCase(0)]
        public sealed record Circle(float Value) : Shape;

        [WitCase(1)]
        public sealed record Empty : Shape;

        [WitCase(2)]
        public sealed record Named((string, Point) Value) : Shape;
    }

    public static VariantType ShapeType { get; } = new(Seq.Of(
        new Case("circle", ValType.F32), new Case("empty", null), new Case("named", new TupleType(Seq.Of(ValType.String, s_point)))));

    [Fact]
    public void Records_are_classes_structs_or_value_tuples()
    {
        Assert.Equal(new Point(1, -2), Through(s_point, new Point(1, -2)));
        Assert.Equal((1, -2), Through(s_point, (1, -2)));
        var point = Through(s_point, new PointStruct(3, 4));
        Assert.Equal((3, 4), (point.X, point.Y));
    }

    [Fact]
    public void Enums_and_flags_are_enums()
    {
        var color = new EnumType(Seq.Of("red", "green", "blue"));
        Assert.Equal(Color.Blue, Through(color, Color.Blue));
        var access = new FlagsType(new Seq<string>(Enumerable.Range(0, 9).Select(i => $"f{i}")));
        Assert.Equal(Access.Read | Access.All, Through(access, Access.Read | Access.All));
        Assert.Equal([Access.Read, Access.Write], Through(new ListType(access), new List<Access> { Access.Read, Access.Write }));
    }

    [Fact]
    public void Values_that_an_enum_does_not_have_are_the_embedders_mistake()
    {
        var color = new EnumType(Seq.Of("red", "green", "blue"));
        Assert.Throws<ArgumentException>(() => Through(color, (Color)3));
        Assert.Throws<ArgumentException>(() => Through(color, (Color)(-1)));
        Assert.Throws<ArgumentException>(() => Through(new FlagsType(new Seq<string>(Enumerable.Range(0, 9).Select(i => $"f{i}"))), (Access)0x200));
    }

    [Fact]
    public void Variants_are_closed_hierarchies()
    {
        Shape[] shapes = [new Shape.Circle(1.5f), new Shape.Empty(), new Shape.Named(("x", new Point(5, 6)))];
        Assert.Equal(shapes, Through(new ListType(ShapeType), shapes));
        foreach (var shape in shapes) Assert.Equal(shape, Through(ShapeType, shape));
        Assert.Throws<ArgumentNullException>(() => Through<Shape>(ShapeType, null!));
    }

    [Fact]
    public void Options_are_nullable_or_wrapped()
    {
        Assert.Equal(5, Through<int?>(new OptionType(ValType.S32), 5));
        Assert.Null(Through<int?>(new OptionType(ValType.S32), null));
        Assert.Equal("x", Through<string?>(new OptionType(ValType.String), "x"));
        Assert.Null(Through<string?>(new OptionType(ValType.String), null));
        var nested = new OptionType(new OptionType(ValType.U8));
        foreach (Option<byte?> value in new[] { Option<byte?>.None, new Option<byte?>(null), new Option<byte?>(7) }) Assert.Equal(value, Through(nested, value));
    }

    [Fact]
    public void Results_are_results()
    {
        var type = new ResultType(ValType.U64, ValType.String);
        Assert.Equal((Result<ulong, string>)7UL, Through<Result<ulong, string>>(type, 7UL));
        Assert.Equal((Result<ulong, string>)"no", Through<Result<ulong, string>>(type, "no"));
        Assert.Equal(Result<Unit, Unit>.Err(default), Through(new ResultType(null, null), Result<Unit, Unit>.Err(default)));
        Assert.Equal(Result<Unit, Color>.Err(Color.Green), Through(new ResultType(null, new EnumType(Seq.Of("red", "green", "blue"))), Result<Unit, Color>.Err(Color.Green)));
    }

    [Fact]
    public void Lists_come_in_many_forms()
    {
        var bytes = new ListType(ValType.U8);
        Assert.Equal([1, 2, 3], Through<byte[]>(bytes, [1, 2, 3]));
        Assert.Equal([1, 2, 3], Through(bytes, new ReadOnlyMemory<byte>([9, 1, 2, 3], 1, 3)).ToArray());
        Assert.Equal([1, 2, 3], Through(bytes, new Memory<byte>([1, 2, 3])).ToArray());
        Assert.Equal([1, 2, 3], Through(bytes, new List<byte> { 1, 2, 3 }));
        Assert.Equal([1, 2, 3], Through(bytes, ImmutableArray.Create<byte>(1, 2, 3)));
        Assert.Equal([1, 2, 3], Through<IReadOnlyList<byte>>(bytes, [1, 2, 3]));
        Assert.Equal(["a", "ü", ""], Through<IEnumerable<string>>(new ListType(ValType.String), new Queue<string>(["a", "ü", ""])));
        Assert.Equal([true, false], Through<bool[]>(new ListType(ValType.Bool), [true, false]));
        Assert.Equal([1, 2, 3], Through<int[]>(new FixedListType(ValType.S32, 3), [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => Through<int[]>(new FixedListType(ValType.S32, 3), [1, 2]));
        Assert.Throws<ArgumentNullException>(() => Through<byte[]>(bytes, null!));
    }

    [Fact]
    public void Maps_are_dictionaries_or_lists_of_pairs()
    {
        var type = new MapType(ValType.String, ValType.U8);
        Assert.Equal(2, Through(type, new Dictionary<string, byte> { ["a"] = 1, ["b"] = 2 })["b"]);
        Assert.Equal(1, Through<IReadOnlyDictionary<string, byte>>(type, new Dictionary<string, byte> { ["a"] = 1 })["a"]);
        Assert.Equal([("a", (byte)1), ("a", (byte)2)], Through<(string, byte)[]>(type, [("a", 1), ("a", 2)]));
    }

    [Fact]
    public void Chars_are_runes_and_lone_surrogates_are_replaced()
    {
        Assert.Equal(new Rune(0x1F600), Through(ValType.Char, new Rune(0x1F600)));
        Assert.Equal("a\uFFFDb😀", Through(ValType.String, "a\uD800b😀"));
    }

    [Fact]
    public void Arguments_beyond_the_flat_limit_go_through_memory()
    {
        var type = new FuncType(new Seq<Param>(Enumerable.Range(0, 17).Select(i => new Param($"p{i}", i % 2 == 0 ? ValType.U8 : ValType.U64))), null);
        var arguments = ((byte)0, 1UL, (byte)2, 3UL, (byte)4, 5UL, (byte)6, 7UL, (byte)8, 9UL, (byte)10, 11UL, (byte)12, 13UL, (byte)14, 15UL, (byte)16);
        guest.Reset(8);
        var flat = stackalloc ulong[16];
        Lower(type, arguments, flat);
        Assert.Equal([0UL, 0, 8, 136, 8], Assert.Single(guest.Log));
        Assert.Equal(8UL, flat[0]);
        Assert.Equal(arguments, Lift(arguments, type, flat));

        void Lower<T>(FuncType type, T value, ulong* flat) => Movers.LowerArguments<T>(type, guest.Options())(value, guest.Context(), flat);

        T Lift<T>(T sample, FuncType type, ulong* flat) => Movers.LiftArguments<T>(type, guest.Options())(guest.Context(), flat);
    }

    [Fact]
    public void Arguments_can_be_untyped_as_a_whole()
    {
        var type = new FuncType(Seq.Of(new Param("a", ValType.U8), new Param("b", s_point)), null);
        var values = new[] { ComponentValue.U8(1), ComponentValue.Parse("{x: 2, y: -3}", s_point) };
        var flat = stackalloc ulong[16];
        Movers.LowerArguments<ComponentValue[]>(type, guest.Options())(values, guest.Context(), flat);
        Assert.Equal([1UL, 2, 0xFFFF_FFFD], new Span<ulong>(flat, 3).ToArray());
        Assert.Equal(values, Movers.LiftArguments<ComponentValue[]>(type, guest.Options())(guest.Context(), flat));
    }

    [Fact]
    public void Untyped_values_of_another_type_are_the_embedders_mistake()
    {
        var type = new FuncType(Seq.Of(new Param("a", s_point)), null);
        var lower = Movers.LowerArguments<ComponentValue>(type, guest.Options());
        var failure = Assert.Throws<ArgumentException>(() =>
        {
            var flat = stackalloc ulong[16];
            lower(ComponentValue.Record(("x", ComponentValue.S32(1)), ("y", ComponentValue.U32(1))), guest.Context(), flat);
        });
        Assert.Contains(".y", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof((int, int, int)))]
    [InlineData(typeof((int, uint)))]
    [InlineData(typeof(string))]
    public void Types_that_do_not_fit_are_refused(Type clr) =>
        Assert.Throws<LinkException>(() => Sluice.CanonicalAbi.Compiled.ClrTypeMap.Bind(s_point, clr));

    [Fact]
    public void Objects_of_the_host_are_resources()
    {
        var resource = new HostResourceType("thing", static _ => { });
        var context = guest.Context();
        var thing = new MemoryStream();
        var index = HandleMoves.LowerResource(context, thing, new OwnType(resource));
        Assert.Same(thing, HandleMoves.LiftResource<Stream>(context, index, new BorrowType(resource)));
        Assert.Same(thing, HandleMoves.LiftResource<Stream>(context, index, new OwnType(resource)));
    }

    [Fact]
    public void An_object_that_was_lent_to_a_guest_is_forgotten_when_the_call_ends()
    {
        var resource = new HostResourceType("thing");
        var context = guest.Context();
        HandleMoves.LowerResource(context, new MemoryStream(), new BorrowType(resource));
        Assert.NotNull(resource.Objects.Get(1));
        context.EndBorrows();
        Assert.Throws<InvalidOperationException>(() => resource.Objects.Get(1));
    }

    private sealed class GuestsResource() : ResourceType
    {
        public override string Name => "guests";
    }

    public sealed class Wrapper(GuestResourceHandle handle) : GuestResource(handle);

    [Fact]
    public void A_guests_resource_is_an_object_of_the_bindings_class()
    {
        var type = new GuestsResource();
        var context = guest.Context();
        var handles = (GuestSide.Handles)context.Instance;
        var own = HandleMoves.LiftResource<Wrapper>(context, handles.Add(42u), new OwnType(type));
        Assert.True(own.Handle.IsOwned);
        var index = HandleMoves.LowerResource(context, own, new OwnType(type));
        Assert.Equal(42u, handles.Table[index]);
        Assert.Throws<ObjectDisposedException>(() => HandleMoves.LowerResource(context, own, new OwnType(type)));

        var borrow = HandleMoves.LiftResource<Wrapper>(context, index, new BorrowType(type));
        Assert.Throws<InvalidOperationException>(() => HandleMoves.LowerResource(context, borrow, new OwnType(type)));
        context.EndBorrows();
        Assert.Throws<ObjectDisposedException>(() => HandleMoves.LowerResource(context, borrow, new BorrowType(type)));
    }

    [Fact]
    public void A_guests_resource_needs_a_class_that_wraps_its_handle()
    {
        var type = new OwnType(new GuestsResource());
        Sluice.CanonicalAbi.Compiled.ClrTypeMap.Bind(type, typeof(Wrapper));
        Sluice.CanonicalAbi.Compiled.ClrTypeMap.Bind(type, typeof(GuestResourceHandle));
        Assert.Throws<LinkException>(() => Sluice.CanonicalAbi.Compiled.ClrTypeMap.Bind(type, typeof(MemoryStream)));
        Assert.Throws<LinkException>(() => Sluice.CanonicalAbi.Compiled.ClrTypeMap.Bind(type, typeof(GuestResource)));
    }

    // To a guest as an argument and back as if it had been passed on to the host.
    private T Through<T>(ValType type, T value)
    {
        guest.Reset(8);
        var function = new FuncType(Seq.Of(new Param("p", type)), null);
        var flat = stackalloc ulong[16];
        Movers.LowerArguments<T>(function, guest.Options())(value, guest.Context(), flat);
        return Movers.LiftArguments<T>(function, guest.Options())(guest.Context(), flat);
    }
}
