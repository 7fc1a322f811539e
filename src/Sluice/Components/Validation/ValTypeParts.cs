using Sluice.Wit.Types;

namespace Sluice.Components.Validation;

internal static class ValTypeParts
{
    /// <summary>The value types that a type directly consists of.</summary>
    public static IEnumerable<ValType> Of(ValType type) => type switch
    {
        ListType list => [list.Element],
        FixedListType list => [list.Element],
        MapType map => [map.Key, map.Value],
        RecordType record => record.Fields.Select(static f => f.Type),
        TupleType tuple => tuple.Types,
        VariantType variant => variant.Cases.Where(static c => c.Type is not null).Select(static c => c.Type!),
        OptionType option => [option.Some],
        ResultType result => Present(result.Ok, result.Error),
        StreamType stream => Present(stream.Element),
        FutureType future => Present(future.Element),
        _ => [],
    };

    private static IEnumerable<ValType> Present(params ValType?[] types) => types.Where(static t => t is not null)!;
}
