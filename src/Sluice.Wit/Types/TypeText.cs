using System.Text;

namespace Sluice.Wit.Types;

/// <summary>Value types as text for messages: WIT's syntax, with records and the like written out.</summary>
internal static class TypeText
{
    // Deeper or longer than this nobody reads it.
    private const int MaxLength = 1000;
    private const int MaxDepth = 50;

    public static string Write(ValType type)
    {
        var text = new StringBuilder();
        Write(text, type, 0);
        return text.ToString();
    }

    /// <summary>The keyword that starts a type of this kind.</summary>
    public static string Keyword(ValKind kind) => kind switch
    {
        ValKind.Bool => "bool",
        ValKind.S8 => "s8",
        ValKind.U8 => "u8",
        ValKind.S16 => "s16",
        ValKind.U16 => "u16",
        ValKind.S32 => "s32",
        ValKind.U32 => "u32",
        ValKind.S64 => "s64",
        ValKind.U64 => "u64",
        ValKind.F32 => "f32",
        ValKind.F64 => "f64",
        ValKind.Char => "char",
        ValKind.String => "string",
        ValKind.ErrorContext => "error-context",
        ValKind.List or ValKind.FixedList => "list",
        ValKind.Map => "map",
        ValKind.Record => "record",
        ValKind.Tuple => "tuple",
        ValKind.Variant => "variant",
        ValKind.Enum => "enum",
        ValKind.Option => "option",
        ValKind.Result => "result",
        ValKind.Flags => "flags",
        ValKind.Own => "own",
        ValKind.Borrow => "borrow",
        ValKind.Stream => "stream",
        ValKind.Future => "future",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static void Write(StringBuilder text, ValType? type, int depth)
    {
        if (type is null)
        {
            text.Append('_');
            return;
        }
        if (depth > MaxDepth || text.Length > MaxLength)
        {
            text.Append('…');
            return;
        }
        text.Append(Keyword(type.Kind));
        switch (type)
        {
            case ListType(var element):
                Arguments(element);
                break;
            case FixedListType(var element, var length):
                text.Append('<');
                Write(text, element, depth + 1);
                text.Append(", ").Append(length).Append('>');
                break;
            case MapType(var key, var value):
                Arguments(key, value);
                break;
            case TupleType(var types):
                Arguments([.. types]);
                break;
            case OptionType(var some):
                Arguments(some);
                break;
            case ResultType(var ok, var error):
                if (error is not null) Arguments(ok, error);
                else if (ok is not null) Arguments(ok);
                break;
            case StreamType(var element):
                if (element is not null) Arguments(element);
                break;
            case FutureType(var element):
                if (element is not null) Arguments(element);
                break;
            case OwnType(var resource):
                text.Append('<').Append(resource.Name).Append('>');
                break;
            case BorrowType(var resource):
                text.Append('<').Append(resource.Name).Append('>');
                break;
            case RecordType(var fields):
                Body(fields, field =>
                {
                    text.Append(field.Label).Append(": ");
                    Write(text, field.Type, depth + 1);
                });
                break;
            case VariantType(var cases):
                Body(cases, @case =>
                {
                    text.Append(@case.Label);
                    if (@case.Type is null) return;
                    text.Append('(');
                    Write(text, @case.Type, depth + 1);
                    text.Append(')');
                });
                break;
            case EnumType(var labels):
                Body(labels, label => text.Append(label));
                break;
            case FlagsType(var labels):
                Body(labels, label => text.Append(label));
                break;
        }

        void Arguments(params ValType?[] types)
        {
            for (var i = 0; i < types.Length; i++)
            {
                text.Append(i == 0 ? "<" : ", ");
                Write(text, types[i], depth + 1);
            }
            text.Append('>');
        }

        void Body<T>(Seq<T> items, Action<T> write)
        {
            text.Append(" { ");
            for (var i = 0; i < items.Count; i++)
            {
                if (i > 0) text.Append(", ");
                if (text.Length > MaxLength)
                {
                    text.Append('…');
                    break;
                }
                write(items[i]);
            }
            text.Append(" }");
        }
    }
}
