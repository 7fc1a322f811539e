using Sluice.Modules;
using Sluice.Types;
using FuncType = Sluice.Wit.Types.FuncType;

namespace Sluice.Components.Validation;

internal enum ScopeKind : byte
{
    Component,
    ComponentType,
    InstanceType,
}

/// <summary>The index spaces of a component, component type or instance type while it is validated; core functions are canonical type ids.</summary>
internal sealed class Scope(ScopeKind kind, Scope? parent, TypeBudget budget)
{
    public ScopeKind Kind { get; } = kind;
    public Scope? Parent { get; } = parent;

    public IndexSpace<int> CoreFunctions { get; } = new("core function");
    public IndexSpace<TableType> CoreTables { get; } = new("table");
    public IndexSpace<MemoryType> CoreMemories { get; } = new("memory");
    public IndexSpace<GlobalType> CoreGlobals { get; } = new("global");
    public IndexSpace<TagType> CoreTags { get; } = new("tag");
    public IndexSpace<CoreTypeEntry> CoreTypes { get; } = new("core type");
    public IndexSpace<ModuleType> CoreModules { get; } = new("module");
    public IndexSpace<NameMap<ExternType>> CoreInstances { get; } = new("core instance");

    public IndexSpace<FuncType> Functions { get; } = new("function");
    public IndexSpace<AnyType> Types { get; } = new("type");
    public IndexSpace<ComponentType> Components { get; } = new("component");
    public IndexSpace<InstanceType> Instances { get; } = new("instance");

    public ExternNames Imports { get; } = new("import");
    public ExternNames Exports { get; } = new("export");

    /// <summary>What may be referred to by imports, and by exports.</summary>
    public NamedTypes ImportedTypes { get; } = new(budget);
    public NamedTypes ExportedTypes { get; } = new(budget);

    /// <summary>Resources that the imports introduce.</summary>
    public ResourceList ImportedResources { get; } = new();

    /// <summary>In a type: resources that the exports introduce.</summary>
    public ResourceList ExportedResources { get; } = new();

    /// <summary>In a component: resources that it defines itself, whose representation it may see.</summary>
    public ResourceList LocalResources { get; } = new();

    /// <summary>Roots of all resources that some export gives a name.</summary>
    public ResourceList ExplicitResources { get; } = new();

    public ResourceVariable ResourceAt(uint index) =>
        Types[index] is ResourceDefinedType resource ? resource.Resource : throw new InvalidException($"type index {index} is not a resource type");

    public Scope Outward(uint count)
    {
        var scope = this;
        for (var i = 0u; i < count; i++) scope = scope.Parent ?? throw new InvalidException($"invalid outer alias count of {count}");
        return scope;
    }

    /// <summary>Adds an item to the index space of its sort.</summary>
    public void Add(ItemType item)
    {
        switch (item)
        {
            case ModuleItem module: CoreModules.Add(module.Type); break;
            case FunctionItem function: Functions.Add(function.Type); break;
            case TypeItem type: Types.Add(type.Type); break;
            case InstanceItem instance: Instances.Add(instance.Type); break;
            case ComponentItem component: Components.Add(component.Type); break;
        }
    }
}
