using System.Diagnostics;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>Variants, enums, options and results seen as numbered cases, without the objects that despecialising would make.</summary>
internal static class VariantCases
{
    public static int Count(ValType type) => type switch
    {
        VariantType variant => variant.Cases.Count,
        EnumType e => e.Labels.Count,
        OptionType or ResultType => 2,
        _ => throw new UnreachableException(),
    };

    public static ValType? Payload(ValType type, int index) => type switch
    {
        VariantType variant => variant.Cases[index].Type,
        OptionType option => index == 0 ? null : option.Some,
        ResultType result => index == 0 ? result.Ok : result.Error,
        _ => null,
    };

    public static ComponentValue Value(ValType type, int index, ComponentValue? payload) => type switch
    {
        VariantType variant => ComponentValue.Variant(variant.Cases[index].Label, payload),
        EnumType e => ComponentValue.Enum(e.Labels[index]),
        OptionType => payload is { } some ? ComponentValue.Some(some) : ComponentValue.None,
        _ => index == 0 ? ComponentValue.Ok(payload) : ComponentValue.Err(payload),
    };

    /// <summary>The number of the value's case, or -1 if the type has none of this name.</summary>
    public static int IndexOf(ValType type, in ComponentValue value)
    {
        var label = value.Label;
        switch (type)
        {
            case VariantType variant:
                for (var i = 0; i < variant.Cases.Count; i++) if (variant.Cases[i].Label == label) return i;
                return -1;
            case EnumType e:
                for (var i = 0; i < e.Labels.Count; i++) if (e.Labels[i] == label) return i;
                return -1;
            default:
                return label is "none" or "ok" ? 0 : 1;
        }
    }

    /// <summary>One array for all values of the type.</summary>
    public static string[] LabelsOf(RecordType type) => TypeMemo.Of(type).Labels ??= [.. type.Fields.Select(static f => f.Label)];
}
