using System.Globalization;
using System.Text;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>Reads values in WAVE, the text format of component values, and calls as <c>name(argument, …)</c>.</summary>
internal sealed class WaveReader(string text)
{
    private const int MaxDepth = 200;

    private int at;
    private int depth;

    /// <summary>Reads what comes before the arguments of a call: a label, or any export's name up to the parenthesis.</summary>
    public string ReadName()
    {
        SkipSpace();
        var end = text.IndexOf('(', at);
        var name = (end < 0 ? text[at..] : text[at..end]).Trim();
        if (name.Length == 0) throw Error("the name of a function expected");
        at = end < 0 ? text.Length : end;
        return name;
    }

    /// <summary>Reads the arguments of a call in parentheses. Options at the end may be left out, and with them the parentheses.</summary>
    public ComponentValue[] ReadArguments(Seq<Param> parameters)
    {
        var arguments = new ComponentValue[parameters.Count];
        var count = 0;
        SkipSpace();
        if (at < text.Length)
        {
            Expect('(');
            while (!TryTake(')'))
            {
                if (count == arguments.Length) throw Error($"{arguments.Length} arguments expected, but there are more");
                arguments[count] = ReadValue(parameters[count].Type);
                count++;
                if (!TryTake(',') && !IsNext(')')) throw Error("',' or ')' expected");
            }
        }
        for (; count < arguments.Length; count++)
        {
            if (parameters[count].Type.Kind != ValKind.Option) throw Error($"no argument for the parameter '{parameters[count].Name}'");
            arguments[count] = ComponentValue.None;
        }
        ExpectEnd();
        return arguments;
    }

    public void ExpectEnd()
    {
        SkipSpace();
        if (at < text.Length) throw Error($"unexpected '{text[at]}'");
    }

    public ComponentValue ReadValue(ValType type)
    {
        if (++depth > MaxDepth) throw Error("the value is nested too deeply");
        SkipSpace();
        var value = type switch
        {
            { Kind: ValKind.Bool } => ReadKeyword() switch
            {
                "true" => ComponentValue.Bool(true),
                "false" => ComponentValue.Bool(false),
                var other => throw Error($"'true' or 'false' expected, not '{other}'"),
            },
            { Kind: ValKind.S8 } => ComponentValue.S8((sbyte)ReadInteger(sbyte.MinValue, (ulong)sbyte.MaxValue)),
            { Kind: ValKind.U8 } => ComponentValue.U8((byte)ReadInteger(0, byte.MaxValue)),
            { Kind: ValKind.S16 } => ComponentValue.S16((short)ReadInteger(short.MinValue, (ulong)short.MaxValue)),
            { Kind: ValKind.U16 } => ComponentValue.U16((ushort)ReadInteger(0, ushort.MaxValue)),
            { Kind: ValKind.S32 } => ComponentValue.S32((int)ReadInteger(int.MinValue, int.MaxValue)),
            { Kind: ValKind.U32 } => ComponentValue.U32((uint)ReadInteger(0, uint.MaxValue)),
            { Kind: ValKind.S64 } => ComponentValue.S64((long)ReadInteger(long.MinValue, long.MaxValue)),
            { Kind: ValKind.U64 } => ComponentValue.U64(ReadInteger(0, ulong.MaxValue)),
            { Kind: ValKind.F32 } => ComponentValue.F32(ReadFloat<float>(float.NaN, float.PositiveInfinity)),
            { Kind: ValKind.F64 } => ComponentValue.F64(ReadFloat<double>(double.NaN, double.PositiveInfinity)),
            { Kind: ValKind.Char } => ReadChar(),
            { Kind: ValKind.String } => ReadString(),
            ListType list => ComponentValue.List(ReadItems('[', ']', _ => list.Element)),
            FixedListType list => ReadFixedList(list),
            TupleType tuple => ReadTuple(tuple),
            MapType map => ReadMap(map),
            RecordType record => ReadRecord(record),
            FlagsType flags => ReadFlags(flags),
            EnumType or VariantType => ReadCase(type),
            OptionType or ResultType => ReadOptionOrResult(type),
            _ => throw Error($"a value of type {type} cannot be written as text"),
        };
        depth--;
        return value;
    }

    private ComponentValue ReadFixedList(FixedListType type)
    {
        var items = ReadItems('[', ']', i => i < type.Length ? type.Element : throw Error($"{type.Length} elements expected, but there are more"));
        return items.Count == type.Length ? ComponentValue.List(items) : throw Error($"{type.Length} elements expected, but there are {items.Count}");
    }

    private ComponentValue ReadTuple(TupleType type)
    {
        var items = ReadItems('(', ')', i => i < type.Types.Count ? type.Types[i] : throw Error($"{type.Types.Count} members expected, but there are more"));
        return items.Count == type.Types.Count ? ComponentValue.Tuple(items) : throw Error($"{type.Types.Count} members expected, but there are {items.Count}");
    }

