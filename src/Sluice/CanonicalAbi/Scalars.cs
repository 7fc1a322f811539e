// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#loading

using System.Diagnostics;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>How scalars are normalised when they are lifted.</summary>
internal static class Scalars
{
    public const uint CanonicalNan32 = 0x7FC0_0000;
    public const ulong CanonicalNan64 = 0x7FF8_0000_0000_0000;

    public static float CanonicalizeNan(float value) => float.IsNaN(value) ? BitConverter.UInt32BitsToSingle(CanonicalNan32) : value;

    public static double CanonicalizeNan(double value) => double.IsNaN(value) ? BitConverter.UInt64BitsToDouble(CanonicalNan64) : value;

    /// <summary><c>convert_i32_to_char</c></summary>
    public static int CheckChar(int value)
    {
        Trap.If((uint)value >= 0x110000 || (uint)(value - 0xD800) < 0x800, TrapCode.InvalidChar);
        return value;
    }

    public static int CheckDiscriminant(int value, int cases)
    {
        Trap.If((uint)value >= (uint)cases, TrapCode.InvalidDiscriminant);
        return value;
    }

    /// <summary>Lifts a scalar from the bits of a core value or of memory, and sign-extends what is signed.</summary>
    public static ulong Lift(ValKind kind, ulong bits) => kind switch
    {
        ValKind.Bool => (uint)bits == 0 ? 0u : 1u,
        ValKind.S8 => (ulong)(sbyte)bits,
        ValKind.U8 => (byte)bits,
        ValKind.S16 => (ulong)(short)bits,
        ValKind.U16 => (ushort)bits,
        ValKind.S32 => (ulong)(int)bits,
        ValKind.U32 => (uint)bits,
        ValKind.S64 or ValKind.U64 => bits,
        ValKind.F32 => float.IsNaN(BitConverter.UInt32BitsToSingle((uint)bits)) ? CanonicalNan32 : (uint)bits,
        ValKind.F64 => double.IsNaN(BitConverter.UInt64BitsToDouble(bits)) ? CanonicalNan64 : bits,
        ValKind.Char => (uint)CheckChar((int)bits),
        _ => throw new UnreachableException(),
    };

    /// <summary>The bits that are significant for a flags type.</summary>
    public static uint FlagsMask(int labels) => (uint)((1UL << labels) - 1);
}
