// The traversal of value types from which every way of moving values is compiled. It follows load, store, lift_flat and
// lower_flat of CanonicalABI.md at once: where these make a value and take it apart again, a move goes from place to place.

using System.Diagnostics;
using System.Reflection.Emit;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>Emits moves of values between two places.</summary>
/// <param name="il">Where to.</param>
/// <param name="constants">Objects that the code needs; the method's first parameter is the array of them.</param>
/// <param name="fromArgument">The parameter that holds the <see cref="LiftLowerContext"/> of the side that gives, or -1.</param>
/// <param name="toArgument">The parameter that holds the context of the side that receives, or -1.</param>
internal sealed class MoveEmitter(ILGenerator il, List<object> constants, int fromArgument, int toArgument)
{
    public ILGenerator IL { get; } = il;

    public void LoadFrom() => IL.Emit(OpCodes.Ldarg, (short)fromArgument);

    public void LoadTo() => IL.Emit(OpCodes.Ldarg, (short)toArgument);

    /// <summary>Pushes an object that is known now. Never one that another place has pushed: which places share an object is not part of the shape.</summary>
    public void LoadConstant(object value, Type type)
    {
        var index = constants.Count;
        constants.Add(value);
        IL.Emit(OpCodes.Ldarg_0);
        IL.LoadInt(index);
        IL.Emit(OpCodes.Ldelem_Ref);
        IL.Emit(OpCodes.Castclass, type);
    }

    public void Move(ValType type, Place source, Place destination)
    {
        if (source is ClrPlace { Shape: UntypedShape } || destination is ClrPlace { Shape: UntypedShape })
        {
            UntypedShape.EmitMove(this, type, source, destination);
            return;
        }
        switch (type)
        {
            case PrimType { Kind: ValKind.String }:
                MoveString(source, destination);
                break;
            case PrimType { Kind: not ValKind.ErrorContext } or EnumType or FlagsType:
                destination.BeginStore();
                source.LoadScalar(type);
                destination.EndStore(type);
                break;
            case ListType list:
                MoveList(list.Element, source, destination);
                break;
            case MapType map:
                MoveList(new TupleType(Seq.Of(map.Key, map.Value)), source, destination);
                break;
            case FixedListType list:
                MoveFixedList(list, source, destination);
                break;
            case RecordType or TupleType:
                MoveRecord(type, source, destination);
                break;
            case VariantType or OptionType or ResultType:
                MoveVariant(type, source, destination);
                break;
            default:
                MoveHandle(type, source, destination);
                break;
        }
    }

    public static int FieldCount(ValType type) => type is RecordType record ? record.Fields.Count : ((TupleType)type).Types.Count;

    public static ValType FieldType(ValType type, int index) => type is RecordType record ? record.Fields[index].Type : ((TupleType)type).Types[index];

    /// <summary>
    /// Whether values can be copied as bytes: every bit pattern is valid and there is no padding, whose bytes are nobody's
    /// business. NaNs keep their payload, which the specification leaves open.
    /// </summary>
    public static bool IsPlain(ValType type) => type switch
    {
        PrimType => type.Kind is >= ValKind.S8 and <= ValKind.F64,
        FlagsType flags => flags.Labels.Count is 8 or 16 or 32,
        FixedListType list => IsPlain(list.Element),
        RecordType or TupleType => IsDense(type),
        _ => false,
    };

    private static bool IsDense(ValType type)
    {
        long size = 0;
        for (var i = 0; i < FieldCount(type); i++)
        {
            var field = FieldType(type, i);
            if (!IsPlain(field)) return false;
            size += field.Memory32.Size;
        }
        return size == type.Memory32.Size;
    }

    private void CopyBytes(Place source, Place destination, long size)
    {
        ((GuestPlace)destination).LoadAddress();
        ((GuestPlace)source).LoadAddress();
        IL.LoadInt((int)size);
        IL.Emit(OpCodes.Unaligned, (byte)1);
        IL.Emit(OpCodes.Cpblk);
    }

