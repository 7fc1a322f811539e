// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#storing and #flat-lowering

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>
/// Lowers untyped values, one type at a time as the specification does: <c>store</c> to memory and <c>lower_flat</c>. The values
/// are of their types: <see cref="ComponentValueChecker"/> has looked at what an embedder passes.
/// </summary>
internal static unsafe class InterpretedLowering
{
    /// <summary><c>lower_flat_values</c></summary>
    /// <param name="hasOutPointer">Whether a tuple goes where the first slot of the destination points, instead of to new memory.</param>
    public static void LowerValues(
        LiftLowerContext to, int maxFlat, ReadOnlySpan<ComponentValue> values, Seq<ValType> types, ulong* destination, bool hasOutPointer)
    {
        if (types.Count == 0) return;
        if (FlatFrame.Count(types, to.PointerSize) > maxFlat)
        {
            var layout = new TupleType(types).LayoutFor(to.PointerSize);
            if (!hasOutPointer) *destination = GuestRange.AllocateTuple(to, layout.Size, layout.Alignment);
            var pointer = GuestRange.Tuple(to, *destination, layout.Size, layout.Alignment);
            for (var i = 0; i < values.Length; i++) Store(to, values[i], types[i], pointer + layout.FieldOffsets[i]);
        }
        else
        {
            for (var i = 0; i < values.Length; i++) LowerFlat(to, values[i], types[i], ref destination);
        }
    }

    /// <summary><c>store</c>: the range has been checked.</summary>
    public static void Store(LiftLowerContext to, in ComponentValue value, ValType type, byte* pointer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var layout = type.LayoutFor(to.PointerSize);
        switch (type)
        {
            case PrimType { Kind: not (ValKind.String or ValKind.ErrorContext) }:
                StoreInt(pointer, value.Bits, (int)layout.Size);
                break;
            case PrimType { Kind: ValKind.String }:
                StorePair(to, pointer, StoreString(to, value));
                break;
            case ListType list:
                StorePair(to, pointer, StoreList(to, value, list.Element));
                break;
            case MapType map:
                StorePair(to, pointer, StoreList(to, value, new TupleType(Seq.Of(map.Key, map.Value))));
                break;
            case FixedListType list:
                StoreElements(to, value.ItemSpan, list.Element, pointer);
                break;
            case TupleType tuple:
                for (var i = 0; i < tuple.Types.Count; i++) Store(to, value.ItemSpan[i], tuple.Types[i], pointer + layout.FieldOffsets[i]);
                break;
            case RecordType record:
                for (var i = 0; i < record.Fields.Count; i++) Store(to, value.ItemSpan[i], record.Fields[i].Type, pointer + layout.FieldOffsets[i]);
                break;
            case VariantType or EnumType or OptionType or ResultType:
                {
                    var discriminant = VariantCases.IndexOf(type, value);
                    StoreInt(pointer, (uint)discriminant, layout.DiscriminantSize);
                    if (VariantCases.Payload(type, discriminant) is { } payload) Store(to, value.ItemSpan[0], payload, pointer + layout.PayloadOffset);
                    break;
                }
            case FlagsType flags:
                StoreInt(pointer, FlagsBits(flags, value), (int)layout.Size);
                break;
            default:
                StoreInt(pointer, LowerHandle(to, value, type), 4);
                break;
        }
    }

