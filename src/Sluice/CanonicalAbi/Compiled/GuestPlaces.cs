using System.Reflection.Emit;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>A place in the layout of a guest.</summary>
internal abstract class GuestPlace(MoveEmitter emitter, PointerSize pointer) : Place(emitter)
{
    public PointerSize Pointer { get; } = pointer;

    /// <summary>Pushes the address of the core value or bytes.</summary>
    public abstract void LoadAddress();

    /// <summary>Pushes the address (0) or length (1) of a string or list as an int64.</summary>
    public abstract void LoadPointer(int half);

    public abstract void StorePair(LocalBuilder address, LocalBuilder length);

    protected Layout LayoutOf(ValType type) => type.LayoutFor(Pointer);

    public override void LoadScalar(ValType type)
    {
        LoadAddress();
        switch (type.Kind)
        {
            case ValKind.Bool:
                IL.Emit(this is FlatPlace ? OpCodes.Ldind_U4 : OpCodes.Ldind_U1);
                IL.LoadInt(0);
                IL.Emit(OpCodes.Cgt_Un);
                break;
            case ValKind.S8:
                IL.Emit(OpCodes.Ldind_I1);
                break;
            case ValKind.U8:
                IL.Emit(OpCodes.Ldind_U1);
                break;
            case ValKind.S16:
                IL.Emit(OpCodes.Ldind_I2);
                break;
            case ValKind.U16:
                IL.Emit(OpCodes.Ldind_U2);
                break;
            case ValKind.S64 or ValKind.U64:
                IL.Emit(OpCodes.Ldind_I8);
                break;
            case ValKind.F32:
                IL.Emit(OpCodes.Ldind_R4);
                IL.Call(typeof(Scalars).GetMethod(nameof(Scalars.CanonicalizeNan), [typeof(float)])!);
                break;
            case ValKind.F64:
                IL.Emit(OpCodes.Ldind_R8);
                IL.Call(typeof(Scalars).GetMethod(nameof(Scalars.CanonicalizeNan), [typeof(double)])!);
                break;
            case ValKind.Char:
                IL.Emit(OpCodes.Ldind_I4);
                IL.Call(typeof(Scalars), nameof(Scalars.CheckChar));
                break;
            case ValKind.Enum:
                LoadBits(LayoutOf(type).DiscriminantSize);
                CheckDiscriminant(((EnumType)type).Labels.Count);
                break;
            case ValKind.Flags:
                LoadBits((int)LayoutOf(type).Size);
                var mask = Scalars.FlagsMask(((FlagsType)type).Labels.Count);
                if (mask == uint.MaxValue) break;
                IL.LoadInt((int)mask);
                IL.Emit(OpCodes.And);
                break;
            default:
                IL.Emit(OpCodes.Ldind_I4);
                break;
        }
    }

    public override void BeginStore() => LoadAddress();

    public override void LoadDiscriminant(ValType type)
    {
        LoadAddress();
        LoadBits(LayoutOf(type).DiscriminantSize);
        CheckDiscriminant(VariantCases.Count(type));
    }

    public override void EndRecord(ValType type, Place[] fields)
    {
    }

    // Unsigned; a core value has all 32 bits.
    private void LoadBits(int size) => IL.Emit(this is FlatPlace || size == 4 ? OpCodes.Ldind_I4 : size == 2 ? OpCodes.Ldind_U2 : OpCodes.Ldind_U1);

    private void CheckDiscriminant(int cases)
    {
        IL.LoadInt(cases);
        IL.Call(typeof(Scalars), nameof(Scalars.CheckDiscriminant));
    }
}

/// <summary>Consecutive slots of a frame; see <see cref="Mover"/>.</summary>
/// <param name="frameArgument">The parameter that holds the address of the frame.</param>
/// <param name="slot">The first slot.</param>
internal sealed class FlatPlace(MoveEmitter emitter, PointerSize pointer, short frameArgument, int slot) : GuestPlace(emitter, pointer)
{
    public override void LoadAddress() => LoadSlot(0);

    public override void LoadPointer(int half)
    {
        LoadSlot(half);
        if (Pointer == PointerSize.Memory64) IL.Emit(OpCodes.Ldind_I8);
        else
        {
            IL.Emit(OpCodes.Ldind_U4);
            IL.Emit(OpCodes.Conv_U8);
        }
    }

    public override void StorePair(LocalBuilder address, LocalBuilder length)
    {
        LoadSlot(0);
        IL.Load(address);
        IL.Emit(OpCodes.Stind_I8);
        LoadSlot(1);
        IL.Load(length);
        IL.Emit(OpCodes.Stind_I8);
    }

