// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#component-definitions

using System.Globalization;
using Sluice.Components.Decoding;
using Sluice.Components.Definitions;
using Sluice.Modules;

namespace Sluice.Text.Printing;

/// <summary>
/// Writes a component as text that means the same when it is read again: one definition after the other, without shorthands, so
/// that indices stay what they are; identifiers come from the name sections. ComponentPrinter.Types.cs writes types,
/// .CoreTypes.cs core types, .Canonicals.cs canonical definitions, .Externs.cs imports, exports and instances.
/// </summary>
internal sealed partial class ComponentPrinter
{
    private readonly TextWriter writer;
    private PrintedScope scope;
    private string indent = "";

    private ComponentPrinter(TextWriter writer, ComponentDefinition component)
    {
        this.writer = writer;
        scope = new PrintedScope(component);
    }

    /// <summary>Writes <c>(component …)</c>.</summary>
    /// <param name="component">Decoded; validation is not needed.</param>
    public static void Print(ComponentDefinition component, TextWriter writer) =>
        new ComponentPrinter(writer, component).Component(component, component.Name is { Length: > 0 } name ? new Identifiers([new(0, name)]).BindingOnly(0) : "");

    private void Component(ComponentDefinition component, string binding)
    {
        writer.Write($"{indent}(component{binding}");
        var outer = indent;
        indent += "  ";
        foreach (var definition in component.Definitions)
        {
            writer.Write('\n');
            Definition(definition);
        }
        foreach (var custom in component.CustomSections)
        {
            if (custom.Name == ComponentNameSection.SectionName) continue;
            var bytes = component.Binary.Span.Slice(custom.Bytes.Start, custom.Bytes.Length);
            writer.Write($"\n{indent}(@custom {StringText.Quote(custom.Name)} {StringText.Quote(bytes)})");
        }
        indent = outer;
        writer.Write(')');
    }

    private void Definition(Definition definition)
    {
        switch (definition)
        {
            case CoreModuleDefinition module:
                Module(module.Module);
                return;
            case NestedComponentDefinition nested:
                var binding = scope.Bind(Sort.Component);
                var outer = scope;
                scope = new PrintedScope(nested.Component);
                Component(nested.Component, binding);
                scope = outer;
                return;
        }
        writer.Write(indent);
        writer.Write('(');
        switch (definition)
        {
            case CoreInstantiateDefinition instantiate: Instantiate(instantiate); break;
            case CoreInlineInstanceDefinition inline: InlineInstance(inline); break;
            case InstantiateDefinition instantiate: Instantiate(instantiate); break;
            case InlineInstanceDefinition inline: InlineInstance(inline); break;
            case ExportAliasDefinition alias: Alias(alias); break;
            case OuterAliasDefinition alias:
                writer.Write($"alias outer {Number(alias.Count)} {Number(alias.Index)} ({SortText(alias.Sort)}{scope.Bind(alias.Sort)})");
                break;
            case CoreTypeDefinition type: CoreType(type.Type); break;
            case TypeDefinition type:
                writer.Write($"type{scope.Bind(Sort.Type)} ");
                Type(type.Type);
                break;
            case CanonicalDefinition canonical: Canonical(canonical); break;
            case ImportDefinition import:
                writer.Write($"import {ExternName(import.Name)} {ExternType(import.Type)}");
                break;
            case ExportDefinition export: Export(export); break;
            case ExportDeclaration export:
                writer.Write($"export {ExternName(export.Name)} {ExternType(export.Type)}");
                break;
            default: throw new InvalidOperationException($"{definition.GetType().Name} has no text");
        }
        writer.Write(')');
    }

    private void Module(ModuleDefinition module)
    {
        // The identifier names the module in the component; in the module's own name section stands its own name.
        var binding = scope.Bind(Sort.CoreModule);
        var name = module.Names.Module is { } own ? $" (@name {StringText.Quote(own)})" : "";
        ModulePrinter.Print(module, writer, "core ", binding + name, indent);
    }

    private void Alias(ExportAliasDefinition alias)
    {
        var instance = scope.Reference(alias.CoreInstance ? Sort.CoreInstance : Sort.Instance, alias.InstanceIndex);
        writer.Write($"alias {(alias.CoreInstance ? "core " : "")}export {instance} {StringText.Quote(alias.Name)} ({SortText(alias.Sort)}{scope.Bind(alias.Sort)})");
    }

    private static string SortText(Sort sort) => sort.IsCore() ? "core " + sort.Name() : sort.Name();

    /// <summary>A reference in parentheses: its sort, then its index.</summary>
    private string Item(Sort sort, uint index) => $"({SortText(sort)} {scope.Reference(sort, index)})";

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
