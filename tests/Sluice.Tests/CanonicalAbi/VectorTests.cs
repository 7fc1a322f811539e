using System.Reflection;
using Sluice.CanonicalAbi;
using Sluice.Wit.Types;

namespace Sluice.Tests.CanonicalAbi;

public sealed unsafe class VectorTests
{
    private const int MaxSlots = 32;

    private readonly Dictionary<(bool, PointerSize), GuestSide> _sides = [];

    [Fact]
    public void Interpreted_values_are_lifted_and_lowered_as_in_the_specification()
    {
        Each(1, (vector, from, source, to, destination) =>
        {
            var values = InterpretedLifting.LiftValues(from, MaxSource(vector), source, vector.Types);
            if (!vector.Traps) Assert.Equal(vector.Values.Select((text, i) => ComponentValue.Parse(text, vector.Types[i])), values);
            InterpretedLowering.LowerValues(to, MaxDestination(vector), values, vector.Types, destination, vector.IsResult);
        });
    }

    [Fact]
    public void Compiled_moves_between_guests_do_as_the_specification_does()
    {
        Each(1, (vector, from, source, to, destination) =>
        {
            var type = TypeOf(vector);
            var mover = vector.IsResult ? Movers.Results(type, from.Options, to.Options) : Movers.Parameters(type, from.Options, to.Options);
            mover(from, source, to, destination);
        });
    }

    [Fact]
    public void Values_written_as_text_read_back_the_same()
    {
        foreach (var vector in Vector.ReadAll())
        {
            for (var i = 0; i < vector.Values.Length; i++)
            {
                var value = ComponentValue.Parse(vector.Values[i], vector.Types[i]);
                Assert.Equal(value, ComponentValue.Parse(value.ToString(), vector.Types[i]));
            }
        }
    }

    // The host's strings have no encoding of a guest's, so that realloc is called in another pattern: what counts is what arrives.
    [Fact]
    public void Values_reach_the_host_and_a_guest_through_CLR_types()
    {
        var viaClr = typeof(VectorTests).GetMethod(nameof(ViaClr), BindingFlags.Static | BindingFlags.NonPublic)!;
        Each(7, (vector, from, source, to, destination) =>
        {
            var call = viaClr.MakeGenericMethod(ArgumentsType(vector.Types)).CreateDelegate<ViaClrCall>();
            call(TypeOf(vector), vector, from, source, to, destination);
            if (vector.Traps) return;
            var arrived = InterpretedLifting.LiftValues(to, MaxDestination(vector), destination, vector.Types);
            Assert.Equal(vector.Values.Select((text, i) => ComponentValue.Parse(text, vector.Types[i])), arrived);
        }, checkBytes: false);
    }

    private delegate void ViaClrCall(FuncType type, Vector vector, LiftLowerContext from, ulong* source, LiftLowerContext to, ulong* destination);

    private static void ViaClr<T>(FuncType type, Vector vector, LiftLowerContext from, ulong* source, LiftLowerContext to, ulong* destination)
    {
        if (vector.IsResult)
        {
            var result = Movers.LiftResult<T>(type, from.Options)(from, source);
            Movers.LowerResult<T>(type, to.Options)(result, to, destination);
        }
        else
        {
            var arguments = Movers.LiftArguments<T>(type, from.Options)(from, source);
            Movers.LowerArguments<T>(type, to.Options)(arguments, to, destination);
        }
    }

    private delegate void Way(Vector vector, LiftLowerContext from, ulong* source, LiftLowerContext to, ulong* destination);

