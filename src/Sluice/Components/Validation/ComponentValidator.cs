// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md, the notes to each section, and
// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canonical-definitions

using System.Diagnostics;
using Sluice.Components.Definitions;
using Sluice.Types;

namespace Sluice.Components.Validation;

/// <summary>Validates one outermost component with everything nested in it.</summary>
internal sealed partial class ComponentValidator
{
    private readonly TypeRegistry registry;
    private readonly TypeBudget budget = new();
    private readonly TypeMatcher matcher;
    private Scope scope = null!;

    private ComponentValidator(TypeRegistry registry)
    {
        this.registry = registry;
        matcher = new TypeMatcher(registry, budget);
    }

    /// <exception cref="InvalidException">The component breaks a validation rule.</exception>
    public static ValidatedComponent Validate(ComponentDefinition definition, TypeRegistry registry) =>
        new ComponentValidator(registry).ValidateComponent(definition);

    private ValidatedComponent ValidateComponent(ComponentDefinition definition)
    {
        var outer = scope;
        scope = new Scope(ScopeKind.Component, outer, budget);
        var resolutions = new Resolution?[definition.Definitions.Count];
        for (var i = 0; i < resolutions.Length; i++) resolutions[i] = Located(definition.Definitions[i]);
        var type = FinishComponent();
        scope = outer;
        return new ValidatedComponent(definition, type, resolutions);
    }

    /// <summary>Validates a definition; an error without a place gets the definition's.</summary>
    private Resolution? Located(Definition definition)
    {
        try
        {
            return Validate(definition);
        }
        catch (InvalidException e) when (e.Offset < 0)
        {
            throw new InvalidException(e.Rule, definition.Offset);
        }
    }

    private Resolution? Validate(Definition definition)
    {
        budget.Spend();
        switch (definition)
        {
            case CoreModuleDefinition module:
                return AddModule(module);
            case NestedComponentDefinition nested:
                var component = ValidateComponent(nested.Component);
                scope.Components.Add(component.Type);
                return component;
            case CoreInstantiateDefinition instantiate:
                scope.CoreInstances.Add(Instantiate(instantiate));
                return null;
            case CoreInlineInstanceDefinition inline:
                scope.CoreInstances.Add(Synthesize(inline));
                return null;
            case InstantiateDefinition instantiate:
                var instance = Instantiate(instantiate);
                scope.Instances.Add(instance);
                return instance;
            case InlineInstanceDefinition inline:
                scope.Instances.Add(Synthesize(inline));
                return null;
            case ExportAliasDefinition { CoreInstance: true } alias:
                AliasCoreExport(alias);
                return null;
            case ExportAliasDefinition alias:
                return AliasExport(alias);
            case OuterAliasDefinition alias:
                return AliasOuter(alias);
            case CoreTypeDefinition type:
                AddCoreType(type.Type);
                return null;
            case TypeDefinition type:
                var resolved = Resolve(type.Type);
                scope.Types.Add(resolved);
                return resolved;
            case LiftDefinition lift:
                return Lift(lift);
            case LowerDefinition lower:
                return Lower(lower);
            case BuiltinDefinition builtin:
                return AddBuiltin(builtin);
            case ImportDefinition import:
                return Import(import.Name, Resolve(import.Type, import.Name.Name));
            case ExportDefinition export:
                return Export(export.Name, ExportedItem(export));
            case ExportDeclaration export:
                return Export(export.Name, Resolve(export.Type, export.Name.Name));
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>The type of the component, or component type, whose definitions have all been seen.</summary>
    private ComponentType FinishComponent()
    {
        var inImports = new FreeResources(budget);
        foreach (var item in scope.Imports.Items.Values) inImports.Add(item);
        var inExports = new FreeResources(budget);
        foreach (var item in scope.Exports.Items.Values) inExports.Add(item);

        ResourceVariable[] defined;
        if (scope.Kind == ScopeKind.Component)
        {
            // Nothing from outside can be here (aliases to resources stop at components), so what is left is the component's own.
            if (inImports.FreeExcept(scope.ImportedResources) is [var resource, ..]) throw new InvalidException($"local resource type `{resource.Name}` found in imports");
            defined = inExports.FreeExcept(scope.ImportedResources);
            foreach (var exported in defined)
                if (!scope.ExplicitResources.Contains(exported))
                    throw new InvalidException($"local resource type `{exported.Name}` found in exports but not exported itself");
        }
        else
        {
            defined = scope.ExportedResources.ToArray();
        }
        return new ComponentType(scope.Imports.Items, scope.Exports.Items, scope.ImportedResources.ToArray(), defined)
        {
            ImportAttributes = scope.Imports.Attributes,
            ExportAttributes = scope.Exports.Attributes,
        };
    }
}
