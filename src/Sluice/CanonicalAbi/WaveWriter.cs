using System.Globalization;
using System.Text;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>Writes values in WAVE, the text format of component values.</summary>
internal static class WaveWriter
{
    private static readonly string[] s_keywords = ["true", "false", "inf", "nan", "some", "none", "ok", "err"];

    public static bool IsKeyword(string label) => s_keywords.Contains(label);

    public static string Write(in ComponentValue value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, in ComponentValue value)
    {
        switch (value.Kind)
        {
            case ValKind.Bool:
                text.Append(value.AsBool() ? "true" : "false");
                break;
            case ValKind.U8 or ValKind.U16 or ValKind.U32 or ValKind.U64:
                text.Append(CultureInfo.InvariantCulture, $"{value.Bits}");
                break;
            case ValKind.S8 or ValKind.S16 or ValKind.S32 or ValKind.S64:
                text.Append(CultureInfo.InvariantCulture, $"{(long)value.Bits}");
                break;
            case ValKind.F32:
                WriteFloat(text, value.AsF32(), value.AsF32().ToString("R", CultureInfo.InvariantCulture));
                break;
            case ValKind.F64:
                WriteFloat(text, value.AsF64(), value.AsF64().ToString("R", CultureInfo.InvariantCulture));
                break;
            case ValKind.Char:
                text.Append('\'');
                WriteRune(text, value.AsChar(), '\'');
                text.Append('\'');
                break;
            case ValKind.String:
                text.Append('"');
                foreach (var rune in value.AsString().EnumerateRunes()) WriteRune(text, rune, '"');
                text.Append('"');
                break;
            case ValKind.List:
                WriteItems(text, '[', value.ItemSpan, ']');
                break;
            case ValKind.Tuple:
                WriteItems(text, '(', value.ItemSpan, ')');
                break;
            case ValKind.Map:
                text.Append('{');
                for (var i = 0; i < value.ItemSpan.Length; i++)
                {
                    if (i > 0) text.Append(", ");
                    Write(text, value.ItemSpan[i].ItemSpan[0]);
                    text.Append(": ");
                    Write(text, value.ItemSpan[i].ItemSpan[1]);
                }
                text.Append('}');
                break;
            case ValKind.Record:
                WriteRecord(text, value);
                break;
            case ValKind.Flags:
                text.Append('{').AppendJoin(", ", value.Labels).Append('}');
                break;
            case ValKind.Variant or ValKind.Enum:
                if (IsKeyword(value.Label!)) text.Append('%');
                WriteCase(text, value);
                break;
            case ValKind.Option or ValKind.Result:
                WriteCase(text, value);
                break;
            case ValKind.Own or ValKind.Borrow:
                text.Append(value.AsResource());
                break;
            case ValKind.Stream:
                text.Append("<stream>");
                break;
            case ValKind.Future:
                text.Append("<future>");
                break;
            default:
                text.Append("<error-context>");
                break;
        }
    }

    private static void WriteCase(StringBuilder text, in ComponentValue value)
    {
        text.Append(value.Label);
        if (!value.ItemSpan.IsEmpty) WriteItems(text, '(', value.ItemSpan, ')');
    }

    private static void WriteItems(StringBuilder text, char open, ReadOnlySpan<ComponentValue> items, char close)
    {
        text.Append(open);
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0) text.Append(", ");
            Write(text, items[i]);
        }
        text.Append(close);
    }

    // Fields that are none may be left out; a record must not look like flags then.
    private static void WriteRecord(StringBuilder text, in ComponentValue value)
    {
        text.Append('{');
        var first = true;
        for (var i = 0; i < value.ItemSpan.Length; i++)
        {
            if (value.ItemSpan[i] == ComponentValue.None) continue;
            if (!first) text.Append(", ");
            first = false;
            text.Append(value.Labels[i]).Append(": ");
            Write(text, value.ItemSpan[i]);
        }
        text.Append(first ? ":}" : "}");
    }

    private static void WriteFloat(StringBuilder text, double value, string digits) =>
        text.Append(double.IsNaN(value) ? "nan" : double.IsPositiveInfinity(value) ? "inf" : double.IsNegativeInfinity(value) ? "-inf" : digits.Replace('E', 'e'));

    private static void WriteRune(StringBuilder text, Rune rune, char quote)
    {
        switch (rune.Value)
        {
            case '\\':
                text.Append("\\\\");
                break;
            case '\t':
                text.Append("\\t");
                break;
            case '\n':
                text.Append("\\n");
                break;
            case '\r':
                text.Append("\\r");
                break;
            case var c when c == quote:
                text.Append('\\').Append(quote);
                break;
            case var c when Rune.IsControl(rune):
                text.Append(CultureInfo.InvariantCulture, $"\\u{{{c:x}}}");
                break;
            default:
                text.Append(rune);
                break;
        }
    }
}
