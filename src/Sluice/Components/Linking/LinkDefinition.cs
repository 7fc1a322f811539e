using System.Runtime.CompilerServices;
using Sluice.CanonicalAbi;
using Sluice.Concurrency;
using Sluice.Wit.Types;

namespace Sluice.Components.Linking;

/// <summary>Something that a linker offers.</summary>
internal abstract class LinkDefinition
{
    public abstract string Description { get; }
}

internal sealed class InstanceDefinition(Dictionary<string, LinkDefinition> definitions) : LinkDefinition
{
    public Dictionary<string, LinkDefinition> Definitions { get; } = definitions;
    public override string Description => "instance";
}

/// <param name="function">What the host offers.</param>
/// <param name="hostType">The type of a first parameter that is no argument; null if there is none.</param>
/// <param name="host">The object that the function belongs to in a store, or null.</param>
internal sealed class FunctionDefinition(Delegate function, Type? hostType, Func<Store, object?> host) : LinkDefinition
{
    // Compiled for the first component that imports it: of the hundreds of functions of WASI a component uses a few.
    private readonly Lazy<HostDelegate> compiled = new(() => HostDelegate.Create(function, hostType));

    public override string Description => "func";

    public ComponentFunction Bind(Store store, FuncType type) => compiled.Value.Bind(type, host(store));
}

/// <summary>A resource type of the host: one for each store.</summary>
internal sealed class ResourceDefinition(string name) : LinkDefinition
{
    private readonly ConditionalWeakTable<Store, ResourceType> types = [];

    public override string Description => "resource";

    public ResourceType Get(Store store) => types.GetValue(store, _ => new HostResourceType(name));
}

/// <summary>What is there already: another component's export, or a module.</summary>
internal sealed class ExternDefinition(Extern item) : LinkDefinition
{
    public Extern Item { get; } = item;

    public override string Description => Item switch
    {
        FunctionExtern => "func",
        InstanceExtern => "instance",
        ModuleExtern => "module",
        ComponentExtern => "component",
        TypeExtern { Resource: not null } => "resource",
        _ => "type",
    };
}

/// <summary>Makes the host's implementation of an interface once for each store.</summary>
internal sealed class HostPerStore<THost>(Func<Store, THost> create)
    where THost : class
{
    private readonly ConditionalWeakTable<Store, THost> hosts = [];

    public object? Get(Store store) => hosts.GetValue(store, key => create(key));
}
