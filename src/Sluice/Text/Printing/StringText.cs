using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sluice.Text.Printing;

internal static class StringText
{
    /// <summary>A string literal of these bytes: readable where they are UTF-8, escaped where not.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length + 2).Append('"');
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out int consumed);
            if (status != OperationStatus.Done)
            {
                foreach (byte b in bytes[..consumed]) text.Append(CultureInfo.InvariantCulture, $"\\{b:x2}");
            }
            else if (rune.Value is '"' or '\\')
            {
                text.Append('\\').Append((char)rune.Value);
            }
            else if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                foreach (byte b in bytes[..consumed]) text.Append(CultureInfo.InvariantCulture, $"\\{b:x2}");
            }
            else
            {
                text.Append(rune.ToString());
            }
            bytes = bytes[consumed..];
        }
        return text.Append('"').ToString();
    }

    public static string Quote(string name) => Quote(Encoding.UTF8.GetBytes(name));
}
