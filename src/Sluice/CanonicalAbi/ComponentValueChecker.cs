using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>Makes sure that what an embedder passes is of the type that the component wants.</summary>
internal static class ComponentValueChecker
{
    /// <exception cref="ArgumentException">The value is not of the type; the message says where.</exception>
    public static void Check(in ComponentValue value, ValType type) => Check(value, type, "");

    private static void Check(in ComponentValue value, ValType type, string path)
    {
        var expected = type.Kind == ValKind.FixedList ? ValKind.List : type.Kind;
        if (value.Kind != expected) throw Wrong(path, $"{type} expected, but the value is of kind {value.Kind}");
        var items = value.ItemSpan;
        switch (type)
        {
            case ListType list:
                for (var i = 0; i < items.Length; i++) Check(items[i], list.Element, $"{path}[{i}]");
                break;
            case FixedListType list:
                if (items.Length != list.Length) throw Wrong(path, $"{list.Length} elements expected, but there are {items.Length}");
                for (var i = 0; i < items.Length; i++) Check(items[i], list.Element, $"{path}[{i}]");
                break;
            case MapType map:
                foreach (ref readonly var entry in items)
                {
                    Check(entry.ItemSpan[0], map.Key, $"{path}'s key");
                    Check(entry.ItemSpan[1], map.Value, $"{path}[{entry.ItemSpan[0]}]");
                }
                break;
            case TupleType tuple:
                if (items.Length != tuple.Types.Count) throw Wrong(path, $"{tuple.Types.Count} members expected, but there are {items.Length}");
                for (var i = 0; i < items.Length; i++) Check(items[i], tuple.Types[i], $"{path}.{i}");
                break;
            case RecordType record:
                if (!value.Labels.SequenceEqual(VariantCases.LabelsOf(record))) throw Wrong(path, $"the fields of {type} expected, in this order");
                for (var i = 0; i < items.Length; i++) Check(items[i], record.Fields[i].Type, $"{path}.{record.Fields[i].Label}");
                break;
            case VariantType or EnumType or OptionType or ResultType:
                var index = VariantCases.IndexOf(type, value);
                if (index < 0) throw Wrong(path, $"{type} has no case '{value.Label}'");
                switch (VariantCases.Payload(type, index), value.Payload)
                {
                    case (null, not null):
                        throw Wrong(path, $"case '{value.Label}' has no payload");
                    case (not null, null):
                        throw Wrong(path, $"case '{value.Label}' has a payload");
                    case ({ } payloadType, { } payload):
                        Check(payload, payloadType, $"{path}({value.Label})");
                        break;
                }
                break;
            case FlagsType flags:
                foreach (var label in value.Labels)
                    if (!flags.Labels.Contains(label)) throw Wrong(path, $"{type} has no flag '{label}'");
                break;
            case OwnType own:
                if (!ReferenceEquals(value.AsResource().Type, own.Resource)) throw Wrong(path, $"a handle to another resource than {own.Resource.Name}");
                break;
            case BorrowType borrow:
                if (!ReferenceEquals(value.AsResource().Type, borrow.Resource)) throw Wrong(path, $"a handle to another resource than {borrow.Resource.Name}");
                break;
        }
    }

    private static ArgumentException Wrong(string path, string message) => new(path.Length == 0 ? message : $"{path}: {message}");
}
