// WebAssembly 3.0, "Execution: Vector Instructions". https://webassembly.github.io/spec/core/exec/instructions.html#vector-instructions

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static System.Runtime.Intrinsics.Vector128;
using V = System.Runtime.Intrinsics.Vector128<byte>;

namespace Sluice.Compilation;

/// <summary>
/// Vector instructions that are not one call of <see cref="Vector128"/>. Each method has its instruction's name in <c>Opcode</c>; lane
/// instructions take the lane last.
/// </summary>
internal static unsafe class VectorOperations
{
    // Loads and stores.
    [MethodImpl(AggressiveInlining)] public static V V128Load(byte* p) => Vector128.Load(p);
    [MethodImpl(AggressiveInlining)] public static V V128Load8x8S(byte* p) => WidenLower(Low(p).AsSByte()).AsByte();
    [MethodImpl(AggressiveInlining)] public static V V128Load8x8U(byte* p) => WidenLower(Low(p)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V V128Load16x4S(byte* p) => WidenLower(Low(p).AsInt16()).AsByte();
    [MethodImpl(AggressiveInlining)] public static V V128Load16x4U(byte* p) => WidenLower(Low(p).AsUInt16()).AsByte();
    [MethodImpl(AggressiveInlining)] public static V V128Load32x2S(byte* p) => WidenLower(Low(p).AsInt32()).AsByte();
    [MethodImpl(AggressiveInlining)] public static V V128Load32x2U(byte* p) => WidenLower(Low(p).AsUInt32()).AsByte();
    [MethodImpl(AggressiveInlining)] public static V V128Load8Splat(byte* p) => Create(*p);
    [MethodImpl(AggressiveInlining)] public static V V128Load16Splat(byte* p) => Create(Unsafe.ReadUnaligned<ushort>(p)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V V128Load32Splat(byte* p) => Create(Unsafe.ReadUnaligned<uint>(p)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V V128Load64Splat(byte* p) => Create(Unsafe.ReadUnaligned<ulong>(p)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V V128Load32Zero(byte* p) => CreateScalar(Unsafe.ReadUnaligned<uint>(p)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V V128Load64Zero(byte* p) => CreateScalar(Unsafe.ReadUnaligned<ulong>(p)).AsByte();
    [MethodImpl(AggressiveInlining)] public static void V128Store(byte* p, V v) => v.Store(p);
    [MethodImpl(AggressiveInlining)] public static V V128Load8Lane(byte* p, V v, int lane) => v.WithElement(lane, *p);
    [MethodImpl(AggressiveInlining)] public static V V128Load16Lane(byte* p, V v, int lane) => v.AsUInt16().WithElement(lane, Unsafe.ReadUnaligned<ushort>(p)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V V128Load32Lane(byte* p, V v, int lane) => v.AsUInt32().WithElement(lane, Unsafe.ReadUnaligned<uint>(p)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V V128Load64Lane(byte* p, V v, int lane) => v.AsUInt64().WithElement(lane, Unsafe.ReadUnaligned<ulong>(p)).AsByte();
    [MethodImpl(AggressiveInlining)] public static void V128Store8Lane(byte* p, V v, int lane) => *p = v.GetElement(lane);
    [MethodImpl(AggressiveInlining)] public static void V128Store16Lane(byte* p, V v, int lane) => Unsafe.WriteUnaligned(p, v.AsUInt16().GetElement(lane));
    [MethodImpl(AggressiveInlining)] public static void V128Store32Lane(byte* p, V v, int lane) => Unsafe.WriteUnaligned(p, v.AsUInt32().GetElement(lane));
    [MethodImpl(AggressiveInlining)] public static void V128Store64Lane(byte* p, V v, int lane) => Unsafe.WriteUnaligned(p, v.AsUInt64().GetElement(lane));

    [MethodImpl(AggressiveInlining)] private static V Low(byte* p) => CreateScalar(Unsafe.ReadUnaligned<ulong>(p)).AsByte();

    // Lanes.
    [MethodImpl(AggressiveInlining)] public static V I8x16Splat(int x) => Create((byte)x);
    [MethodImpl(AggressiveInlining)] public static V I16x8Splat(int x) => Create((ushort)x).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I32x4Splat(int x) => Create(x).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I64x2Splat(long x) => Create(x).AsByte();
    [MethodImpl(AggressiveInlining)] public static V F32x4Splat(float x) => Create(x).AsByte();
    [MethodImpl(AggressiveInlining)] public static V F64x2Splat(double x) => Create(x).AsByte();
    [MethodImpl(AggressiveInlining)] public static int I8x16ExtractLaneS(V v, int lane) => v.AsSByte().GetElement(lane);
    [MethodImpl(AggressiveInlining)] public static int I8x16ExtractLaneU(V v, int lane) => v.GetElement(lane);
    [MethodImpl(AggressiveInlining)] public static V I8x16ReplaceLane(V v, int x, int lane) => v.WithElement(lane, (byte)x);
    [MethodImpl(AggressiveInlining)] public static int I16x8ExtractLaneS(V v, int lane) => v.AsInt16().GetElement(lane);
    [MethodImpl(AggressiveInlining)] public static int I16x8ExtractLaneU(V v, int lane) => v.AsUInt16().GetElement(lane);
    [MethodImpl(AggressiveInlining)] public static V I16x8ReplaceLane(V v, int x, int lane) => v.AsInt16().WithElement(lane, (short)x).AsByte();
    [MethodImpl(AggressiveInlining)] public static int I32x4ExtractLane(V v, int lane) => v.AsInt32().GetElement(lane);
    [MethodImpl(AggressiveInlining)] public static V I32x4ReplaceLane(V v, int x, int lane) => v.AsInt32().WithElement(lane, x).AsByte();
    [MethodImpl(AggressiveInlining)] public static long I64x2ExtractLane(V v, int lane) => v.AsInt64().GetElement(lane);
    [MethodImpl(AggressiveInlining)] public static V I64x2ReplaceLane(V v, long x, int lane) => v.AsInt64().WithElement(lane, x).AsByte();
    [MethodImpl(AggressiveInlining)] public static float F32x4ExtractLane(V v, int lane) => v.AsSingle().GetElement(lane);
    [MethodImpl(AggressiveInlining)] public static V F32x4ReplaceLane(V v, float x, int lane) => v.AsSingle().WithElement(lane, x).AsByte();
    [MethodImpl(AggressiveInlining)] public static double F64x2ExtractLane(V v, int lane) => v.AsDouble().GetElement(lane);
    [MethodImpl(AggressiveInlining)] public static V F64x2ReplaceLane(V v, double x, int lane) => v.AsDouble().WithElement(lane, x).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I8x16Swizzle(V v, V lanes) => Vector128.Shuffle(v, lanes);
    [MethodImpl(AggressiveInlining)] public static V I8x16RelaxedSwizzle(V v, V lanes) => Vector128.Shuffle(v, lanes);

    /// <summary>Lanes of both vectors: each of the masks has 255 where the other one selects.</summary>
    [MethodImpl(AggressiveInlining)] public static V I8x16Shuffle(V a, V b, V lanesOfA, V lanesOfB) => Vector128.Shuffle(a, lanesOfA) | Vector128.Shuffle(b, lanesOfB);

    // Bits and tests.
    [MethodImpl(AggressiveInlining)] public static V V128Bitselect(V a, V b, V mask) => ConditionalSelect(mask, a, b);
    [MethodImpl(AggressiveInlining)] public static V I8x16RelaxedLaneselect(V a, V b, V mask) => ConditionalSelect(mask, a, b);
    [MethodImpl(AggressiveInlining)] public static V I16x8RelaxedLaneselect(V a, V b, V mask) => ConditionalSelect(mask, a, b);
    [MethodImpl(AggressiveInlining)] public static V I32x4RelaxedLaneselect(V a, V b, V mask) => ConditionalSelect(mask, a, b);
    [MethodImpl(AggressiveInlining)] public static V I64x2RelaxedLaneselect(V a, V b, V mask) => ConditionalSelect(mask, a, b);
    [MethodImpl(AggressiveInlining)] public static int V128AnyTrue(V v) => v != V.Zero ? 1 : 0;
    [MethodImpl(AggressiveInlining)] public static int I8x16AllTrue(V v) => Vector128.Equals(v, V.Zero) == V.Zero ? 1 : 0;
    [MethodImpl(AggressiveInlining)] public static int I16x8AllTrue(V v) => Vector128.Equals(v.AsInt16(), Vector128<short>.Zero) == Vector128<short>.Zero ? 1 : 0;
    [MethodImpl(AggressiveInlining)] public static int I32x4AllTrue(V v) => Vector128.Equals(v.AsInt32(), Vector128<int>.Zero) == Vector128<int>.Zero ? 1 : 0;
    [MethodImpl(AggressiveInlining)] public static int I64x2AllTrue(V v) => Vector128.Equals(v.AsInt64(), Vector128<long>.Zero) == Vector128<long>.Zero ? 1 : 0;
    [MethodImpl(AggressiveInlining)] public static int I8x16Bitmask(V v) => (int)v.ExtractMostSignificantBits();
    [MethodImpl(AggressiveInlining)] public static int I16x8Bitmask(V v) => (int)v.AsInt16().ExtractMostSignificantBits();
    [MethodImpl(AggressiveInlining)] public static int I32x4Bitmask(V v) => (int)v.AsInt32().ExtractMostSignificantBits();
    [MethodImpl(AggressiveInlining)] public static int I64x2Bitmask(V v) => (int)v.AsInt64().ExtractMostSignificantBits();

    // Comparisons without a method of their own.
    [MethodImpl(AggressiveInlining)] public static V I8x16Ne(V a, V b) => ~Vector128.Equals(a, b);
    [MethodImpl(AggressiveInlining)] public static V I16x8Ne(V a, V b) => ~Vector128.Equals(a.AsInt16(), b.AsInt16()).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I32x4Ne(V a, V b) => ~Vector128.Equals(a.AsInt32(), b.AsInt32()).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I64x2Ne(V a, V b) => ~Vector128.Equals(a.AsInt64(), b.AsInt64()).AsByte();
    [MethodImpl(AggressiveInlining)] public static V F32x4Ne(V a, V b) => ~Vector128.Equals(a.AsSingle(), b.AsSingle()).AsByte();
    [MethodImpl(AggressiveInlining)] public static V F64x2Ne(V a, V b) => ~Vector128.Equals(a.AsDouble(), b.AsDouble()).AsByte();

    // Shifts.
    [MethodImpl(AggressiveInlining)] public static V I8x16Shl(V v, int n) => ShiftLeft(v, n & 7);
    [MethodImpl(AggressiveInlining)] public static V I8x16ShrS(V v, int n) => ShiftRightArithmetic(v.AsSByte(), n & 7).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I8x16ShrU(V v, int n) => ShiftRightLogical(v, n & 7);
    [MethodImpl(AggressiveInlining)] public static V I16x8Shl(V v, int n) => ShiftLeft(v.AsInt16(), n & 15).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I16x8ShrS(V v, int n) => ShiftRightArithmetic(v.AsInt16(), n & 15).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I16x8ShrU(V v, int n) => ShiftRightLogical(v.AsInt16(), n & 15).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I32x4Shl(V v, int n) => ShiftLeft(v.AsInt32(), n & 31).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I32x4ShrS(V v, int n) => ShiftRightArithmetic(v.AsInt32(), n & 31).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I32x4ShrU(V v, int n) => ShiftRightLogical(v.AsInt32(), n & 31).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I64x2Shl(V v, int n) => ShiftLeft(v.AsInt64(), n & 63).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I64x2ShrS(V v, int n) => ShiftRightArithmetic(v.AsInt64(), n & 63).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I64x2ShrU(V v, int n) => ShiftRightLogical(v.AsInt64(), n & 63).AsByte();

    // Integer arithmetic.
    [MethodImpl(AggressiveInlining)]
    public static V I8x16Popcnt(V v)
    {
        var counts = Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
        var nibble = Create((byte)0x0f);
        return Vector128.Shuffle(counts, v & nibble) + Vector128.Shuffle(counts, ShiftRightLogical(v, 4) & nibble);
    }

    [MethodImpl(AggressiveInlining)]
    public static V I8x16AvgrU(V a, V b) => Sse2.IsSupported ? Sse2.Average(a, b) : (a | b) - ShiftRightLogical(a ^ b, 1);

    [MethodImpl(AggressiveInlining)]
    public static V I16x8AvgrU(V a, V b) => Sse2.IsSupported
        ? Sse2.Average(a.AsUInt16(), b.AsUInt16()).AsByte()
        : ((a | b).AsUInt16() - ShiftRightLogical((a ^ b).AsUInt16(), 1)).AsByte();

    [MethodImpl(AggressiveInlining)] public static V I8x16NarrowI16x8S(V a, V b) => Narrow(Clamp(a.AsInt16(), -128, 127), Clamp(b.AsInt16(), -128, 127)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I8x16NarrowI16x8U(V a, V b) => Sse2.IsSupported ? Sse2.PackUnsignedSaturate(a.AsInt16(), b.AsInt16()) : Narrow(Clamp(a.AsInt16(), 0, 255), Clamp(b.AsInt16(), 0, 255)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I16x8NarrowI32x4S(V a, V b) => Narrow(Clamp(a.AsInt32(), -32768, 32767), Clamp(b.AsInt32(), -32768, 32767)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I16x8NarrowI32x4U(V a, V b) => Sse41.IsSupported ? Sse41.PackUnsignedSaturate(a.AsInt32(), b.AsInt32()).AsByte() : Narrow(Clamp(a.AsInt32(), 0, 65535), Clamp(b.AsInt32(), 0, 65535)).AsByte();

    [MethodImpl(AggressiveInlining)] private static Vector128<short> Clamp(Vector128<short> v, short low, short high) => Vector128.Min(Vector128.Max(v, Create(low)), Create(high));
    [MethodImpl(AggressiveInlining)] private static Vector128<int> Clamp(Vector128<int> v, int low, int high) => Vector128.Min(Vector128.Max(v, Create(low)), Create(high));

    [MethodImpl(AggressiveInlining)] public static V I16x8ExtaddPairwiseI8x16S(V v) => (ShiftRightArithmetic(v.AsInt16(), 8) + ShiftRightArithmetic(ShiftLeft(v.AsInt16(), 8), 8)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I16x8ExtaddPairwiseI8x16U(V v) => (ShiftRightLogical(v.AsInt16(), 8) + (v.AsInt16() & Create((short)0xff))).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I32x4ExtaddPairwiseI16x8S(V v) => (ShiftRightArithmetic(v.AsInt32(), 16) + ShiftRightArithmetic(ShiftLeft(v.AsInt32(), 16), 16)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I32x4ExtaddPairwiseI16x8U(V v) => (ShiftRightLogical(v.AsInt32(), 16) + (v.AsInt32() & Create(0xffff))).AsByte();

    [MethodImpl(AggressiveInlining)] public static V I16x8ExtmulLowI8x16S(V a, V b) => (WidenLower(a.AsSByte()) * WidenLower(b.AsSByte())).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I16x8ExtmulHighI8x16S(V a, V b) => (WidenUpper(a.AsSByte()) * WidenUpper(b.AsSByte())).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I16x8ExtmulLowI8x16U(V a, V b) => (WidenLower(a) * WidenLower(b)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I16x8ExtmulHighI8x16U(V a, V b) => (WidenUpper(a) * WidenUpper(b)).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I32x4ExtmulLowI16x8S(V a, V b) => (WidenLower(a.AsInt16()) * WidenLower(b.AsInt16())).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I32x4ExtmulHighI16x8S(V a, V b) => (WidenUpper(a.AsInt16()) * WidenUpper(b.AsInt16())).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I32x4ExtmulLowI16x8U(V a, V b) => (WidenLower(a.AsUInt16()) * WidenLower(b.AsUInt16())).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I32x4ExtmulHighI16x8U(V a, V b) => (WidenUpper(a.AsUInt16()) * WidenUpper(b.AsUInt16())).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I64x2ExtmulLowI32x4S(V a, V b) => (WidenLower(a.AsInt32()) * WidenLower(b.AsInt32())).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I64x2ExtmulHighI32x4S(V a, V b) => (WidenUpper(a.AsInt32()) * WidenUpper(b.AsInt32())).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I64x2ExtmulLowI32x4U(V a, V b) => (WidenLower(a.AsUInt32()) * WidenLower(b.AsUInt32())).AsByte();
    [MethodImpl(AggressiveInlining)] public static V I64x2ExtmulHighI32x4U(V a, V b) => (WidenUpper(a.AsUInt32()) * WidenUpper(b.AsUInt32())).AsByte();

    [MethodImpl(AggressiveInlining)]
    public static V I32x4DotI16x8S(V a, V b)
    {
        if (Sse2.IsSupported) return Sse2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16()).AsByte();
        var low = WidenLower(a.AsInt16()) * WidenLower(b.AsInt16());
        var high = WidenUpper(a.AsInt16()) * WidenUpper(b.AsInt16());
        return AddPairs(low, high).AsByte();
    }

    [MethodImpl(AggressiveInlining)]
    private static Vector128<int> AddPairs(Vector128<int> low, Vector128<int> high) => AdvSimd.Arm64.IsSupported
        ? AdvSimd.Arm64.AddPairwise(low, high)
        : Create(low[0] + low[1], low[2] + low[3], high[0] + high[1], high[2] + high[3]);

    [MethodImpl(AggressiveInlining)]
    public static V I16x8Q15mulrSatS(V a, V b)
    {
        var rounding = Create(0x4000);
        var low = ShiftRightArithmetic(WidenLower(a.AsInt16()) * WidenLower(b.AsInt16()) + rounding, 15);
        var high = ShiftRightArithmetic(WidenUpper(a.AsInt16()) * WidenUpper(b.AsInt16()) + rounding, 15);
        return I16x8NarrowI32x4S(low.AsByte(), high.AsByte());
    }

    [MethodImpl(AggressiveInlining)] public static V I16x8RelaxedQ15mulrS(V a, V b) => I16x8Q15mulrSatS(a, b);

    [MethodImpl(AggressiveInlining)]
    public static V I16x8RelaxedDotI8x16I7x16S(V a, V b)
    {
        var low = (WidenLower(a.AsSByte()) * WidenLower(b.AsSByte())).AsByte();
        var high = (WidenUpper(a.AsSByte()) * WidenUpper(b.AsSByte())).AsByte();
        return I16x8NarrowI32x4S(I32x4ExtaddPairwiseI16x8S(low), I32x4ExtaddPairwiseI16x8S(high));
    }

    [MethodImpl(AggressiveInlining)]
    public static V I32x4RelaxedDotI8x16I7x16AddS(V a, V b, V c) =>
        (I32x4ExtaddPairwiseI16x8S(I16x8RelaxedDotI8x16I7x16S(a, b)).AsInt32() + c.AsInt32()).AsByte();

    // Floating point.
    [MethodImpl(AggressiveInlining)] public static V F32x4Pmin(V a, V b) => ConditionalSelect(LessThan(b.AsSingle(), a.AsSingle()).AsByte(), b, a);
    [MethodImpl(AggressiveInlining)] public static V F32x4Pmax(V a, V b) => ConditionalSelect(LessThan(a.AsSingle(), b.AsSingle()).AsByte(), b, a);
    [MethodImpl(AggressiveInlining)] public static V F64x2Pmin(V a, V b) => ConditionalSelect(LessThan(b.AsDouble(), a.AsDouble()).AsByte(), b, a);
    [MethodImpl(AggressiveInlining)] public static V F64x2Pmax(V a, V b) => ConditionalSelect(LessThan(a.AsDouble(), b.AsDouble()).AsByte(), b, a);
    [MethodImpl(AggressiveInlining)] public static V F32x4RelaxedNmadd(V a, V b, V c) => FusedMultiplyAdd(-a.AsSingle(), b.AsSingle(), c.AsSingle()).AsByte();
    [MethodImpl(AggressiveInlining)] public static V F64x2RelaxedNmadd(V a, V b, V c) => FusedMultiplyAdd(-a.AsDouble(), b.AsDouble(), c.AsDouble()).AsByte();

    // Conversions.
    [MethodImpl(AggressiveInlining)]
    public static V F32x4ConvertI32x4U(V v) => Create((float)v.AsUInt32()[0], v.AsUInt32()[1], v.AsUInt32()[2], v.AsUInt32()[3]).AsByte();

    [MethodImpl(AggressiveInlining)]
    public static V I32x4TruncSatF64x2SZero(V v) => Create((int)v.AsDouble()[0], (int)v.AsDouble()[1], 0, 0).AsByte();

    [MethodImpl(AggressiveInlining)]
    public static V I32x4TruncSatF64x2UZero(V v) => Create((uint)v.AsDouble()[0], (uint)v.AsDouble()[1], 0, 0).AsByte();

    [MethodImpl(AggressiveInlining)] public static V I32x4RelaxedTruncF64x2SZero(V v) => I32x4TruncSatF64x2SZero(v);
    [MethodImpl(AggressiveInlining)] public static V I32x4RelaxedTruncF64x2UZero(V v) => I32x4TruncSatF64x2UZero(v);
    [MethodImpl(AggressiveInlining)] public static V F64x2ConvertLowI32x4S(V v) => Create((double)v.AsInt32()[0], v.AsInt32()[1]).AsByte();
    [MethodImpl(AggressiveInlining)] public static V F64x2ConvertLowI32x4U(V v) => Create((double)v.AsUInt32()[0], v.AsUInt32()[1]).AsByte();
    [MethodImpl(AggressiveInlining)] public static V F32x4DemoteF64x2Zero(V v) => Create((float)v.AsDouble()[0], (float)v.AsDouble()[1], 0, 0).AsByte();
    [MethodImpl(AggressiveInlining)] public static V F64x2PromoteLowF32x4(V v) => Create((double)v.AsSingle()[0], v.AsSingle()[1]).AsByte();
}
