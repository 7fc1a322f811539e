// WebAssembly 3.0, "Types: Composite Types: storage types". https://webassembly.github.io/spec/core/syntax/types.html#composite-types

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sluice.Types;

namespace Sluice.Runtime;

/// <summary>How fields and elements are kept: the CLR types of storage types.</summary>
internal static class Storage
{
    public static Type TypeOf(FieldType field) => (field.Packed, field.Type.Kind) switch
    {
        (PackedType.I8, _) => typeof(byte),
        (PackedType.I16, _) => typeof(ushort),
        (_, ValKind.I32) => typeof(int),
        (_, ValKind.I64) => typeof(long),
        (_, ValKind.F32) => typeof(float),
        (_, ValKind.F64) => typeof(double),
        (_, ValKind.V128) => typeof(Vector128<byte>),
        (_, ValKind.Ref) => typeof(ReferenceCell),
        _ => throw new UnreachableException(),
    };

    public static int SizeOf(FieldType field) => (field.Packed, field.Type.Kind) switch
    {
        (PackedType.I8, _) => 1,
        (PackedType.I16, _) => 2,
        (_, ValKind.I32 or ValKind.F32) => 4,
        (_, ValKind.V128) => 16,
        _ => 8,
    };

    /// <summary>A value as it is stored.</summary>
    /// <typeparam name="T">What <see cref="TypeOf"/> says.</typeparam>
    public static T From<T>(in Slot slot) where T : struct
    {
        if (typeof(T) == typeof(ReferenceCell))
        {
            var cell = new ReferenceCell { Value = slot.Reference };
            return Unsafe.As<ReferenceCell, T>(ref cell);
        }
        // The lower bytes come first.
        var number = Vector128.Create(slot.Low, slot.High);
        return Unsafe.As<Vector128<ulong>, T>(ref number);
    }

    /// <summary>The place of a field.</summary>
    /// <param name="structure">Not null.</param>
    /// <param name="offset">From the start of the body.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T Field<T>(object structure, int offset) where T : struct =>
        ref Unsafe.As<NumberCell, T>(ref Unsafe.AddByteOffset(ref Unsafe.As<GuestStruct<NumberCell>>(structure).Body, offset));

    /// <summary>The elements of an array.</summary>
    /// <param name="array">Not null.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T[] Elements<T>(object array) where T : struct => Unsafe.As<T[]>(Unsafe.As<GuestArray>(array).Elements);
}
