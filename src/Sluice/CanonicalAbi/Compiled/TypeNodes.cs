using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>The value types within value types, by their position.</summary>
internal static class TypeNodes
{
    /// <summary>All of them, each before its parts. Of types with the same <see cref="TypeShape"/>, those at the same index stand in the same place.</summary>
    public static List<ValType> List(Seq<ValType> types)
    {
        var nodes = new List<ValType>();
        foreach (var type in types) Add(nodes, type);
        return nodes;
    }

    /// <summary>Equal types in which each place has an object of its own.</summary>
    public static Seq<ValType> Unshare(Seq<ValType> types) => types.Map(static type => Unshare(type)!);

    private static void Add(List<ValType> nodes, ValType? type)
    {
        if (type is null) return;
        nodes.Add(type);
        switch (type)
        {
            case ListType list:
                Add(nodes, list.Element);
                break;
            case FixedListType list:
                Add(nodes, list.Element);
                break;
            case MapType map:
                Add(nodes, map.Key);
                Add(nodes, map.Value);
                break;
            case RecordType record:
                foreach (var field in record.Fields) Add(nodes, field.Type);
                break;
            case TupleType tuple:
                foreach (var member in tuple.Types) Add(nodes, member);
                break;
            case VariantType variant:
                foreach (var @case in variant.Cases) Add(nodes, @case.Type);
                break;
            case OptionType option:
                Add(nodes, option.Some);
                break;
            case ResultType result:
                Add(nodes, result.Ok);
                Add(nodes, result.Error);
                break;
            case StreamType stream:
                Add(nodes, stream.Element);
                break;
            case FutureType future:
                Add(nodes, future.Element);
                break;
        }
    }

    private static ValType? Unshare(ValType? type) => type switch
    {
        null => null,
        ListType list => new ListType(Unshare(list.Element)!),
        FixedListType list => new FixedListType(Unshare(list.Element)!, list.Length),
        MapType map => new MapType(Unshare(map.Key)!, Unshare(map.Value)!),
        RecordType record => new RecordType(record.Fields.Map(static field => new Field(field.Label, Unshare(field.Type)!))),
        TupleType tuple => new TupleType(tuple.Types.Map(static member => Unshare(member)!)),
        VariantType variant => new VariantType(variant.Cases.Map(static @case => new Case(@case.Label, Unshare(@case.Type)))),
        OptionType option => new OptionType(Unshare(option.Some)!),
        ResultType result => new ResultType(Unshare(result.Ok), Unshare(result.Error)),
        StreamType stream => new StreamType(Unshare(stream.Element)),
        FutureType future => new FutureType(Unshare(future.Element)),
        _ => type with { },
    };
}