    private void Each(int step, Way way, bool checkBytes = true)
    {
        var source = stackalloc ulong[MaxSlots];
        var destination = stackalloc ulong[MaxSlots];
        var count = 0;
        foreach (var vector in Vector.ReadAll())
        {
            if (count++ % step != 0) continue;
            var giver = Side(isSource: true, vector.SourcePointer);
            var receiver = Side(isSource: false, vector.DestinationPointer);
            giver.Reset(0);
            vector.SourceMemory.CopyTo(giver.Bytes);
            receiver.Reset(vector.OutPointer is { } pointer ? pointer + (ulong)new TupleType(vector.Types).LayoutFor(vector.DestinationPointer).Size : 16);
            vector.SourceFlat.CopyTo(new Span<ulong>(source, MaxSlots));
            new Span<ulong>(destination, MaxSlots).Fill(0xDEAD_BEEF_DEAD_BEEF);
            if (vector.OutPointer is { } outPointer) destination[0] = outPointer;
            var from = giver.Context(vector.SourceEncoding, vector.IsResult ? vector.CalleeIsAsync : vector.CallerIsAsync);
            var to = receiver.Context(vector.DestinationEncoding, vector.IsResult && vector.CallerIsAsync);
            try
            {
                way(vector, from, source, to, destination);
                Assert.False(vector.Traps, "a trap is missing");
                if (!checkBytes) continue;
                Assert.Equal(vector.Reallocs, receiver.Log);
                if (vector.OutPointer is null) Assert.Equal(vector.DestinationFlat, new Span<ulong>(destination, vector.DestinationFlat.Length).ToArray());
                Assert.Equal(vector.DestinationMemory, receiver.Bytes[..vector.DestinationMemory.Length].ToArray());
            }
            catch (Trap) when (vector.Traps)
            {
            }
            catch (Exception failure)
            {
                Assert.Fail($"line {vector.Line} ({vector.Mode}: {vector.Types}): {failure}");
            }
        }
        Assert.True(count >= 5000);
    }

    private GuestSide Side(bool isSource, PointerSize pointer)
    {
        if (!_sides.TryGetValue((isSource, pointer), out var side)) _sides.Add((isSource, pointer), side = new GuestSide(pointer));
        return side;
    }

    private static FuncType TypeOf(Vector vector) => vector.IsResult
        ? new FuncType(Seq<Param>.Empty, vector.Types[0])
        : new FuncType(vector.Types.Map(static t => new Param("p", t)), null);

    private static int MaxSource(Vector vector) => vector.IsResult ? vector.CalleeIsAsync ? 16 : 1 : vector.CallerIsAsync ? 4 : 16;

    private static int MaxDestination(Vector vector) => vector.IsResult ? vector.CallerIsAsync ? 0 : 1 : 16;

    private static Type ArgumentsType(Seq<ValType> types) => types.Count == 1 ? ClrType(types[0]) : TupleOf(types);

    // Types that need a declaration in C# are left untyped.
    private static Type ClrType(ValType type) => type switch
    {
        { Kind: ValKind.Bool } => typeof(bool),
        { Kind: ValKind.S8 } => typeof(sbyte),
        { Kind: ValKind.U8 } => typeof(byte),
        { Kind: ValKind.S16 } => typeof(short),
        { Kind: ValKind.U16 } => typeof(ushort),
        { Kind: ValKind.S32 } => typeof(int),
        { Kind: ValKind.U32 } => typeof(uint),
        { Kind: ValKind.S64 } => typeof(long),
        { Kind: ValKind.U64 } => typeof(ulong),
        { Kind: ValKind.F32 } => typeof(float),
        { Kind: ValKind.F64 } => typeof(double),
        { Kind: ValKind.Char } => typeof(System.Text.Rune),
        { Kind: ValKind.String } => typeof(string),
        ListType list => ClrType(list.Element).MakeArrayType(),
        FixedListType list => typeof(ReadOnlyMemory<>).MakeGenericType(ClrType(list.Element)),
        // A dictionary would drop entries with equal keys.
        MapType map => typeof(List<>).MakeGenericType(TupleOf(Seq.Of(map.Key, map.Value))),
        RecordType record => TupleOf(record.Fields.Map(static f => f.Type)),
        TupleType tuple => TupleOf(tuple.Types),
        OptionType option => typeof(Option<>).MakeGenericType(ClrType(option.Some)),
        ResultType result => typeof(Result<,>).MakeGenericType(
            result.Ok is null ? typeof(Unit) : ClrType(result.Ok), result.Error is null ? typeof(Unit) : ClrType(result.Error)),
        _ => typeof(ComponentValue),
    };

    private static Type TupleOf(Seq<ValType> types) => TupleOf([.. types.Select(ClrType)]);

    private static Type TupleOf(Type[] members)
    {
        Type[] definitions =
        [
            typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
            typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>),
        ];
        return members.Length <= 7
            ? definitions[members.Length - 1].MakeGenericType(members)
            : typeof(ValueTuple<,,,,,,,>).MakeGenericType([.. members[..7], TupleOf(members[7..])]);
    }
}