    private void MoveRecord(ValType type, Place source, Place destination)
    {
        if (source is MemoryPlace && destination is MemoryPlace && type.Memory32.Size <= int.MaxValue && IsPlain(type))
        {
            CopyBytes(source, destination, type.Memory32.Size);
            return;
        }
        var fields = new Place[FieldCount(type)];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = destination.Field(type, i);
            Move(FieldType(type, i), source.Field(type, i), fields[i]);
        }
        destination.EndRecord(type, fields);
    }

    private void MoveVariant(ValType type, Place source, Place destination)
    {
        var discriminant = IL.DeclareLocal(typeof(int));
        source.LoadDiscriminant(type);
        IL.Store(discriminant);
        destination.StoreDiscriminant(type, discriminant);

        var end = IL.DefineLabel();
        var labels = new Label[VariantCases.Count(type)];
        // Cases without payload are the same to a guest.
        var empty = IL.DefineLabel();
        for (var i = 0; i < labels.Length; i++)
            labels[i] = destination is GuestPlace && VariantCases.Payload(type, i) is null ? empty : IL.DefineLabel();
        IL.Load(discriminant);
        IL.Emit(OpCodes.Switch, labels);
        IL.MarkLabel(empty);
        var firstEmpty = 0;
        while (firstEmpty < labels.Length && labels[firstEmpty] != empty) firstEmpty++;
        if (firstEmpty < labels.Length) destination.EndCase(type, firstEmpty, null);
        IL.Emit(OpCodes.Br, end);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == empty) continue;
            IL.MarkLabel(labels[i]);
            Place? payload = null;
            if (VariantCases.Payload(type, i) is { } payloadType)
            {
                payload = destination.Payload(type, i);
                Move(payloadType, source.Payload(type, i), payload);
            }
            destination.EndCase(type, i, payload);
            IL.Emit(OpCodes.Br, end);
        }
        IL.MarkLabel(end);
    }

    private void MoveString(Place source, Place destination)
    {
        if (destination is ClrPlace)
        {
            LoadRange((GuestPlace)source);
            IL.Call(typeof(StringLowering), nameof(StringLowering.Lift));
            destination.EndStore(ValType.String);
            return;
        }
        var pair = IL.DeclareLocal(typeof(PointerAndLength));
        if (source is ClrPlace clr)
        {
            LoadTo();
            clr.LoadValue();
            IL.Call(typeof(StringLowering), nameof(StringLowering.Lower));
        }
        else
        {
            LoadRange((GuestPlace)source);
            LoadTo();
            IL.Call(typeof(StringLowering), nameof(StringLowering.Copy));
        }
        IL.Store(pair);
        var address = IL.DeclareLocal(typeof(ulong));
        var length = IL.DeclareLocal(typeof(ulong));
        IL.LoadAddress(pair);
        IL.CallGetter(typeof(PointerAndLength), nameof(PointerAndLength.Pointer));
        IL.Store(address);
        IL.LoadAddress(pair);
        IL.CallGetter(typeof(PointerAndLength), nameof(PointerAndLength.Length));
        IL.Store(length);
        ((GuestPlace)destination).StorePair(address, length);
    }

    // Pushes the giving side, address and length.
    private void LoadRange(GuestPlace source)
    {
        LoadFrom();
        source.LoadPointer(0);
        source.LoadPointer(1);
    }

    private void MoveList(ValType element, Place source, Place destination)
    {
        var count = IL.DeclareLocal(typeof(int));
        switch (source, destination)
        {
            case (GuestPlace from, GuestPlace to):
                {
                    var start = LiftList(element, from, count);
                    var target = BeginLowerList(element, to.Pointer, count, out var address);
                    MoveElements(element, from.Pointer, start, to.Pointer, target, count);
                    EndLowerList(to, address, count);
                    break;
                }
            case (GuestPlace from, ClrPlace { Shape: ListShape shape }):
                {
                    var start = LiftList(element, from, count);
                    var array = IL.DeclareLocal(shape.Element.Clr.MakeArrayType());
                    IL.Load(count);
                    IL.Emit(OpCodes.Newarr, shape.Element.Clr);
                    IL.Store(array);
                    LiftElements(element, from.Pointer, start, shape.Element, count, () => LoadElements(array, shape.Element.Clr));
                    IL.Load(array);
                    shape.EmitClose(IL);
                    destination.EndStore(element);
                    break;
                }
            case (ClrPlace { Shape: ListShape shape } from, GuestPlace to):
                {
                    var first = IL.DeclareLocal(shape.Element.Clr.MakeByRefType());
                    from.LoadValue();
                    IL.LoadAddress(count);
                    shape.EmitOpen(IL);
                    IL.Store(first);
                    var target = BeginLowerList(element, to.Pointer, count, out var address);
                    LowerElements(element, shape.Element, first, to.Pointer, target, count);
                    EndLowerList(to, address, count);
                    break;
                }
            default:
                throw new UnreachableException();
        }
    }

    private LocalBuilder LiftList(ValType element, GuestPlace source, LocalBuilder count)
    {
        var layout = element.LayoutFor(source.Pointer);
        var start = IL.DeclareLocal(typeof(byte*));
        LoadRange(source);
        IL.LoadLong(layout.Size);
        IL.LoadInt(layout.Alignment);
        IL.Call(typeof(GuestRange), nameof(GuestRange.LiftList));
        IL.Store(start);
        source.LoadPointer(1);
        IL.Emit(OpCodes.Conv_I4);
        IL.Store(count);
        return start;
    }

    private LocalBuilder BeginLowerList(ValType element, PointerSize pointer, LocalBuilder count, out LocalBuilder address)
    {
        var layout = element.LayoutFor(pointer);
        address = IL.DeclareLocal(typeof(ulong));
        var target = IL.DeclareLocal(typeof(byte*));
        LoadTo();
        IL.Load(count);
        IL.LoadLong(layout.Size);
        IL.LoadInt(layout.Alignment);
        IL.Call(typeof(GuestRange), nameof(GuestRange.AllocateList));
        IL.Store(address);
        LoadTo();
        IL.Load(address);
        IL.Call(typeof(GuestRange), nameof(GuestRange.At));
        IL.Store(target);
        return target;
    }

    private void EndLowerList(GuestPlace destination, LocalBuilder address, LocalBuilder count)
    {
        var length = IL.DeclareLocal(typeof(ulong));
        IL.Load(count);
        IL.Emit(OpCodes.Conv_U8);
        IL.Store(length);
        destination.StorePair(address, length);
    }

    private void LoadElements(LocalBuilder array, Type element)
    {
        IL.Load(array);
        IL.Call(typeof(System.Runtime.InteropServices.MemoryMarshal).GetMethods()
            .Single(m => m.Name == nameof(System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference) && m.IsGenericMethod)
            .MakeGenericMethod(element));
    }

    /// <summary>Moves elements from memory to memory. Both address locals move on to the end.</summary>
    public void MoveElements(ValType element, PointerSize fromPointer, LocalBuilder source, PointerSize toPointer, LocalBuilder target, LocalBuilder count)
    {
        if (IsPlain(element))
        {
            IL.Load(target);
            IL.Load(source);
            LoadByteCount(count, element.Memory32.Size);
            IL.Call(typeof(GuestRange), nameof(GuestRange.Copy));
            return;
        }
        IL.Loop(IL.DeclareLocal(typeof(int)), count, () =>
        {
            Move(element, new MemoryPlace(this, fromPointer, source), new MemoryPlace(this, toPointer, target));
            Advance(source, element.LayoutFor(fromPointer).Size);
            Advance(target, element.LayoutFor(toPointer).Size);
        });
    }

    /// <summary>Moves elements from memory to CLR ones, to the reference that <paramref name="loadFirst"/> pushes.</summary>
    public void LiftElements(ValType element, PointerSize pointer, LocalBuilder source, ClrShape shape, LocalBuilder count, Action loadFirst)
    {
        if (shape.IsSameAsMemory)
        {
            IL.Load(source);
            loadFirst();
            LoadByteCount(count, element.Memory32.Size);
            IL.Call(typeof(GuestRange), nameof(GuestRange.CopyToHost), shape.Clr);
            return;
        }
        var first = IL.DeclareLocal(shape.Clr.MakeByRefType());
        var value = IL.DeclareLocal(shape.Clr);
        var index = IL.DeclareLocal(typeof(int));
        loadFirst();
        IL.Store(first);
        IL.Loop(index, count, () =>
        {
            Move(element, new MemoryPlace(this, pointer, source), new ClrPlace(this, shape, value, isSource: false));
            LoadElementAddress(first, shape.Clr, index);
            IL.Load(value);
            IL.Emit(OpCodes.Stobj, shape.Clr);
            Advance(source, element.LayoutFor(pointer).Size);
        });
    }

    /// <summary>Moves elements from CLR ones to memory.</summary>
    public void LowerElements(ValType element, ClrShape shape, LocalBuilder first, PointerSize pointer, LocalBuilder target, LocalBuilder count)
    {
        if (shape.IsSameAsMemory)
        {
            IL.Load(first);
            IL.Load(target);
            LoadByteCount(count, element.Memory32.Size);
            IL.Call(typeof(GuestRange), nameof(GuestRange.CopyFromHost), shape.Clr);
            return;
        }
        var value = IL.DeclareLocal(shape.Clr);
        var index = IL.DeclareLocal(typeof(int));
        IL.Loop(index, count, () =>
        {
            LoadElementAddress(first, shape.Clr, index);
            IL.Emit(OpCodes.Ldobj, shape.Clr);
            IL.Store(value);
            Move(element, new ClrPlace(this, shape, value, isSource: true), new MemoryPlace(this, pointer, target));
            Advance(target, element.LayoutFor(pointer).Size);
        });
    }

    private void LoadElementAddress(LocalBuilder first, Type element, LocalBuilder index)
    {
        IL.Load(first);
        IL.Load(index);
        IL.Emit(OpCodes.Conv_I);
        IL.Emit(OpCodes.Sizeof, element);
        IL.Emit(OpCodes.Mul);
        IL.Emit(OpCodes.Add);
    }

    private void LoadByteCount(LocalBuilder count, long elementSize)
    {
        IL.Load(count);
        IL.Emit(OpCodes.Conv_I8);
        IL.LoadLong(elementSize);
        IL.Emit(OpCodes.Mul);
    }

    private void Advance(LocalBuilder address, long size)
    {
        IL.Load(address);
        IL.AddOffset(size);
        IL.Store(address);
    }

    // Elements in a frame are few and named one by one; those in memory and in arrays are moved in a loop.
    private void MoveFixedList(FixedListType type, Place source, Place destination)
    {
        if (source is MemoryPlace && destination is MemoryPlace && type.Memory32.Size <= int.MaxValue && IsPlain(type))
        {
            CopyBytes(source, destination, type.Memory32.Size);
            return;
        }
        var count = IL.DeclareLocal(typeof(int));
        IL.LoadInt((int)type.Length);
        IL.Store(count);
        LocalBuilder? first = null;
        LocalBuilder? array = null;
        if (source is ClrPlace { Shape: ListShape given } from)
        {
            var actual = IL.DeclareLocal(typeof(int));
            first = IL.DeclareLocal(given.Element.Clr.MakeByRefType());
            from.LoadValue();
            IL.LoadAddress(actual);
            given.EmitOpen(IL);
            IL.Store(first);
            IL.Load(actual);
            IL.Load(count);
            IL.Call(typeof(ListForms), nameof(ListForms.CheckLength));
            if (destination is MemoryPlace)
            {
                LowerElements(type.Element, given.Element, first, ((GuestPlace)destination).Pointer, AddressOf(destination), count);
                return;
            }
        }
        if (destination is ClrPlace { Shape: ListShape wanted })
        {
            array = IL.DeclareLocal(wanted.Element.Clr.MakeArrayType());
            IL.Load(count);
            IL.Emit(OpCodes.Newarr, wanted.Element.Clr);
            IL.Store(array);
            if (source is MemoryPlace memory)
                LiftElements(type.Element, memory.Pointer, AddressOf(source), wanted.Element, count, () => LoadElements(array, wanted.Element.Clr));
            else
            {
                var value = IL.DeclareLocal(wanted.Element.Clr);
                for (var i = 0; i < type.Length; i++)
                {
                    Move(type.Element, source.Element(type, i), new ClrPlace(this, wanted.Element, value, isSource: false));
                    IL.Load(array);
                    IL.LoadInt(i);
                    IL.Load(value);
                    IL.Emit(OpCodes.Stelem, wanted.Element.Clr);
                }
            }
            IL.Load(array);
            wanted.EmitClose(IL);
            destination.EndStore(type);
            return;
        }
        if (source is MemoryPlace && destination is MemoryPlace)
        {
            MoveElements(type.Element, ((GuestPlace)source).Pointer, AddressOf(source), ((GuestPlace)destination).Pointer, AddressOf(destination), count);
            return;
        }
        for (var i = 0; i < type.Length; i++)
        {
            Place element;
            if (first is not null)
            {
                var shape = ((ListShape)((ClrPlace)source).Shape).Element;
                var value = IL.DeclareLocal(shape.Clr);
                IL.Load(first);
                IL.LoadInt(i);
                IL.Emit(OpCodes.Conv_I);
                IL.Emit(OpCodes.Sizeof, shape.Clr);
                IL.Emit(OpCodes.Mul);
                IL.Emit(OpCodes.Add);
                IL.Emit(OpCodes.Ldobj, shape.Clr);
                IL.Store(value);
                element = new ClrPlace(this, shape, value, isSource: true);
            }
            else element = source.Element(type, i);
            Move(type.Element, element, destination.Element(type, i));
        }
    }

    private LocalBuilder AddressOf(Place place)
    {
        var address = IL.DeclareLocal(typeof(byte*));
        ((GuestPlace)place).LoadAddress();
        IL.Store(address);
        return address;
    }

    private void MoveHandle(ValType type, Place source, Place destination)
    {
        destination.BeginStore();
        switch (source, destination)
        {
            case (GuestPlace from, GuestPlace):
                LoadFrom();
                from.LoadScalar(type);
                LoadTo();
                LoadConstant(type, typeof(ValType));
                IL.Call(typeof(HandleMoves), nameof(HandleMoves.Move));
                break;
            case (GuestPlace from, ClrPlace { Shape: HandleShape shape }):
                LoadFrom();
                from.LoadScalar(type);
                LoadConstant(type, typeof(ValType));
                shape.EmitLift(IL);
                break;
            case (ClrPlace { Shape: HandleShape shape } from, GuestPlace):
                LoadTo();
                from.LoadValue();
                LoadConstant(type, typeof(ValType));
                shape.EmitLower(IL);
                break;
            default:
                throw new UnreachableException();
        }
        destination.EndStore(type);
    }
}
