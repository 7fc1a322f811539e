using Sluice.Components.Definitions;
using Sluice.Components.Validation;
using Sluice.Concurrency;
using Sluice.Modules;
using Sluice.Runtime;
using Sluice.Wit.Types;

namespace Sluice.Components.Linking;

/// <summary>The index spaces of a component while and after it is instantiated.</summary>
internal sealed class ComponentFrame
{
    private readonly ResourceMap resources = new();
    private readonly Substitution substitution;

    public ComponentFrame(ComponentInstance instance, ComponentFrame? outer, Component source)
    {
        Instance = instance;
        Outer = outer;
        Source = source;
        substitution = new Substitution(resources, new TypeBudget());
    }

    public ComponentInstance Instance { get; }
    public ComponentFrame? Outer { get; }
    public Component Source { get; }

    public IndexSpace<Function> CoreFunctions { get; } = new("core function");
    public IndexSpace<Table> CoreTables { get; } = new("core table");
    public IndexSpace<Memory> CoreMemories { get; } = new("core memory");
    public IndexSpace<Global> CoreGlobals { get; } = new("core global");
    public IndexSpace<Tag> CoreTags { get; } = new("core tag");
    public IndexSpace<CoreInstanceExports> CoreInstances { get; } = new("core instance");
    public IndexSpace<Module> CoreModules { get; } = new("core module");
    public IndexSpace<ComponentFunction> Functions { get; } = new("function");

    /// <summary>The resource types among the types; null for all others.</summary>
    public IndexSpace<ResourceType?> Types { get; } = new("type");

    public IndexSpace<ComponentExtern> Components { get; } = new("component");
    public IndexSpace<InstanceExtern> Instances { get; } = new("instance");

    public ComponentFrame Outward(uint count)
    {
        var frame = this;
        for (; count > 0; count--) frame = frame.Outer!;
        return frame;
    }

    public Extern At(SortIndex item)
    {
        var index = item.Index;
        return item.Sort switch
        {
            Sort.CoreModule => new ModuleExtern(CoreModules[index]),
            Sort.Function => new FunctionExtern(Functions[index]),
            Sort.Type => Types[index] is { } resource ? new TypeExtern(resource) : TypeExtern.Plain,
            Sort.Component => Components[index],
            _ => Instances[index],
        };
    }

    public ExternValue CoreAt(SortIndex item)
    {
        var index = item.Index;
        return item.Sort switch
        {
            Sort.CoreFunction => CoreFunctions[index],
            Sort.CoreTable => CoreTables[index],
            Sort.CoreMemory => CoreMemories[index],
            Sort.CoreGlobal => CoreGlobals[index],
            _ => CoreTags[index],
        };
    }

    public void Add(Extern item)
    {
        switch (item)
        {
            case ModuleExtern module: CoreModules.Add(module.Module); break;
            case FunctionExtern function: Functions.Add(function.Function); break;
            case TypeExtern type: Types.Add(type.Resource); break;
            case ComponentExtern component: Components.Add(component); break;
            case InstanceExtern instance: Instances.Add(instance); break;
        }
    }

    public void AddCore(ExternValue value)
    {
        switch (value)
        {
            case Function function: CoreFunctions.Add(function); break;
            case Table table: CoreTables.Add(table); break;
            case Memory memory: CoreMemories.Add(memory); break;
            case Global global: CoreGlobals.Add(global); break;
            case Tag tag: CoreTags.Add(tag); break;
        }
    }

    public void Define(ResourceVariable variable, ResourceType resource) => resources[variable] = resource;

    /// <summary>Settles what the resources are that an item introduces.</summary>
    public void Bind(ItemType type, Extern item)
    {
        switch (type, item)
        {
            case (TypeItem { Type: ResourceDefinedType variable }, TypeExtern { Resource: { } resource }):
                resources.TryAdd(variable.Resource, resource);
                break;
            case (InstanceItem instance, InstanceExtern actual):
                Bind(instance.Type, actual);
                break;
        }
    }

    /// <inheritdoc cref="Bind(ItemType, Extern)"/>
    public void Bind(InstanceType type, InstanceExtern actual)
    {
        foreach (var (name, item) in type.Exports)
            if (actual.Exports.TryGetValue(name, out var found)) Bind(item, found);
    }

    public ResourceType Resolve(ResourceVariable variable) => resources[variable];

    public ValType Resolve(ValType type) => substitution.Apply(type);

    public FuncType Resolve(FuncType type) => substitution.Apply(type);
}

/// <summary>A core instance: of a module, or a synthesized one.</summary>
internal sealed class CoreInstanceExports
{
    private readonly Instance? instance;
    private readonly NameMap<ExternValue>? synthesized;

    public CoreInstanceExports(Instance instance) => this.instance = instance;

    public CoreInstanceExports(NameMap<ExternValue> synthesized) => this.synthesized = synthesized;

    public ExternValue this[string name] => instance is null ? synthesized!.Get(name) : instance.GetExport(name)!;
}
