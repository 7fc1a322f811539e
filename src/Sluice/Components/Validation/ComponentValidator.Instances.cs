// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#instance-definitions

using System.Diagnostics;
using Sluice.Components.Definitions;
using Sluice.Modules;
using Sluice.Types;
using Sluice.Wit.Types;
using ResourceType = Sluice.Wit.Types.ResourceType;

namespace Sluice.Components.Validation;

internal sealed partial class ComponentValidator
{
    private NameMap<ExternType> Instantiate(CoreInstantiateDefinition definition)
    {
        var module = scope.CoreModules[definition.ModuleIndex];
        var arguments = new NameMap<NameMap<ExternType>>();
        foreach (var argument in definition.Arguments)
        {
            var instance = scope.CoreInstances[argument.InstanceIndex];
            if (!arguments.TryAdd(argument.Name, instance)) throw new InvalidException($"duplicate module instantiation argument named `{argument.Name}`");
        }
        foreach (var (moduleName, imports) in module.Imports)
        {
            if (!arguments.TryGetValue(moduleName, out var argument))
                throw new InvalidException($"missing module instantiation argument named `{moduleName}`");
            foreach (var (name, expected) in imports)
            {
                budget.Spend();
                if (!argument.TryGetValue(name, out var actual))
                    throw new InvalidException($"module instantiation argument `{moduleName}` does not export an item named `{name}`");
                if (matcher.Match(actual, expected) is { } error)
                    throw new InvalidException($"type mismatch for export `{name}` of module instantiation argument `{moduleName}`: {error}");
            }
        }
        return module.Exports;
    }

    private NameMap<ExternType> Synthesize(CoreInlineInstanceDefinition definition)
    {
        var exports = new NameMap<ExternType>();
        foreach (var export in definition.Exports)
        {
            var index = export.Item.Index;
            ExternType type = export.Item.Sort switch
            {
                Sort.CoreFunction => new FunctionExternType(scope.CoreFunctions[index]),
                Sort.CoreTable => scope.CoreTables[index],
                Sort.CoreMemory => scope.CoreMemories[index],
                Sort.CoreGlobal => scope.CoreGlobals[index],
                Sort.CoreTag => scope.CoreTags[index],
                _ => throw new UnreachableException(),
            };
            if (!exports.TryAdd(export.Name, type)) throw new InvalidException($"export name `{export.Name}` already defined");
        }
        return exports;
    }

    private InstanceType Instantiate(InstantiateDefinition definition)
    {
        var component = scope.Components[definition.ComponentIndex];
        var arguments = new NameMap<ItemType>();
        foreach (var argument in definition.Arguments)
        {
            var item = ItemAt(argument.Item);
            if (!arguments.TryAdd(argument.Name, item))
                throw new InvalidException($"instantiation argument `{argument.Name}` conflicts with previous argument `{argument.Name}`");
        }

        var bindings = new Bindings();
        bindings.Open(component.Imported);
        foreach (var (name, expected) in component.Imports)
        {
            if (!arguments.TryGetValue(name, out var actual)) throw new InvalidException($"missing import named `{name}`");
            if (matcher.Match(actual, expected, [], bindings) is { } error)
                throw new InvalidException($"type mismatch for import `{name}`: {error}");
        }

        budget.Spend(component.Imported.Length + component.Defined.Length);
        // What was imported is now what was passed; what is defined is new with each instance.
        var replaced = new ResourceMap();
        foreach (var imported in component.Imported) replaced.TryAdd(imported, bindings.Resolve(imported));
        foreach (var defined in component.Defined) replaced.TryAdd(defined, new ResourceVariable(defined.Name));
        var substitution = new Substitution(replaced, budget);
        foreach (var (name, expected) in component.Imports)
            if (arguments.TryGetValue(name, out var actual)) substitution.Rename(expected, actual);
        return substitution.Open(component.Exports);
    }

    private InstanceType Synthesize(InlineInstanceDefinition definition)
    {
        var names = new ExternNames("export");
        foreach (var export in definition.Exports)
        {
            // Nothing is named here: types stay the objects that they are, and no method finds its resource.
            names.Add(export.Name, ItemAt(export.Item));
        }
        return new InstanceType(names.Items, []);
    }
}