    /// <summary><c>lower_flat</c></summary>
    public static void LowerFlat(LiftLowerContext to, in ComponentValue value, ValType type, ref ulong* destination)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (type)
        {
            case PrimType { Kind: ValKind.S8 or ValKind.S16 or ValKind.S32 }:
                *destination++ = (uint)value.Bits;
                break;
            case PrimType { Kind: not (ValKind.String or ValKind.ErrorContext) }:
                *destination++ = value.Bits;
                break;
            case PrimType { Kind: ValKind.String }:
                LowerPair(StoreString(to, value), ref destination);
                break;
            case ListType list:
                LowerPair(StoreList(to, value, list.Element), ref destination);
                break;
            case MapType map:
                LowerPair(StoreList(to, value, new TupleType(Seq.Of(map.Key, map.Value))), ref destination);
                break;
            case FixedListType list:
                foreach (ref readonly var element in value.ItemSpan) LowerFlat(to, element, list.Element, ref destination);
                break;
            case TupleType tuple:
                for (var i = 0; i < tuple.Types.Count; i++) LowerFlat(to, value.ItemSpan[i], tuple.Types[i], ref destination);
                break;
            case RecordType record:
                for (var i = 0; i < record.Fields.Count; i++) LowerFlat(to, value.ItemSpan[i], record.Fields[i].Type, ref destination);
                break;
            case VariantType or EnumType or OptionType or ResultType:
                {
                    var end = destination + type.LayoutFor(to.PointerSize).Flat!.Count;
                    var discriminant = VariantCases.IndexOf(type, value);
                    *destination++ = (uint)discriminant;
                    if (VariantCases.Payload(type, discriminant) is { } payload) LowerFlat(to, value.ItemSpan[0], payload, ref destination);
                    while (destination < end) *destination++ = 0;
                    break;
                }
            case FlagsType flags:
                *destination++ = FlagsBits(flags, value);
                break;
            default:
                *destination++ = LowerHandle(to, value, type);
                break;
        }
    }

    /// <summary><c>store_list_into_valid_range</c></summary>
    public static void StoreElements(LiftLowerContext to, ReadOnlySpan<ComponentValue> elements, ValType type, byte* pointer)
    {
        var size = type.LayoutFor(to.PointerSize).Size;
        foreach (ref readonly var element in elements)
        {
            Store(to, element, type, pointer);
            pointer += size;
        }
    }

    private static void StoreInt(byte* pointer, ulong value, int size)
    {
        switch (size)
        {
            case 1:
                *pointer = (byte)value;
                break;
            case 2:
                Unsafe.WriteUnaligned(pointer, (ushort)value);
                break;
            case 4:
                Unsafe.WriteUnaligned(pointer, (uint)value);
                break;
            default:
                Unsafe.WriteUnaligned(pointer, value);
                break;
        }
    }

    private static void StorePair(LiftLowerContext to, byte* pointer, PointerAndLength pair)
    {
        var size = (int)to.PointerSize;
        StoreInt(pointer, pair.Pointer, size);
        StoreInt(pointer + size, pair.Length, size);
    }

    private static void LowerPair(PointerAndLength pair, ref ulong* destination)
    {
        *destination++ = pair.Pointer;
        *destination++ = pair.Length;
    }

    private static PointerAndLength StoreString(LiftLowerContext to, in ComponentValue value)
    {
        var text = value.AsString();
        if (value.LiftedFrom is not var (encoding, declared)) return StringLowering.Lower(to, text);

        var bytes = encoding switch
        {
            SimpleEncoding.Utf8 => Encoding.UTF8.GetBytes(text),
            SimpleEncoding.Latin1 => Encoding.Latin1.GetBytes(text),
            _ => Encoding.Unicode.GetBytes(text),
        };
        fixed (byte* units = bytes)
        {
            return StringLowering.Store(to, new StringView((nint)units, encoding == SimpleEncoding.Utf16 ? text.Length : bytes.Length, encoding, declared));
        }
    }

    private static PointerAndLength StoreList(LiftLowerContext to, in ComponentValue value, ValType element)
    {
        var layout = element.LayoutFor(to.PointerSize);
        var elements = value.ItemSpan;
        var pointer = GuestRange.AllocateList(to, elements.Length, layout.Size, layout.Alignment);
        StoreElements(to, elements, element, to.Memory.Base + pointer);
        return new(pointer, (uint)elements.Length);
    }

    private static uint FlagsBits(FlagsType type, in ComponentValue value)
    {
        uint bits = 0;
        for (var i = 0; i < type.Labels.Count; i++) if (value.Labels.Contains(type.Labels[i])) bits |= 1u << i;
        return bits;
    }

    private static uint LowerHandle(LiftLowerContext to, in ComponentValue value, ValType type) => type switch
    {
        OwnType own => to.Instance.LowerOwn(value.AsResource().Take(), own.Resource),
        BorrowType borrow => to.Instance.LowerBorrow(value.AsResource().Representation, borrow.Resource, to.BorrowScope),
        StreamType stream => to.Instance.LowerStream(value.Handle!, stream),
        FutureType future => to.Instance.LowerFuture(value.Handle!, future),
        { Kind: ValKind.ErrorContext } => to.Instance.LowerErrorContext(value.Handle!),
        _ => throw new UnreachableException(),
    };
}
