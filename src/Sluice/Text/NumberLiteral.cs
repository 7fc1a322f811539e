// WebAssembly 3.0, "Text Format: Values". https://webassembly.github.io/spec/core/text/values.html

using System.Globalization;
using System.Numerics;
using System.Text;

namespace Sluice.Text;

/// <summary>What the text format's number tokens look like and stand for.</summary>
internal static class NumberLiteral
{
    /// <summary>The kind of a token made of identifier characters alone that does not start with <c>$</c>.</summary>
    public static TokenKind Classify(ReadOnlySpan<byte> text)
    {
        bool signed = text[0] is (byte)'+' or (byte)'-';
        var magnitude = signed ? text[1..] : text;
        if (magnitude.IsEmpty) return TokenKind.Reserved;
        if (char.IsAsciiDigit((char)magnitude[0]))
        {
            bool hex = IsHex(magnitude);
            if (IsDigits(hex ? magnitude[2..] : magnitude, hex)) return signed ? TokenKind.Integer : TokenKind.Natural;
            return IsFloat(magnitude) ? TokenKind.Float : TokenKind.Reserved;
        }
        if (magnitude.SequenceEqual("inf"u8) || magnitude.SequenceEqual("nan"u8)) return TokenKind.Float;
        if (magnitude.StartsWith("nan:0x"u8) && IsDigits(magnitude[6..], hex: true)) return TokenKind.Float;
        return !signed && char.IsAsciiLetterLower((char)text[0]) ? TokenKind.Keyword : TokenKind.Reserved;
    }

    private static bool IsHex(ReadOnlySpan<byte> magnitude) => magnitude.Length > 1 && magnitude[0] == '0' && magnitude[1] == 'x';

    /// <summary>Whether the text is digits, with single underscores between some of them.</summary>
    private static bool IsDigits(ReadOnlySpan<byte> text, bool hex)
    {
        bool digit = false;
        foreach (byte c in text)
        {
            if (c == '_')
            {
                if (!digit) return false;
                digit = false;
            }
            else
            {
                if (!(hex ? char.IsAsciiHexDigit((char)c) : char.IsAsciiDigit((char)c))) return false;
                digit = true;
            }
        }
        return digit;
    }

    private static bool IsFloat(ReadOnlySpan<byte> magnitude)
    {
        bool hex = IsHex(magnitude);
        if (hex) magnitude = magnitude[2..];
        Split(magnitude, hex, out var whole, out var fraction, out var exponent, out bool hasPoint, out bool hasExponent);
        if (!IsDigits(whole, hex) || (!fraction.IsEmpty && !IsDigits(fraction, hex)) || !(hasPoint || hasExponent)) return false;
        if (!hasExponent) return true;
        if (!exponent.IsEmpty && exponent[0] is (byte)'+' or (byte)'-') exponent = exponent[1..];
        return IsDigits(exponent, hex: false);
    }

    private static void Split(
        ReadOnlySpan<byte> magnitude, bool hex, out ReadOnlySpan<byte> whole, out ReadOnlySpan<byte> fraction, out ReadOnlySpan<byte> exponent,
        out bool hasPoint, out bool hasExponent)
    {
        int mark = hex ? magnitude.IndexOfAny((byte)'p', (byte)'P') : magnitude.IndexOfAny((byte)'e', (byte)'E');
        hasExponent = mark >= 0;
        exponent = hasExponent ? magnitude[(mark + 1)..] : [];
        var mantissa = hasExponent ? magnitude[..mark] : magnitude;
        int point = mantissa.IndexOf((byte)'.');
        hasPoint = point >= 0;
        whole = hasPoint ? mantissa[..point] : mantissa;
        fraction = hasPoint ? mantissa[(point + 1)..] : [];
    }

    /// <summary>The value of well-formed digits; false if there are none, they are malformed or exceed 64 bits.</summary>
    public static bool TryDigits(ReadOnlySpan<byte> digits, bool hex, out ulong value)
    {
        value = 0;
        if (!IsDigits(digits, hex)) return false;
        ulong radix = hex ? 16u : 10u;
        foreach (byte c in digits)
        {
            if (c == '_') continue;
            var next = (UInt128)value * radix + (uint)HexValue(c);
            if (next > ulong.MaxValue) return false;
            value = (ulong)next;
        }
        return true;
    }

