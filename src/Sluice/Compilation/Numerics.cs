// WebAssembly 3.0, "Execution: Numerics". https://webassembly.github.io/spec/core/exec/numerics.html

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sluice.Compilation;

/// <summary>Numeric operations that take more than a CIL instruction or a framework method.</summary>
internal static class Numerics
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Remainder(int left, int right) => right == -1 ? 0 : left % right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Remainder(long left, long right) => right == -1 ? 0 : left % right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long RotateLeft(long value, long count) => (long)BitOperations.RotateLeft((ulong)value, (int)count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long RotateRight(long value, long count) => (long)BitOperations.RotateRight((ulong)value, (int)count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TruncateToInt32(float value)
    {
        if (!(value >= -2147483648f && value < 2147483648f)) ThrowNotInteger(value);
        return (int)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TruncateToUInt32(float value)
    {
        if (!(value > -1f && value < 4294967296f)) ThrowNotInteger(value);
        return (uint)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TruncateToInt32(double value)
    {
        if (!(value > -2147483649d && value < 2147483648d)) ThrowNotInteger(value);
        return (int)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TruncateToUInt32(double value)
    {
        if (!(value > -1d && value < 4294967296d)) ThrowNotInteger(value);
        return (uint)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TruncateToInt64(float value)
    {
        if (!(value >= -9223372036854775808f && value < 9223372036854775808f)) ThrowNotInteger(value);
        return (long)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong TruncateToUInt64(float value)
    {
        if (!(value > -1f && value < 18446744073709551616f)) ThrowNotInteger(value);
        return (ulong)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TruncateToInt64(double value)
    {
        if (!(value >= -9223372036854775808d && value < 9223372036854775808d)) ThrowNotInteger(value);
        return (long)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong TruncateToUInt64(double value)
    {
        if (!(value > -1d && value < 18446744073709551616d)) ThrowNotInteger(value);
        return (ulong)value;
    }

    private static void ThrowNotInteger(double value) =>
        throw new Trap(double.IsNaN(value) ? TrapCode.InvalidConversionToInteger : TrapCode.IntegerOverflow);

    /// <summary>A constant that the JIT compiler cannot see.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float OpaqueSingle(int bits) => BitConverter.Int32BitsToSingle(bits);

    /// <summary>As an intrinsic, the conversion is not folded with a promotion before it, so that it makes signalling NaNs quiet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Demote(double value) => Sse2.IsSupported
        ? Sse2.ConvertScalarToVector128Single(Vector128<float>.Zero, Vector128.CreateScalarUnsafe(value)).ToScalar()
        : (float)value;

    /// <summary>Rounds once; the CLR's own conversion goes through double.</summary>
    public static float ToSingle(ulong value)
    {
        if ((long)value >= 0) return (long)value;
        var half = (float)(long)((value >> 1) | (value & 1));
        return half + half;
    }
}