    private List<ComponentValue> ReadItems(char open, char close, Func<int, ValType> type)
    {
        var items = new List<ComponentValue>();
        Expect(open);
        while (!TryTake(close))
        {
            items.Add(ReadValue(type(items.Count)));
            if (!TryTake(',') && !IsNext(close)) throw Error($"',' or '{close}' expected");
        }
        return items;
    }

    private ComponentValue ReadMap(MapType type)
    {
        var entries = new List<(ComponentValue, ComponentValue)>();
        Expect('{');
        while (!TryTake('}'))
        {
            var key = ReadValue(type.Key);
            Expect(':');
            entries.Add((key, ReadValue(type.Value)));
            if (!TryTake(',') && !IsNext('}')) throw Error("',' or '}' expected");
        }
        return ComponentValue.Map(entries);
    }

    private ComponentValue ReadRecord(RecordType type)
    {
        var values = new ComponentValue?[type.Fields.Count];
        Expect('{');
        if (TryTake(':')) Expect('}');
        else
        {
            while (!TryTake('}'))
            {
                var label = ReadLabel(out _);
                var index = 0;
                while (index < values.Length && type.Fields[index].Label != label) index++;
                if (index == values.Length) throw Error($"there is no field '{label}'");
                if (values[index] is not null) throw Error($"the field '{label}' is there twice");
                Expect(':');
                values[index] = ReadValue(type.Fields[index].Type);
                if (!TryTake(',') && !IsNext('}')) throw Error("',' or '}' expected");
            }
        }
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is not null) continue;
            if (type.Fields[i].Type.Kind != ValKind.Option) throw Error($"the field '{type.Fields[i].Label}' is missing");
            values[i] = ComponentValue.None;
        }
        return ComponentValue.Record(type.Fields.Select((f, i) => (f.Label, values[i]!.Value)));
    }

    private ComponentValue ReadFlags(FlagsType type)
    {
        var labels = new List<string>();
        Expect('{');
        while (!TryTake('}'))
        {
            var label = ReadLabel(out _);
            if (!type.Labels.Contains(label)) throw Error($"there is no flag '{label}'");
            if (labels.Contains(label)) throw Error($"the flag '{label}' is there twice");
            labels.Add(label);
            if (!TryTake(',') && !IsNext('}')) throw Error("',' or '}' expected");
        }
        return ComponentValue.Flags(labels);
    }

    private ComponentValue ReadCase(ValType type)
    {
        var label = ReadLabel(out var escaped);
        if (!escaped && WaveWriter.IsKeyword(label)) throw Error($"'{label}' is a keyword; write '%{label}'");
        var count = VariantCases.Count(type);
        for (var i = 0; i < count; i++)
        {
            if ((type is EnumType e ? e.Labels[i] : ((VariantType)type).Cases[i].Label) != label) continue;
            return VariantCases.Value(type, i, ReadPayload(VariantCases.Payload(type, i)));
        }
        throw Error($"there is no case '{label}'");
    }

    private ComponentValue? ReadPayload(ValType? type)
    {
        if (type is null) return null;
        Expect('(');
        var payload = ReadValue(type);
        Expect(')');
        return payload;
    }

    // The value alone stands for some(value) or ok(value), unless it could be mistaken.
    private ComponentValue ReadOptionOrResult(ValType type)
    {
        var start = at;
        if (at < text.Length && char.IsAsciiLetter(text[at]))
        {
            var keyword = ReadLabel(out _);
            var index = (type, keyword) switch
            {
                (OptionType, "none") or (ResultType, "ok") => 0,
                (OptionType, "some") or (ResultType, "err") => 1,
                _ => -1,
            };
            if (index >= 0) return VariantCases.Value(type, index, ReadPayload(VariantCases.Payload(type, index)));
            at = start;
        }
        var flat = type is OptionType option ? option.Some : ((ResultType)type).Ok;
        if (flat is null or OptionType or ResultType) throw Error(type is OptionType ? "'some' or 'none' expected" : "'ok' or 'err' expected");
        return VariantCases.Value(type, type is OptionType ? 1 : 0, ReadValue(flat));
    }

    private ulong ReadInteger(long minimum, ulong maximum)
    {
        var start = at;
        var negative = at < text.Length && text[at] == '-';
        if (negative) at++;
        var digits = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        if (digits == at) throw Error("an integer expected", start);
        var inRange = ulong.TryParse(text.AsSpan(digits, at - digits), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && (negative ? value <= (ulong)-minimum : value <= maximum);
        if (!inRange) throw Error($"the integer is out of range: {text[start..at]}", start);
        return negative ? (ulong)-(long)value : value;
    }

    private T ReadFloat<T>(T nan, T infinity) where T : struct, IFormattable, ISpanParsable<T>, System.Numerics.INumber<T>
    {
        var start = at;
        if (at < text.Length && char.IsAsciiLetter(text[at]))
        {
            return ReadKeyword() switch
            {
                "nan" => nan,
                "inf" => infinity,
                var other => throw Error($"a number expected, not '{other}'", start),
            };
        }
        if (at < text.Length && text[at] == '-') at++;
        if (text.AsSpan(at).StartsWith("inf"))
        {
            at += 3;
            return -infinity;
        }
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '.' or '+' or '-')) at++;
        return T.TryParse(text.AsSpan(start, at - start), NumberStyles.Float & ~NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Error("a number expected", start);
    }

    private ComponentValue ReadChar()
    {
        Expect('\'');
        if (at < text.Length && text[at] is '\'' or '\n') throw Error("a character expected");
        var rune = ReadRune();
        if (at >= text.Length || text[at] != '\'') throw Error("' expected");
        at++;
        return ComponentValue.Char(rune);
    }

    private ComponentValue ReadString()
    {
        if (text.AsSpan(at) is ['"', '"', '"', '\n', ..] or ['"', '"', '"', '\r', '\n', ..]) return ComponentValue.String(ReadMultilineString());
        Expect('"');
        var value = new StringBuilder();
        while (at < text.Length && text[at] != '"')
        {
            if (text[at] == '\n') throw Error("a line break within a string");
            value.Append(ReadRune());
        }
        if (at >= text.Length) throw Error("the string has no end");
        at++;
        return ComponentValue.String(value.ToString());
    }

    private string ReadMultilineString()
    {
        at = text.IndexOf('\n', at) + 1;
        var start = at;
        var end = start - 1;
        do
        {
            end = text.IndexOf("\"\"\"", end + 1, StringComparison.Ordinal);
            if (end < 0) throw Error("the string has no end");
        }
        while (text.AsSpan(start, end - start).TrimEnd(' ') is not ([] or [.., '\n']));
        var body = text[start..end];
        var content = body.TrimEnd(' ');
        var indent = body.Length - content.Length;
        if (content.Length == 0) content = "\n";

        var lines = content[..^1].Split('\n');
        var value = new StringBuilder();
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].EndsWith('\r') ? lines[i][..^1] : lines[i];
            if (line.AsSpan().TrimStart(' ').IsEmpty) line = line.PadRight(indent);
            if (line.Length < indent || !line.AsSpan(0, indent).Trim(' ').IsEmpty) throw Error("a line of the string is indented less than its end");
            if (i > 0) value.Append('\n');
            var reader = new WaveReader(line) { at = indent };
            while (reader.at < line.Length) value.Append(reader.ReadRune());
        }
        at = end + 3;
        return value.ToString();
    }

    private Rune ReadRune()
    {
        if (at >= text.Length) throw Error("unexpected end");
        if (text[at] != '\\')
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune)) throw Error("a lone surrogate");
            at += rune.Utf16SequenceLength;
            return rune;
        }
        var escape = at + 1 < text.Length ? text[at + 1] : '\0';
        at += 2;
        switch (escape)
        {
            case '\'' or '"' or '\\':
                return new Rune(escape);
            case 't':
                return new Rune('\t');
            case 'n':
                return new Rune('\n');
            case 'r':
                return new Rune('\r');
            case 'u' when at < text.Length && text[at] == '{' && text.IndexOf('}', at) is > 0 and var close:
                var digits = text.AsSpan(at + 1, close - at - 1);
                at = close + 1;
                if (uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var scalar) && Rune.TryCreate(scalar, out var result))
                    return result;
                break;
        }
        throw Error("an invalid escape sequence");
    }

    private string ReadKeyword() => ReadLabel(out _);

    private string ReadLabel(out bool escaped)
    {
        SkipSpace();
        escaped = at < text.Length && text[at] == '%';
        if (escaped) at++;
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '-')) at++;
        return at > start ? text[start..at] : throw Error("a name expected");
    }

    private bool IsNext(char c)
    {
        SkipSpace();
        return at < text.Length && text[at] == c;
    }

    private bool TryTake(char c)
    {
        if (!IsNext(c)) return false;
        at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!TryTake(c)) throw Error($"'{c}' expected");
    }

    private void SkipSpace()
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at])) at++;
            else if (text.AsSpan(at).StartsWith("//"))
            {
                var end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end + 1;
            }
            else break;
        }
    }

    private MalformedException Error(string message, int at = -1)
    {
        at = Math.Min(at < 0 ? this.at : at, text.Length);
        var before = text.AsSpan(0, at);
        return new MalformedException(message, before.Count('\n') + 1, at - before.LastIndexOf('\n'));
    }
}