    private static int HexValue(byte c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

    /// <summary>The value of a <see cref="TokenKind.Natural"/>; false above 64 bits.</summary>
    public static bool TryNatural(ReadOnlySpan<byte> text, out ulong value) =>
        IsHex(text) ? TryDigits(text[2..], hex: true, out value) : TryDigits(text, hex: false, out value);

    /// <summary>The two's complement of a natural or integer of up to <paramref name="bits"/> bits, signed or unsigned.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> text, int bits, out ulong value)
    {
        bool negative = text[0] == '-';
        bool signed = negative || text[0] == '+';
        if (!TryNatural(signed ? text[1..] : text, out value)) return false;
        ulong mask = bits == 64 ? ulong.MaxValue : (1ul << bits) - 1;
        if (negative)
        {
            if (value > 1ul << (bits - 1)) return false;
            value = (ulong)-(long)value & mask;
            return true;
        }
        return value <= mask;
    }

    /// <summary>The bits of a number token as f32; false if it is out of range.</summary>
    public static bool TryFloat32(ReadOnlySpan<byte> text, out uint bits)
    {
        bool ok = TryFloat(text, mantissaBits: 23, exponentBits: 8, out ulong wide);
        bits = (uint)wide;
        return ok;
    }

    /// <summary>The bits of a number token as f64; false if it is out of range.</summary>
    public static bool TryFloat64(ReadOnlySpan<byte> text, out ulong bits) => TryFloat(text, mantissaBits: 52, exponentBits: 11, out bits);

    private static bool TryFloat(ReadOnlySpan<byte> text, int mantissaBits, int exponentBits, out ulong bits)
    {
        bool negative = text[0] == '-';
        var magnitude = negative || text[0] == '+' ? text[1..] : text;
        ulong infinity = ((1ul << exponentBits) - 1) << mantissaBits;
        ulong sign = negative ? 1ul << (mantissaBits + exponentBits) : 0;

        bool ok = true;
        if (magnitude.SequenceEqual("inf"u8))
        {
            bits = infinity;
        }
        else if (magnitude.SequenceEqual("nan"u8))
        {
            bits = infinity | 1ul << (mantissaBits - 1);
        }
        else if (magnitude.StartsWith("nan:0x"u8))
        {
            ok = TryDigits(magnitude[6..], hex: true, out ulong payload) && payload != 0 && payload < 1ul << mantissaBits;
            bits = infinity | payload;
        }
        else
        {
            bits = IsHex(magnitude) ? RoundHex(magnitude[2..], mantissaBits, exponentBits) : RoundDecimal(magnitude, mantissaBits);
            ok = bits < infinity;
        }
        bits |= sign;
        return ok;
    }

    private static ulong RoundDecimal(ReadOnlySpan<byte> magnitude, int mantissaBits)
    {
        string text = Encoding.ASCII.GetString(magnitude).Replace("_", "", StringComparison.Ordinal);
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return mantissaBits == 23
            ? BitConverter.SingleToUInt32Bits(float.Parse(text, Style, CultureInfo.InvariantCulture))
            : BitConverter.DoubleToUInt64Bits(double.Parse(text, Style, CultureInfo.InvariantCulture));
    }

    /// <summary>Rounds to nearest, ties to even, straight into the target's precision; a carry out of the mantissa raises the exponent.</summary>
    private static ulong RoundHex(ReadOnlySpan<byte> magnitude, int mantissaBits, int exponentBits)
    {
        Split(magnitude, hex: true, out var whole, out var fraction, out var exponentText, out _, out bool hasExponent);
        ulong mantissa = 0;
        bool sticky = false;
        long exponent = 0;
        foreach (byte c in whole) Digit(c, ref exponent, integral: true);
        foreach (byte c in fraction) Digit(c, ref exponent, integral: false);
        if (mantissa == 0) return 0;
        if (hasExponent) exponent += ParseExponent(exponentText);

        // value = mantissa × 2^exponent (sticky: and a little more), mantissa normalised to use bit 63.
        int shift = BitOperations.LeadingZeroCount(mantissa);
        mantissa <<= shift;
        exponent -= shift;

        int bias = (1 << (exponentBits - 1)) - 1;
        long biased = exponent + 63 + bias;
        if (biased >= (1 << exponentBits) - 1) return ((1ul << exponentBits) - 1) << mantissaBits;
        long drop = 63 - mantissaBits + (biased <= 0 ? 1 - biased : 0);
        if (drop > 64) return 0;
        ulong kept = drop == 64 ? 0 : mantissa >> (int)drop;
        ulong half = 1ul << (int)(drop - 1);
        ulong rest = mantissa & (half - 1 + half);
        if (rest > half || (rest == half && (sticky || (kept & 1) != 0))) kept++;
        // With its hidden bit the mantissa of a normal number adds one to the exponent field.
        return kept + (biased <= 0 ? 0 : (ulong)(biased - 1) << mantissaBits);

        void Digit(byte c, ref long exponent, bool integral)
        {
            if (c == '_') return;
            if (mantissa >> 60 == 0)
            {
                mantissa = mantissa << 4 | (uint)HexValue(c);
                if (!integral) exponent -= 4;
            }
            else
            {
                sticky |= c != '0';
                if (integral) exponent += 4;
            }
        }
    }

    private static long ParseExponent(ReadOnlySpan<byte> text)
    {
        bool negative = text[0] == '-';
        if (negative || text[0] == '+') text = text[1..];
        // Beyond this every mantissa is infinite or zero.
        const long Limit = 1L << 40;
        if (!TryDigits(text, hex: false, out ulong value) || value > Limit) value = Limit;
        return negative ? -(long)value : (long)value;
    }
}
