// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#import-and-export-definitions

using System.Diagnostics;
using Sluice.Components.Definitions;
using Sluice.Wit.Types;

namespace Sluice.Components.Validation;

internal sealed partial class ComponentValidator
{
    private ItemType Import(NameAttributes name, ItemType item)
    {
        switch (item)
        {
            case TypeItem { IsFreshResource: true, Type: ResourceDefinedType fresh }:
                scope.ImportedResources.Add(fresh.Resource);
                break;
            case InstanceItem { Type.Bound.Length: > 0 } instance:
                item = new InstanceItem(OpenFresh(instance.Type, scope.ImportedResources));
                break;
        }
        scope.Add(item);
        Register(name, item, scope.Imports, scope.ImportedTypes);
        return item;
    }

    private ItemType Export(NameAttributes name, ItemType item)
    {
        switch (item)
        {
            case TypeItem { Type: ResourceDefinedType resource } type:
                if (type.IsFreshResource) scope.ExportedResources.Add(resource.Resource);
                scope.ExplicitResources.Add(resource.Resource.Root);
                break;
            case InstanceItem instance:
                if (instance.Type.Bound.Length > 0) item = instance = new InstanceItem(OpenFresh(instance.Type, scope.ExportedResources));
                AddExplicit(instance.Type);
                break;
        }
        scope.Add(item);
        Register(name, item, scope.Exports, scope.ExportedTypes);
        return item;
    }

    /// <summary>One particular instance of an instance type: with resources of its own, which <paramref name="resources"/> gets.</summary>
    private InstanceType OpenFresh(InstanceType type, ResourceList resources)
    {
        if (resources.Count + type.Bound.Length > TypeBudget.MaxResources)
            throw new InvalidException($"too many resource types: the limit is {TypeBudget.MaxResources}");
        var fresh = new ResourceMap();
        foreach (var bound in type.Bound)
        {
            var resource = new ResourceVariable(bound.Name);
            fresh.TryAdd(bound, resource);
            resources.Add(resource);
        }
        budget.Spend(type.Exports.Count + type.Bound.Length);
        return new Substitution(fresh, budget).Open(type.Exports);
    }

    private void AddExplicit(InstanceType instance)
    {
        foreach (var item in instance.Exports.Values)
        {
            budget.Spend();
            switch (item)
            {
                case TypeItem { Type: ResourceDefinedType resource }: scope.ExplicitResources.Add(resource.Resource.Root); break;
                case InstanceItem nested: AddExplicit(nested.Type); break;
            }
        }
    }

    private void Register(NameAttributes name, ItemType item, ExternNames names, NamedTypes named)
    {
        if (item is TypeItem { Type: ResourceDefinedType resource }) names.AddResource(name.Name, resource.Resource);
        if (scope.Kind != ScopeKind.InstanceType && !RegisterNamed(item, named))
            throw new InvalidException($"{item.Description} not valid to be used as {names.What}");
        names.Add(name, item);
    }

    /// <summary>Whether the item uses only named types; the types that it names itself count from then on.</summary>
    private bool RegisterNamed(ItemType item, NamedTypes named)
    {
        budget.Spend();
        switch (item)
        {
            case TypeItem type:
                if (!named.HasNamedParts(type.Original)) return false;
                named.Add(type.Type);
                // What is imported may be exported again as it is.
                if (ReferenceEquals(named, scope.ImportedTypes)) scope.ExportedTypes.Add(type.Type);
                return true;
            case FunctionItem function:
                return named.IsNamed(function.Type);
            case InstanceItem instance:
                foreach (var export in instance.Type.Exports.Values)
                    if (!RegisterNamed(export, named)) return false;
                return true;
            default:
                return true;
        }
    }

    private ItemType ExportedItem(ExportDefinition export)
    {
        var actual = ItemAt(export.Item);
        if (actual is TypeItem type) actual = Named(type.Type);
        if (export.Ascribed is not { } syntax) return actual;
        var ascribed = Resolve(syntax, export.Name.Name);
        if (MatchAscribed(actual, ascribed) is { } error)
            throw new InvalidException($"ascribed type of export is not compatible with item's type: {error}");
        return ascribed;
    }

    private string? MatchAscribed(ItemType actual, ItemType ascribed)
    {
        var bindings = new Bindings();
        if (ascribed is TypeItem { IsFreshResource: true, Type: ResourceDefinedType fresh }) bindings.Open([fresh.Resource]);
        return matcher.Match(actual, ascribed, [], bindings);
    }

    /// <summary>An item by its index; a type comes under the name that it has.</summary>
    private ItemType ItemAt(SortIndex item) => item.Sort switch
    {
        Sort.CoreModule => new ModuleItem(scope.CoreModules[item.Index]),
        Sort.Function => new FunctionItem(scope.Functions[item.Index]),
        Sort.Type => scope.Types[item.Index] is var type ? new TypeItem(type, type) : throw new UnreachableException(),
        Sort.Component => new ComponentItem(scope.Components[item.Index]),
        Sort.Instance => new InstanceItem(scope.Instances[item.Index]),
        Sort.Value => throw new InvalidException("component values are not supported"),
        _ => throw new UnreachableException(),
    };
}
