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

    public List<int> CoreFunctions { get; } = [];
    public List<TableType> CoreTables { get; } = [];
    public List<MemoryType> CoreMemories { get; } = [];
    public List<GlobalType> CoreGlobals { get; } = [];
    public List<TagType> CoreTags { get; } = [];
    public List<CoreTypeEntry> CoreTypes { get; } = [];
    public List<ModuleType> CoreModules { get; } = [];
    public List<OrderedDictionary<string, ExternType>> CoreInstances { get; } = [];

    public List<FuncType> Functions { get; } = [];
    public List<AnyType> Types { get; } = [];
    public List<ComponentType> Components { get; } = [];
    public List<InstanceType> Instances { get; } = [];

    public ExternNames Imports { get; } = new("import");
    public ExternNames Exports { get; } = new("export");

    /// <summary>What may be referred to by imports, and by exports.</summary>
    public NamedTypes ImportedTypes { get; } = new(budget);
    public NamedTypes ExportedTypes { get; } = new(budget);

    /// <summary>Resources that the imports introduce.</summary>
    public List<ResourceVariable> ImportedResources { get; } = [];

    /// <summary>In a type: resources that the exports introduce.</summary>
    public List<ResourceVariable> ExportedResources { get; } = [];

    /// <summary>In a component: resources that it defines itself, whose representation it may see.</summary>
    public HashSet<ResourceVariable> LocalResources { get; } = [];

    /// <summary>Roots of all resources that some export gives a name.</summary>
    public HashSet<ResourceVariable> ExplicitResources { get; } = [];

    public static T At<T>(List<T> space, uint index, string what) =>
        index < (uint)space.Count ? space[(int)index] : throw new InvalidException($"unknown {what} {index}: {what} index out of bounds");

    public AnyType TypeAt(uint index) => At(Types, index, "type");

    public ResourceVariable ResourceAt(uint index) =>
        TypeAt(index) is ResourceDefinedType resource ? resource.Resource : throw new InvalidException($"type index {index} is not a resource type");

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
