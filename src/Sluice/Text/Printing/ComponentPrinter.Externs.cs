// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#import-and-export-definitions

using System.Text;
using Sluice.Components.Definitions;

namespace Sluice.Text.Printing;

internal sealed partial class ComponentPrinter
{
    private void Export(ExportDefinition export)
    {
        // What is exported is referred to before the export adds to the same index space.
        var item = Item(export.Item.Sort, export.Item.Index);
        var binding = scope.Bind(export.Item.Sort);
        writer.Write($"export{binding} {ExternName(export.Name)} {item}");
        if (export.Ascribed is { } ascribed) writer.Write($" ({SortText(ascribed.Sort)} {TypeReference(ascribed)})");
    }

    /// <summary>An external type that binds the item which it describes.</summary>
    private string ExternType(ExternTypeSyntax type)
    {
        var reference = TypeReference(type);
        return $"({SortText(type.Sort)}{scope.Bind(type.Sort)} {reference})";
    }

    private string TypeReference(ExternTypeSyntax type) => type switch
    {
        { Index: null } => "(sub resource)",
        { Sort: Sort.Type } => $"(eq {scope.Reference(Sort.Type, type.Index.Value)})",
        { Sort: Sort.CoreModule } => $"(type {scope.Reference(Sort.CoreType, type.Index.Value)})",
        _ => $"(type {scope.Reference(Sort.Type, type.Index.Value)})",
    };

    private static string ExternName(NameAttributes name)
    {
        var text = new StringBuilder(StringText.Quote(name.Name));
        Attribute("implements", name.Implements);
        Attribute("versionsuffix", name.VersionSuffix);
        Attribute("external-id", name.ExternalId);
        return text.ToString();

        void Attribute(string keyword, string? value)
        {
            if (value is not null) text.Append($" ({keyword} {StringText.Quote(value)})");
        }
    }

    private void Instantiate(CoreInstantiateDefinition instantiate)
    {
        writer.Write($"core instance{scope.Bind(Sort.CoreInstance)} (instantiate {scope.Reference(Sort.CoreModule, instantiate.ModuleIndex)}");
        foreach (var argument in instantiate.Arguments)
            Line($"(with {StringText.Quote(argument.Name)} (instance {scope.Reference(Sort.CoreInstance, argument.InstanceIndex)}))");
        writer.Write(')');
    }

    private void InlineInstance(CoreInlineInstanceDefinition inline)
    {
        writer.Write($"core instance{scope.Bind(Sort.CoreInstance)}");
        foreach (var export in inline.Exports)
            Line($"(export {StringText.Quote(export.Name)} ({export.Item.Sort.Name()} {scope.Reference(export.Item.Sort, export.Item.Index)}))");
    }

    private void Instantiate(InstantiateDefinition instantiate)
    {
        writer.Write($"instance{scope.Bind(Sort.Instance)} (instantiate {scope.Reference(Sort.Component, instantiate.ComponentIndex)}");
        foreach (var argument in instantiate.Arguments)
            Line($"(with {StringText.Quote(argument.Name)} {Item(argument.Item.Sort, argument.Item.Index)})");
        writer.Write(')');
    }

    private void InlineInstance(InlineInstanceDefinition inline)
    {
        writer.Write($"instance{scope.Bind(Sort.Instance)}");
        foreach (var export in inline.Exports)
            Line($"(export {ExternName(export.Name)} {Item(export.Item.Sort, export.Item.Index)})");
    }

    private void Line(string text) => writer.Write($"\n{indent}  {text}");
}
