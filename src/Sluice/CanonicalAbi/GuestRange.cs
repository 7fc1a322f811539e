// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#loading (load_list_from_range), #storing

using System.Runtime.CompilerServices;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>Checks the ranges of linear memory that values are loaded from and stored to, once for all that is in them.</summary>
internal static unsafe class GuestRange
{
    /// <summary>The longest list that may be passed: 2^28 - 1 bytes.</summary>
    public const int MaxListByteLength = (1 << 28) - 1;

    /// <summary>A list that a guest passes. Its length fits an int from here on.</summary>
    public static byte* LiftList(LiftLowerContext from, ulong pointer, ulong length, long elementSize, int alignment)
    {
        Trap.If(length > (ulong)(MaxListByteLength / elementSize), TrapCode.ListTooLong);
        Trap.If((pointer & (ulong)(alignment - 1)) != 0, TrapCode.UnalignedPointer);
        Trap.If(!from.InBounds(pointer, length * (ulong)elementSize), TrapCode.ListOutOfBounds);
        return from.Memory.Base + pointer;
    }

    /// <summary>Room for a list that a guest receives.</summary>
    public static ulong AllocateList(LiftLowerContext to, int length, long elementSize, int alignment)
    {
        if (length > uint.MaxValue / elementSize) throw new ArgumentException("The list is longer than a component can receive.", nameof(length));
        var byteLength = (ulong)(length * elementSize);
        var pointer = to.Allocate((ulong)alignment, byteLength);
        Trap.If((pointer & (ulong)(alignment - 1)) != 0, TrapCode.ReallocUnaligned);
        if (!to.InBounds(pointer, byteLength)) throw new Trap(TrapCode.ReallocOutOfBounds, "list content out-of-bounds");
        return pointer;
    }

    /// <summary>A tuple of parameters or results that a guest passes, or the room for a result that a caller has made.</summary>
    public static byte* Tuple(LiftLowerContext side, ulong pointer, long size, int alignment)
    {
        Trap.If((pointer & (ulong)(alignment - 1)) != 0, TrapCode.UnalignedPointer);
        Trap.If(!side.InBounds(pointer, (ulong)size), TrapCode.ValuesOutOfBounds);
        return side.Memory.Base + pointer;
    }

    /// <summary>Room for a tuple of parameters that a guest receives.</summary>
    public static ulong AllocateTuple(LiftLowerContext to, long size, int alignment)
    {
        var pointer = to.Allocate((ulong)alignment, (ulong)size);
        Trap.If((pointer & (ulong)(alignment - 1)) != 0, TrapCode.ReallocUnaligned);
        Trap.If(!to.InBounds(pointer, (ulong)size), TrapCode.ReallocOutOfBounds);
        return pointer;
    }

    public static byte* At(LiftLowerContext side, ulong pointer) => side.Memory.Base + pointer;

    public static void Copy(byte* destination, byte* source, long byteLength) => Buffer.MemoryCopy(source, destination, byteLength, byteLength);

    public static void CopyToHost<T>(byte* source, ref T first, long byteLength) =>
        Unsafe.CopyBlockUnaligned(ref Unsafe.As<T, byte>(ref first), ref *source, (uint)byteLength);

    public static void CopyFromHost<T>(ref T first, byte* destination, long byteLength) =>
        Unsafe.CopyBlockUnaligned(ref *destination, ref Unsafe.As<T, byte>(ref first), (uint)byteLength);
}
