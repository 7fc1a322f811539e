namespace Sluice.Compilation;

/// <summary>
/// Constants in variables. The JIT compiler takes <c>x * 1</c>, <c>x / 1</c>, <c>x - 0</c> and <c>x + -0</c> for <c>x</c>, but in wasm
/// they make a signalling NaN quiet. And a 64-bit constant that it knows it spells out at each use, ten bytes of code each time.
/// </summary>
internal static class OpaqueConstants
{
#pragma warning disable CA2211 // Were they read-only, the JIT compiler would know their values.
    public static float SingleOne = 1, SingleZero, SingleNegativeZero = -0f;
    public static double DoubleOne = 1, DoubleZero, DoubleNegativeZero = -0d;
    public static long Int64Zero;
#pragma warning restore CA2211
}
