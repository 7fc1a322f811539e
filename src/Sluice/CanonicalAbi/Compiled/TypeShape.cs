using System.Globalization;
using System.Text;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>
/// Value types without the identity of their resources: each instance of a component has resource types of its own, and all of them are
/// served by the same code, which finds the types among its constants.
/// </summary>
internal static class TypeShape
{
    /// <summary>Equal for types that differ only in which resources they name.</summary>
    public static string Write(Seq<ValType> types)
    {
        var text = new StringBuilder();
        foreach (var type in types) Write(text, type);
        return text.ToString();
    }

    private static void Write(StringBuilder text, ValType? type)
    {
        switch (type)
        {
            case null:
                text.Append('_');
                return;
            case OwnType { Resource: var resource }:
                text.Append(resource is IHostResourceType ? "own-host" : "own-guest");
                break;
            case BorrowType { Resource: var resource }:
                text.Append(resource is IHostResourceType ? "borrow-host" : "borrow-guest");
                break;
            default:
                text.Append((int)type.Kind);
                break;
        }
        text.Append('(');
        switch (type)
        {
            case ListType list:
                Write(text, list.Element);
                break;
            case FixedListType list:
                text.Append(list.Length.ToString(CultureInfo.InvariantCulture)).Append(' ');
                Write(text, list.Element);
                break;
            case MapType map:
                Write(text, map.Key);
                Write(text, map.Value);
                break;
            case RecordType record:
                foreach (var field in record.Fields)
                {
                    text.Append(field.Label).Append(' ');
                    Write(text, field.Type);
                }
                break;
            case TupleType tuple:
                foreach (var member in tuple.Types) Write(text, member);
                break;
            case VariantType variant:
                foreach (var @case in variant.Cases)
                {
                    text.Append(@case.Label).Append(' ');
                    Write(text, @case.Type);
                }
                break;
            case EnumType @enum:
                text.AppendJoin(' ', @enum.Labels);
                break;
            case FlagsType flags:
                text.AppendJoin(' ', flags.Labels);
                break;
            case OptionType option:
                Write(text, option.Some);
                break;
            case ResultType result:
                Write(text, result.Ok);
                Write(text, result.Error);
                break;
            case StreamType stream:
                Write(text, stream.Element);
                break;
            case FutureType future:
                Write(text, future.Element);
                break;
        }
        text.Append(')');
    }
}
