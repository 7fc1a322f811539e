using System.Globalization;
using Sluice.Bindgen.Model;

namespace Sluice.Bindgen.Emission;

/// <summary>Emits the C# types of WIT's named types, in the forms that the runtime's CLR type map knows.</summary>
internal static class TypeEmitter
{
    public static void Emit(SourceWriter writer, TypeBinding type, string accessibility)
    {
        switch (type)
        {
            case RecordBinding record: EmitRecord(writer, record, accessibility); break;
            case VariantBinding variant: EmitVariant(writer, variant, accessibility); break;
            case EnumBinding @enum: EmitEnum(writer, @enum, accessibility); break;
            case FlagsBinding flags: EmitFlags(writer, flags, accessibility); break;
        }
    }

    private static void EmitRecord(SourceWriter writer, RecordBinding record, string accessibility)
    {
        writer.Summary(record.Docs, $"The record <c>{record.WitName}</c>.");
        // All or none, as the compiler wants it.
        if (record.Fields.Any(field => !string.IsNullOrWhiteSpace(field.Docs))) foreach (var field in record.Fields) EmitParamDoc(writer, field);
        var parameters = string.Join(", ", record.Fields.Select(field => $"{field.Type} {field.Name}"));
        writer.Line($"{accessibility} sealed record {record.Name}({parameters});").Line();
    }

    private static void EmitVariant(SourceWriter writer, VariantBinding variant, string accessibility)
    {
        writer.Summary(variant.Docs, $"The variant <c>{variant.WitName}</c>: one of the nested cases.");
        writer.Open($"{accessibility} abstract record {variant.Name}");
        // A private constructor closes the hierarchy: only the nested cases can derive.
        writer.Line($"private {variant.Name}() {{ }}");
        for (var i = 0; i < variant.Cases.Count; i++)
        {
            var @case = variant.Cases[i];
            writer.Line().Summary(@case.Docs, $"The case <c>{@case.WitName}</c>.");
            writer.Line($"[global::Sluice.WitCase({i.ToString(CultureInfo.InvariantCulture)})]");
            var payload = @case.Type is null ? "()" : $"({@case.Type} Value)";
            writer.Line($"public sealed record {@case.Name}{payload} : {variant.Name};");
        }
        writer.Close().Line();
    }

    private static void EmitEnum(SourceWriter writer, EnumBinding @enum, string accessibility)
    {
        writer.Summary(@enum.Docs, $"The enum <c>{@enum.WitName}</c>.");
        writer.Open($"{accessibility} enum {@enum.Name}");
        foreach (var @case in @enum.Cases) writer.Summary(@case.Docs, $"<c>{@case.WitName}</c>").Line($"{@case.Name},");
        writer.Close().Line();
    }

    private static void EmitFlags(SourceWriter writer, FlagsBinding flags, string accessibility)
    {
        writer.Summary(flags.Docs, $"The flags <c>{flags.WitName}</c>.");
        writer.Line("[global::System.Flags]").Open($"{accessibility} enum {flags.Name} : uint");
        // "None" is ours only where WIT has no flag of that name.
        if (flags.Flags.All(flag => flag.Name != "None")) writer.Summary(null, "No flag.").Line("None = 0,");
        for (var i = 0; i < flags.Flags.Count; i++)
        {
            var flag = flags.Flags[i];
            writer.Summary(flag.Docs, $"<c>{flag.WitName}</c>").Line($"{flag.Name} = 1u << {i.ToString(CultureInfo.InvariantCulture)},");
        }
        writer.Close().Line();
    }

    private static void EmitParamDoc(SourceWriter writer, MemberBinding member)
    {
        var text = string.IsNullOrWhiteSpace(member.Docs) ? $"<c>{member.WitName}</c>" : SourceWriter.Escape(member.Docs!.Trim()).Replace("\n", " ");
        writer.Line($"/// <param name=\"{member.Name.TrimStart('@')}\">{text}</param>");
    }
}
