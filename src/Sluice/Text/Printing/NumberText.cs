using System.Globalization;
using System.Numerics;

namespace Sluice.Text.Printing;

/// <summary>Floats as text that stands for exactly the same bits.</summary>
internal static class NumberText
{
    public static string Float32(uint bits)
    {
        float value = BitConverter.UInt32BitsToSingle(bits);
        return float.IsFinite(value) ? Finite(value.ToString("R", CultureInfo.InvariantCulture)) : Special(bits, 23, 8);
    }

    public static string Float64(ulong bits)
    {
        double value = BitConverter.UInt64BitsToDouble(bits);
        return double.IsFinite(value) ? Finite(value.ToString("R", CultureInfo.InvariantCulture)) : Special(bits, 52, 11);
    }

    // The shortest text that reads back as the same value has no NaN to lose and keeps the sign of zero.
    private static string Finite(string shortest) => shortest.Replace("E", "e", StringComparison.Ordinal);

    private static string Special(ulong bits, int mantissaBits, int exponentBits)
    {
        string sign = (bits >> (mantissaBits + exponentBits) & 1) != 0 ? "-" : "";
        ulong payload = bits & ((1ul << mantissaBits) - 1);
        if (payload == 0) return sign + "inf";
        bool canonical = BitOperations.PopCount(payload) == 1 && payload >> (mantissaBits - 1) == 1;
        return canonical ? sign + "nan" : string.Create(CultureInfo.InvariantCulture, $"{sign}nan:0x{payload:x}");
    }
}
