// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#alias-definitions

using System.Diagnostics;
using Sluice.Components.Definitions;
using Sluice.Types;

namespace Sluice.Components.Validation;

internal sealed partial class ComponentValidator
{
    private void AliasCoreExport(ExportAliasDefinition alias)
    {
        CheckAliasSort(allowed: false);
        var exports = scope.CoreInstances[alias.InstanceIndex];
        if (!exports.TryGetValue(alias.Name, out var type))
            throw new InvalidException($"core instance {alias.InstanceIndex} has no export named `{alias.Name}`");
        switch (alias.Sort, type)
        {
            case (Sort.CoreFunction, FunctionExternType function): scope.CoreFunctions.Add(function.TypeIndex); break;
            case (Sort.CoreTable, TableType table): scope.CoreTables.Add(table); break;
            case (Sort.CoreMemory, MemoryType memory): scope.CoreMemories.Add(memory); break;
            case (Sort.CoreGlobal, GlobalType global): scope.CoreGlobals.Add(global); break;
            case (Sort.CoreTag, TagType tag): scope.CoreTags.Add(tag); break;
            default: throw new InvalidException($"export `{alias.Name}` for core instance {alias.InstanceIndex} is not a {alias.Sort.Name()}");
        }
    }

    private ItemType AliasExport(ExportAliasDefinition alias)
    {
        CheckAliasSort(allowed: alias.Sort is Sort.Type or Sort.Instance);
        var instance = scope.Instances[alias.InstanceIndex];
        if (!instance.Exports.TryGetValue(alias.Name, out var item))
            throw new InvalidException($"instance {alias.InstanceIndex} has no export named `{alias.Name}`");
        if (item.Description != alias.Sort.Name())
            throw new InvalidException($"export `{alias.Name}` for instance {alias.InstanceIndex} is not a {alias.Sort.Name()}");
        scope.Add(item);
        return item;
    }

    private AnyType? AliasOuter(OuterAliasDefinition alias)
    {
        CheckAliasSort(allowed: alias.Sort is Sort.Type or Sort.CoreType);
        var target = scope.Outward(alias.Count);
        switch (alias.Sort)
        {
            case Sort.CoreModule:
                scope.CoreModules.Add(target.CoreModules[alias.Index]);
                return null;
            case Sort.CoreType:
                scope.CoreTypes.Add(target.CoreTypes[alias.Index]);
                return null;
            case Sort.Component:
                scope.Components.Add(target.Components[alias.Index]);
                return null;
            case Sort.Type:
                var type = target.Types[alias.Index];
                for (var inner = scope; inner != target; inner = inner.Parent!)
                {
                    if (inner.Kind != ScopeKind.Component) continue;
                    CheckNoResources(type);
                    break;
                }
                scope.Types.Add(type);
                return type;
            default:
                throw new UnreachableException();
        }
    }

    private void CheckNoResources(AnyType type)
    {
        var resources = new FreeResources(budget);
        resources.Add(type);
        if (resources.Free.Length > 0)
            throw new InvalidException("cannot alias outer type which transitively refers to resources not defined in the current component");
    }

    private void CheckAliasSort(bool allowed)
    {
        if (scope.Kind != ScopeKind.Component && !allowed)
            throw new InvalidException("aliases in a component or instance type may only refer to types or instances");
    }
}
