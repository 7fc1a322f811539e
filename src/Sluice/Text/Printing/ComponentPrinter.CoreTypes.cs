// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#type-definitions

using Sluice.Components.Definitions;
using Sluice.Types;

namespace Sluice.Text.Printing;

internal sealed partial class ComponentPrinter
{
    private void CoreType(CoreTypeSyntax type)
    {
        switch (type)
        {
            case CoreModuleTypeSyntax module:
                writer.Write($"core type{scope.Bind(Sort.CoreType)} (module");
                var (outerScope, outerIndent) = (scope, indent);
                scope = new PrintedScope();
                foreach (var declaration in module.Declarations) Declaration(declaration);
                (scope, indent) = (outerScope, outerIndent);
                writer.Write(')');
                break;
            case CoreRecTypeSyntax group:
                writer.Write(RecursiveType("core ", group));
                break;
        }
    }

    private void Declaration(ModuleDeclaration declaration) => Line(declaration switch
    {
        ModuleTypeDeclaration type => $"({RecursiveType("", type.Type)})",
        ModuleImportDeclaration import => $"(import {StringText.Quote(import.Module)} {StringText.Quote(import.Name)} {CoreTypes.Extern(import.Type)})",
        ModuleExportDeclaration export => $"(export {StringText.Quote(export.Name)} {CoreTypes.Extern(export.Type)})",
        ModuleOuterAliasDeclaration alias => $"(alias outer {Number(alias.Count)} {Number(alias.Index)} (type{scope.Bind(Sort.CoreType)}))",
        _ => throw new InvalidOperationException($"{declaration.GetType().Name} has no text"),
    });

    private string RecursiveType(string prefix, CoreRecTypeSyntax group)
    {
        if (group.Types is [var only]) return $"{prefix}type{scope.Bind(Sort.CoreType)} {CoreTypes.Sub(only)}";
        return $"{prefix}rec{string.Concat(group.Types.Select(t => $" (type{scope.Bind(Sort.CoreType)} {CoreTypes.Sub(t)})"))}";
    }

    private CoreTypeText CoreTypes => new(scope.CoreTypes);
}
