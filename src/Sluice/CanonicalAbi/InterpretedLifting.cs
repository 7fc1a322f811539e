// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#loading and #flat-lifting

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>Lifts untyped values, one type at a time as the specification does: <c>load</c> from memory and <c>lift_flat</c>.</summary>
internal static unsafe class InterpretedLifting
{
    /// <summary><c>lift_flat_values</c></summary>
    public static ComponentValue[] LiftValues(LiftLowerContext from, int maxFlat, ulong* source, Seq<ValType> types)
    {
        if (types.Count == 0) return [];
        var values = new ComponentValue[types.Count];
        if (FlatFrame.Count(types, from.PointerSize) > maxFlat)
        {
            var tuple = new TupleType(types);
            var layout = tuple.LayoutFor(from.PointerSize);
            var pointer = GuestRange.Tuple(from, *source, layout.Size, layout.Alignment);
            for (var i = 0; i < values.Length; i++) values[i] = Load(from, pointer + layout.FieldOffsets[i], types[i]);
        }
        else
        {
            for (var i = 0; i < values.Length; i++) values[i] = LiftFlat(from, ref source, types[i]);
        }
        return values;
    }

    /// <summary><c>load</c>: the range has been checked.</summary>
    public static ComponentValue Load(LiftLowerContext from, byte* pointer, ValType type)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var layout = type.LayoutFor(from.PointerSize);
        switch (type)
        {
            case PrimType { Kind: not (ValKind.String or ValKind.ErrorContext) }:
                return ComponentValue.Scalar(type.Kind, Scalars.Lift(type.Kind, LoadInt(pointer, (int)layout.Size)));
            case PrimType { Kind: ValKind.String }:
                return LoadString(from, LoadPair(from, pointer));
            case ListType list:
                return ComponentValue.Items(ValKind.List, LoadList(from, LoadPair(from, pointer), list.Element));
            case MapType map:
                return ComponentValue.Items(ValKind.Map, LoadList(from, LoadPair(from, pointer), new TupleType(Seq.Of(map.Key, map.Value))));
            case FixedListType list:
                return ComponentValue.Items(ValKind.List, LoadElements(from, pointer, (int)list.Length, list.Element));
            case TupleType tuple:
                {
                    var members = new ComponentValue[tuple.Types.Count];
                    for (var i = 0; i < members.Length; i++) members[i] = Load(from, pointer + layout.FieldOffsets[i], tuple.Types[i]);
                    return ComponentValue.Items(ValKind.Tuple, members);
                }
            case RecordType record:
                {
                    var fields = new ComponentValue[record.Fields.Count];
                    for (var i = 0; i < fields.Length; i++) fields[i] = Load(from, pointer + layout.FieldOffsets[i], record.Fields[i].Type);
                    return ComponentValue.Items(ValKind.Record, fields, VariantCases.LabelsOf(record));
                }
            case VariantType or EnumType or OptionType or ResultType:
                {
                    var discriminant = Scalars.CheckDiscriminant((int)LoadInt(pointer, layout.DiscriminantSize), VariantCases.Count(type));
                    var payload = VariantCases.Payload(type, discriminant);
                    return VariantCases.Value(type, discriminant, payload is null ? null : Load(from, pointer + layout.PayloadOffset, payload));
                }
            case FlagsType flags:
                return FlagsValue(flags, (uint)LoadInt(pointer, (int)layout.Size));
            default:
                return LiftHandle(from, (uint)LoadInt(pointer, 4), type);
        }
    }

    /// <summary><c>lift_flat</c></summary>
    public static ComponentValue LiftFlat(LiftLowerContext from, ref ulong* source, ValType type)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (type)
        {
            case PrimType { Kind: not (ValKind.String or ValKind.ErrorContext) }:
                return ComponentValue.Scalar(type.Kind, Scalars.Lift(type.Kind, *source++));
            case PrimType { Kind: ValKind.String }:
                return LoadString(from, NextPair(from, ref source));
            case ListType list:
                return ComponentValue.Items(ValKind.List, LoadList(from, NextPair(from, ref source), list.Element));
            case MapType map:
                return ComponentValue.Items(ValKind.Map, LoadList(from, NextPair(from, ref source), new TupleType(Seq.Of(map.Key, map.Value))));
            case FixedListType list:
                {
                    var elements = new ComponentValue[list.Length];
                    for (var i = 0; i < elements.Length; i++) elements[i] = LiftFlat(from, ref source, list.Element);
                    return ComponentValue.Items(ValKind.List, elements);
                }
            case TupleType tuple:
                {
                    var members = new ComponentValue[tuple.Types.Count];
                    for (var i = 0; i < members.Length; i++) members[i] = LiftFlat(from, ref source, tuple.Types[i]);
                    return ComponentValue.Items(ValKind.Tuple, members);
                }
            case RecordType record:
                {
                    var fields = new ComponentValue[record.Fields.Count];
                    for (var i = 0; i < fields.Length; i++) fields[i] = LiftFlat(from, ref source, record.Fields[i].Type);
                    return ComponentValue.Items(ValKind.Record, fields, VariantCases.LabelsOf(record));
                }
            case VariantType or EnumType or OptionType or ResultType:
                {
                    // Slots hold bits, so that CoerceValueIter has nothing to do.
                    var end = source + type.LayoutFor(from.PointerSize).Flat!.Count;
                    var discriminant = Scalars.CheckDiscriminant((int)*source++, VariantCases.Count(type));
                    var payload = VariantCases.Payload(type, discriminant);
                    var value = VariantCases.Value(type, discriminant, payload is null ? null : LiftFlat(from, ref source, payload));
                    source = end;
                    return value;
                }
            case FlagsType flags:
                return FlagsValue(flags, (uint)*source++);
            default:
                return LiftHandle(from, (uint)*source++, type);
        }
    }

    private static ulong LoadInt(byte* pointer, int size) => size switch
    {
        1 => *pointer,
        2 => Unsafe.ReadUnaligned<ushort>(pointer),
        4 => Unsafe.ReadUnaligned<uint>(pointer),
        _ => Unsafe.ReadUnaligned<ulong>(pointer),
    };

    private static PointerAndLength LoadPair(LiftLowerContext from, byte* pointer)
    {
        var size = (int)from.PointerSize;
        return new(LoadInt(pointer, size), LoadInt(pointer + size, size));
    }

    private static PointerAndLength NextPair(LiftLowerContext from, ref ulong* source)
    {
        var mask = from.PointerSize == PointerSize.Memory64 ? ulong.MaxValue : uint.MaxValue;
        var pair = new PointerAndLength(source[0] & mask, source[1] & mask);
        source += 2;
        return pair;
    }

    private static ComponentValue LoadString(LiftLowerContext from, PointerAndLength range)
    {
        var view = StringView.Load(from, range.Pointer, range.Length);
        return ComponentValue.String(view.ToString(), view.Encoding, view.Declared);
    }

    private static ComponentValue[] LoadList(LiftLowerContext from, PointerAndLength range, ValType element)
    {
        var layout = element.LayoutFor(from.PointerSize);
        var pointer = GuestRange.LiftList(from, range.Pointer, range.Length, layout.Size, layout.Alignment);
        return LoadElements(from, pointer, (int)range.Length, element);
    }

    /// <summary><c>load_list_from_valid_range</c></summary>
    public static ComponentValue[] LoadElements(LiftLowerContext from, byte* pointer, int length, ValType element)
    {
        var size = element.LayoutFor(from.PointerSize).Size;
        var elements = new ComponentValue[length];
        for (var i = 0; i < length; i++) elements[i] = Load(from, pointer + i * size, element);
        return elements;
    }

    private static ComponentValue FlagsValue(FlagsType type, uint bits) => ComponentValue.Flags(type.Labels.Where((_, i) => (bits & (1u << i)) != 0));

    private static ComponentValue LiftHandle(LiftLowerContext from, uint index, ValType type) => type switch
    {
        OwnType own => ComponentValue.Own(new GuestResourceHandle(own.Resource, from.Instance.LiftOwn(index, own.Resource), owned: true)),
        BorrowType borrow => ComponentValue.Borrow(
            new GuestResourceHandle(borrow.Resource, from.Instance.LiftBorrow(index, borrow.Resource, from.BorrowScope), owned: false)),
        StreamType stream => ComponentValue.Stream(from.Instance.LiftStream(index, stream)),
        FutureType future => ComponentValue.Future(from.Instance.LiftFuture(index, future)),
        { Kind: ValKind.ErrorContext } => ComponentValue.ErrorContext(from.Instance.LiftErrorContext(index)),
        _ => throw new UnreachableException(),
    };
}
