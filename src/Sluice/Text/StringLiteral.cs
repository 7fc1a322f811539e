// WebAssembly 3.0, "Text Format: Strings". https://webassembly.github.io/spec/core/text/values.html#strings

using System.Text;

namespace Sluice.Text;

internal static class StringLiteral
{
    /// <summary>The bytes that a literal stands for. The lexer has checked it, quotes included.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> literal)
    {
        var content = literal[1..^1];
        int plain = content.IndexOf((byte)'\\');
        if (plain < 0) return content.ToArray();

        // No escape is shorter than what it stands for.
        var result = new byte[content.Length];
        int length = 0;
        while (plain >= 0)
        {
            content[..plain].CopyTo(result.AsSpan(length));
            length += plain;
            content = content[(plain + 1)..];
            int consumed = 1;
            switch (content[0])
            {
                case (byte)'n': result[length++] = (byte)'\n'; break;
                case (byte)'r': result[length++] = (byte)'\r'; break;
                case (byte)'t': result[length++] = (byte)'\t'; break;
                case (byte)'\\' or (byte)'\'' or (byte)'"': result[length++] = content[0]; break;
                case (byte)'u':
                    int end = content.IndexOf((byte)'}');
                    TryScalar(content[2..end], out var rune);
                    length += rune.EncodeToUtf8(result.AsSpan(length));
                    consumed = end + 1;
                    break;
                default:
                    result[length++] = (byte)(HexDigit(content[0]) * 16 + HexDigit(content[1]));
                    consumed = 2;
                    break;
            }
            content = content[consumed..];
            plain = content.IndexOf((byte)'\\');
        }
        content.CopyTo(result.AsSpan(length));
        return result[..(length + content.Length)];
    }

    /// <summary>The scalar value written by hexadecimal digits, if it is one.</summary>
    public static bool TryScalar(ReadOnlySpan<byte> digits, out Rune rune)
    {
        rune = default;
        return NumberLiteral.TryDigits(digits, hex: true, out ulong value) && value <= 0x10FFFF && Rune.TryCreate((uint)value, out rune);
    }

    private static int HexDigit(byte digit) => Convert.FromHexString([(char)'0', (char)digit])[0];
}
