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
    // Below it, a name is not shorter than what it stands for.
    private const int LeastNamed = 8;

    // Shapes come from guests, who must not fill the process with them.
    private const int MaxNames = 4096, MaxNamedLength = 16 << 10;

    private static readonly Dictionary<string, string> s_names = [];

    /// <summary>Equal for types that differ only in which resources they name.</summary>
    public static string Write(Seq<ValType> types)
    {
        var text = new StringBuilder();
        for (var i = 0; i < types.Count; i++) Write(text, types[i]);
        return text.ToString();
    }

    private static void Write(StringBuilder text, ValType? type)
    {
        if (type is null) text.Append('_');
        else if (type.NodeCount < LeastNamed || (type.Contents & (TypeContents.Own | TypeContents.Borrow)) != 0) WriteInFull(text, type);
        // Large types without resources, such as error codes, occur in function after function and are the same object in every instance.
        else text.Append(TypeMemo.Of(type).Shape ??= NameOf(type));
    }

    /// <summary>The same for equal shapes and no others; the shape itself if there are too many names.</summary>
    private static string NameOf(ValType type)
    {
        var full = new StringBuilder();
        WriteInFull(full, type);
        var shape = full.ToString();
        if (shape.Length > MaxNamedLength) return shape;
        lock (s_names)
        {
            if (s_names.TryGetValue(shape, out var name)) return name;
            if (s_names.Count >= MaxNames) return shape;
            name = string.Create(CultureInfo.InvariantCulture, $"#{s_names.Count};");
            s_names.Add(shape, name);
            return name;
        }
    }

    private static void WriteInFull(StringBuilder text, ValType type)
    {
        switch (type)
        {
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
                WriteLabels(text, @enum.Labels);
                break;
            case FlagsType flags:
                WriteLabels(text, flags.Labels);
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

    private static void WriteLabels(StringBuilder text, Seq<string> labels)
    {
        for (var i = 0; i < labels.Count; i++) text.Append(labels[i]).Append(' ');
    }
}
