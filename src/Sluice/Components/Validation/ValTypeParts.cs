using Sluice.Wit.Types;

namespace Sluice.Components.Validation;

internal static class ValTypeParts
{
    /// <summary>The value types that a type directly consists of.</summary>
    public static ValType[] Of(ValType type) => type switch
    {
        ListType list => [list.Element],
        FixedListType list => [list.Element],
        MapType map => [map.Key, map.Value],
        RecordType record => OfFields(record.Fields),
        TupleType tuple => OfTuple(tuple.Types),
        VariantType variant => OfCases(variant.Cases),
        OptionType option => [option.Some],
        ResultType result => Present(result.Ok, result.Error),
        StreamType stream => Present(stream.Element),
        FutureType future => Present(future.Element),
        _ => [],
    };

    private static ValType[] OfTuple(Seq<ValType> types)
    {
        var parts = new ValType[types.Count];
        for (var i = 0; i < parts.Length; i++) parts[i] = types[i];
        return parts;
    }

    private static ValType[] OfFields(Seq<Field> fields)
    {
        var types = new ValType[fields.Count];
        for (var i = 0; i < types.Length; i++) types[i] = fields[i].Type;
        return types;
    }

    private static ValType[] OfCases(Seq<Case> cases)
    {
        var types = new List<ValType>();
        foreach (var item in cases)
            if (item.Type is { } type) types.Add(type);
        return [.. types];
    }

    private static ValType[] Present(ValType? first, ValType? second = null) =>
        first is null ? (second is null ? [] : [second]) : second is null ? [first] : [first, second];
}
