using Sluice.Wit.Types;

namespace Sluice.Components.Validation;

internal sealed partial class TypeMatcher
{
    private string? Match(ValType actual, ValType expected, Bindings actualBindings, Bindings expectedBindings)
    {
        budget.Spend();
        // The same object is the same type unless bindings give its resources two meanings.
        if (ReferenceEquals(actual, expected) && (actual.Contents & (TypeContents.Own | TypeContents.Borrow)) == 0) return null;
        switch (actual, expected)
        {
            case (PrimType a, PrimType e):
                return a.Kind == e.Kind ? null : $"expected primitive `{e}` found primitive `{a}`";
            case (OwnType a, OwnType e):
                return Match((ResourceVariable)a.Resource, (ResourceVariable)e.Resource, actualBindings, expectedBindings);
            case (BorrowType a, BorrowType e):
                return Match((ResourceVariable)a.Resource, (ResourceVariable)e.Resource, actualBindings, expectedBindings);
            case (ListType a, ListType e):
                return Match(a.Element, e.Element, actualBindings, expectedBindings);
            case (FixedListType a, FixedListType e):
                return a.Length != e.Length
                    ? $"expected fixed-length list of {e.Length} elements, found {a.Length}"
                    : Match(a.Element, e.Element, actualBindings, expectedBindings);
            case (MapType a, MapType e):
                return In("map key", Match(a.Key, e.Key, actualBindings, expectedBindings))
                    ?? In("map value", Match(a.Value, e.Value, actualBindings, expectedBindings));
            case (OptionType a, OptionType e):
                return Match(a.Some, e.Some, actualBindings, expectedBindings);
            case (StreamType a, StreamType e):
                return MatchOptional(a.Element, e.Element, "stream element", actualBindings, expectedBindings);
            case (FutureType a, FutureType e):
                return MatchOptional(a.Element, e.Element, "future element", actualBindings, expectedBindings);
            case (ResultType a, ResultType e):
                return MatchOptional(a.Ok, e.Ok, "ok", actualBindings, expectedBindings)
                    ?? MatchOptional(a.Error, e.Error, "err", actualBindings, expectedBindings);
            case (RecordType a, RecordType e):
                return Match(a, e, actualBindings, expectedBindings);
            case (TupleType a, TupleType e):
                return Match(a, e, actualBindings, expectedBindings);
            case (VariantType a, VariantType e):
                return Match(a, e, actualBindings, expectedBindings);
            case (FlagsType a, FlagsType e):
                return a.Labels.Equals(e.Labels) ? null : "mismatch in flags elements";
            case (EnumType a, EnumType e):
                return a.Labels.Equals(e.Labels) ? null : "mismatch in enum elements";
            default:
                return $"expected {Describe(expected)}, found {Describe(actual)}";
        }
    }

    private string? Match(RecordType actual, RecordType expected, Bindings actualBindings, Bindings expectedBindings)
    {
        if (actual.Fields.Count != expected.Fields.Count) return $"expected {expected.Fields.Count} fields, found {actual.Fields.Count}";
        for (var i = 0; i < expected.Fields.Count; i++)
        {
            var (a, e) = (actual.Fields[i], expected.Fields[i]);
            if (a.Label != e.Label) return $"expected field name `{e.Label}`, found `{a.Label}`";
            if (In($"record field `{e.Label}`", Match(a.Type, e.Type, actualBindings, expectedBindings)) is { } error) return error;
        }
        return null;
    }

    private string? Match(TupleType actual, TupleType expected, Bindings actualBindings, Bindings expectedBindings)
    {
        if (actual.Types.Count != expected.Types.Count) return $"expected {expected.Types.Count} types, found {actual.Types.Count}";
        for (var i = 0; i < expected.Types.Count; i++)
            if (In($"tuple field {i}", Match(actual.Types[i], expected.Types[i], actualBindings, expectedBindings)) is { } error) return error;
        return null;
    }

    private string? Match(VariantType actual, VariantType expected, Bindings actualBindings, Bindings expectedBindings)
    {
        if (actual.Cases.Count != expected.Cases.Count) return $"expected {expected.Cases.Count} cases, found {actual.Cases.Count}";
        for (var i = 0; i < expected.Cases.Count; i++)
        {
            var (a, e) = (actual.Cases[i], expected.Cases[i]);
            if (a.Label != e.Label) return $"expected case named `{e.Label}`, found `{a.Label}`";
            if (a.Type is null && e.Type is not null) return $"expected case `{e.Label}` to have a type, found none";
            if (a.Type is not null && e.Type is null) return $"expected case `{e.Label}` to have no type";
            if (a.Type is not null && In($"variant case `{e.Label}`", Match(a.Type, e.Type!, actualBindings, expectedBindings)) is { } error) return error;
        }
        return null;
    }

    private string? MatchOptional(ValType? actual, ValType? expected, string what, Bindings actualBindings, Bindings expectedBindings)
    {
        if (actual is null) return expected is null ? null : $"expected {what} type, but found none";
        if (expected is null) return $"expected {what} type to not be present";
        return In(what is "ok" or "err" ? $"{what} variant" : what, Match(actual, expected, actualBindings, expectedBindings));
    }

    private static string? In(string place, string? error) => error is null ? null : $"type mismatch in {place}: {error}";

    private static string Describe(ValType type) => type switch
    {
        PrimType => type.ToString(),
        FixedListType => "fixed-length list",
#pragma warning disable CA1308 // Not a normalization: the words of the text format are in lower case.
        _ => type.Kind.ToString().ToLowerInvariant(),
#pragma warning restore CA1308
    };
}
