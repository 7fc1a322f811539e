using System.Text;
using Sluice.Types;

namespace Sluice.Text.Scripts;

/// <summary>Component values: <c>(u32.const 1)</c>, <c>(record.const (field "a" u32.const 1))</c>, …</summary>
internal sealed partial class ScriptParser
{
    private const int MaxValueNesting = 200;

    /// <summary>Whether a value is one that core modules do not have. <c>f32.const</c> and <c>f64.const</c> may be either.</summary>
    private bool AtComponentValue => reader.PeekOpen() is
        "bool.const" or "u8.const" or "s8.const" or "u16.const" or "s16.const" or "u32.const" or "s32.const" or "u64.const" or "s64.const"
        or "char.const" or "str.const" or "list.const" or "record.const" or "tuple.const" or "variant.const" or "enum.const"
        or "option.some" or "option.none" or "result.ok" or "result.err" or "flags.const" or "map.const";

    private ComponentValue ComponentValueLiteral(int depth = 0)
    {
        if (depth > MaxValueNesting) throw reader.Error("value is nested too deep");
        reader.Left();
        var value = UnparenthesizedValue(depth + 1);
        reader.Close();
        return value;
    }

    private ComponentValue? OptionalValue(int depth) => reader.AtLeft ? ComponentValueLiteral(depth) : null;

    private List<ComponentValue> ValueList(int depth)
    {
        var values = new List<ComponentValue>();
        while (reader.AtLeft) values.Add(ComponentValueLiteral(depth));
        return values;
    }

    private ComponentValue UnparenthesizedValue(int depth)
    {
        var at = reader.Current;
        switch (reader.AnyKeyword())
        {
            case "bool.const":
                if (reader.TryKeyword("true"u8)) return ComponentValue.Bool(true);
                reader.Keyword("false"u8);
                return ComponentValue.Bool(false);
            case "u8.const": return ComponentValue.U8((byte)reader.Integer(8));
            case "s8.const": return ComponentValue.S8((sbyte)reader.Integer(8));
            case "u16.const": return ComponentValue.U16((ushort)reader.Integer(16));
            case "s16.const": return ComponentValue.S16((short)reader.Integer(16));
            case "u32.const": return ComponentValue.U32((uint)reader.Integer(32));
            case "s32.const": return ComponentValue.S32((int)reader.Integer(32));
            case "u64.const": return ComponentValue.U64(reader.Integer(64));
            case "s64.const": return ComponentValue.S64((long)reader.Integer(64));
            case "f32.const": return FloatValue(ValKind.F32, Lane(32, true));
            case "f64.const": return FloatValue(ValKind.F64, Lane(64, true));
            case "char.const":
                string character = reader.Name();
                return Rune.TryGetRuneAt(character, 0, out var rune) && rune.Utf16SequenceLength == character.Length
                    ? ComponentValue.Char(rune)
                    : throw reader.Error("a char is one Unicode scalar value", at);
            case "str.const": return ComponentValue.String(reader.Name());
            case "list.const": return ComponentValue.List(ValueList(depth));
            case "tuple.const": return ComponentValue.Tuple(ValueList(depth));
            case "map.const": return ComponentValue.Map(MapEntries(depth));
            case "record.const": return ComponentValue.Record(RecordFields(depth));
            case "variant.const": return ComponentValue.Variant(reader.Name(), OptionalValue(depth));
            case "enum.const": return ComponentValue.Enum(reader.Name());
            case "option.some": return ComponentValue.Some(ComponentValueLiteral(depth));
            case "option.none": return ComponentValue.None;
            case "result.ok": return ComponentValue.Ok(OptionalValue(depth));
            case "result.err": return ComponentValue.Err(OptionalValue(depth));
            case "flags.const":
                var labels = new List<string>();
                while (reader.Kind == TokenKind.String) labels.Add(reader.Name());
                return ComponentValue.Flags(labels);
            default: throw reader.Error("unexpected token", at);
        }
    }

    /// <summary><c>(field "label" value)</c>, the value with its own parentheses or without.</summary>
    private List<(string Label, ComponentValue Value)> RecordFields(int depth)
    {
        var fields = new List<(string, ComponentValue)>();
        while (reader.TryOpen("field"u8))
        {
            string label = reader.Name();
            fields.Add((label, reader.AtLeft ? ComponentValueLiteral(depth) : UnparenthesizedValue(depth)));
            reader.Close();
        }
        return fields;
    }

    private List<(ComponentValue Key, ComponentValue Value)> MapEntries(int depth)
    {
        var entries = new List<(ComponentValue, ComponentValue)>();
        while (reader.TryOpen("entry"u8))
        {
            entries.Add((ComponentValueLiteral(depth), ComponentValueLiteral(depth)));
            reader.Close();
        }
        return entries;
    }

    /// <summary>The component value of a float literal, whose NaNs are all one.</summary>
    private static ComponentValue FloatValue(ValKind kind, LanePattern lane) => (kind, lane.Nan) switch
    {
        (ValKind.F32, NanPattern.None) => ComponentValue.F32(BitConverter.UInt32BitsToSingle((uint)lane.Bits)),
        (ValKind.F32, _) => ComponentValue.F32(float.NaN),
        (_, NanPattern.None) => ComponentValue.F64(BitConverter.UInt64BitsToDouble(lane.Bits)),
        _ => ComponentValue.F64(double.NaN),
    };
}