    public override void EndStore(ValType type)
    {
        if (type.Kind == ValKind.F32) IL.Call(typeof(BitConverter), nameof(BitConverter.SingleToUInt32Bits));
        if (type.Kind == ValKind.F64) IL.Call(typeof(BitConverter), nameof(BitConverter.DoubleToUInt64Bits));
        else if (type.Kind is not (ValKind.S64 or ValKind.U64)) IL.Emit(OpCodes.Conv_U8);
        IL.Emit(OpCodes.Stind_I8);
    }

    public override Place Field(ValType type, int index)
    {
        var offset = 0;
        for (var i = 0; i < index; i++) offset += LayoutOf(MoveEmitter.FieldType(type, i)).Flat!.Count;
        return At(offset);
    }

    public override Place Element(FixedListType type, int index) => At(index * LayoutOf(type.Element).Flat!.Count);

    public override void StoreDiscriminant(ValType type, LocalBuilder discriminant)
    {
        LoadSlot(0);
        IL.Load(discriminant);
        IL.Emit(OpCodes.Conv_U8);
        IL.Emit(OpCodes.Stind_I8);
    }

    public override Place Payload(ValType type, int index) => At(1);

    // The slots that the case leaves to others are zero.
    public override void EndCase(ValType type, int index, Place? payload)
    {
        var used = 1 + (VariantCases.Payload(type, index) is { } payloadType ? LayoutOf(payloadType).Flat!.Count : 0);
        for (var i = used; i < LayoutOf(type).Flat!.Count; i++)
        {
            LoadSlot(i);
            IL.LoadLong(0);
            IL.Emit(OpCodes.Stind_I8);
        }
    }

    private FlatPlace At(int offset) => new(Emitter, Pointer, frameArgument, slot + offset);

    private void LoadSlot(int offset)
    {
        IL.Emit(OpCodes.Ldarg, frameArgument);
        IL.AddOffset(8L * (slot + offset));
    }
}

/// <summary>A range of linear memory that has been checked.</summary>
/// <param name="address">Holds an address.</param>
/// <param name="offset">What to add to it.</param>
internal sealed class MemoryPlace(MoveEmitter emitter, PointerSize pointer, LocalBuilder address, long offset = 0) : GuestPlace(emitter, pointer)
{
    public override void LoadAddress() => LoadAddress(0);

    public override void LoadPointer(int half)
    {
        LoadAddress(half * (int)Pointer);
        if (Pointer == PointerSize.Memory64) IL.Emit(OpCodes.Ldind_I8);
        else
        {
            IL.Emit(OpCodes.Ldind_U4);
            IL.Emit(OpCodes.Conv_U8);
        }
    }

    public override void StorePair(LocalBuilder address, LocalBuilder length)
    {
        var store = Pointer == PointerSize.Memory64 ? OpCodes.Stind_I8 : OpCodes.Stind_I4;
        LoadAddress(0);
        IL.Load(address);
        if (Pointer == PointerSize.Memory32) IL.Emit(OpCodes.Conv_U4);
        IL.Emit(store);
        LoadAddress((int)Pointer);
        IL.Load(length);
        if (Pointer == PointerSize.Memory32) IL.Emit(OpCodes.Conv_U4);
        IL.Emit(store);
    }

    public override void EndStore(ValType type)
    {
        IL.Emit(type.Kind switch
        {
            ValKind.F32 => OpCodes.Stind_R4,
            ValKind.F64 => OpCodes.Stind_R8,
            _ => StoreOf((int)LayoutOf(type).Size),
        });
    }

    public override Place Field(ValType type, int index) => At(LayoutOf(type).FieldOffsets[index]);

    public override Place Element(FixedListType type, int index) => At(index * LayoutOf(type.Element).Size);

    public override void StoreDiscriminant(ValType type, LocalBuilder discriminant)
    {
        LoadAddress();
        IL.Load(discriminant);
        IL.Emit(StoreOf(LayoutOf(type).DiscriminantSize));
    }

    public override Place Payload(ValType type, int index) => At(LayoutOf(type).PayloadOffset);

    public override void EndCase(ValType type, int index, Place? payload)
    {
    }

    private static OpCode StoreOf(int size) => size switch
    {
        1 => OpCodes.Stind_I1,
        2 => OpCodes.Stind_I2,
        4 => OpCodes.Stind_I4,
        _ => OpCodes.Stind_I8,
    };

    private MemoryPlace At(long delta) => new(Emitter, Pointer, address, offset + delta);

    private void LoadAddress(int delta)
    {
        IL.Load(address);
        IL.AddOffset(offset + delta);
    }
}
