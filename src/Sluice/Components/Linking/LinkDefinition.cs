using System.Diagnostics;
using Sluice.CanonicalAbi;
using Sluice.Concurrency;
using Sluice.Wit.Types;

namespace Sluice.Components.Linking;

/// <summary>Something that a linker offers.</summary>
internal abstract class LinkDefinition
{
    public abstract string Description { get; }
}

/// <param name="gate">The linker's: several stores may come upon what was put off.</param>
/// <param name="group">Those whose description is put off together with this one's, if there are any.</param>
internal sealed class InstanceDefinition(object gate, DeferredInterfaces? group = null) : LinkDefinition
{
    private readonly Dictionary<string, LinkDefinition> definitions = [];
    private Action<Dictionary<string, LinkDefinition>>? define;
    private volatile bool deferred = group is not null;

    public override string Description => "instance";

    public Dictionary<string, LinkDefinition> Definitions
    {
        get
        {
            if (deferred) Complete();
            return definitions;
        }
    }

    /// <summary>Puts off filling in the definitions until the first of them is looked for.</summary>
    public void Defer(Action<Dictionary<string, LinkDefinition>> define)
    {
        this.define = define;
        deferred = true;
    }

    /// <summary>Takes the description for which its group was put off.</summary>
    /// <returns>Whether it is the group that describes it.</returns>
    public bool TryDescribe(Action<Dictionary<string, LinkDefinition>> define)
    {
        if (group is not { IsAdding: true } || this.define is not null) return false;
        this.define = define;
        return true;
    }

    private void Complete()
    {
        lock (gate)
        {
            if (!deferred) return;
            group?.Add();
            Debug.Assert(define is not null, "A group names an interface that it does not describe.");
            define!(definitions);
            define = null;
            deferred = false;
        }
    }
}

/// <summary>Interfaces that are added to a linker once the first of them is looked for.</summary>
internal sealed class DeferredInterfaces(Linker linker, Action<Linker> add)
{
    private bool added;

    public bool IsAdding { get; private set; }

    /// <summary>With the linker's gate held.</summary>
    public void Add()
    {
        if (added) return;
        added = true;
        IsAdding = true;
        add(linker);
        IsAdding = false;
    }
}

/// <param name="host">The object that the function belongs to in a store, or null.</param>
internal abstract class FunctionDefinition(Func<Store, object?> host) : LinkDefinition
{
    public override string Description => "func";

    protected abstract HostDelegate Delegate { get; }

    public ComponentFunction Bind(Store store, FuncType type) => Delegate.Bind(type, host(store));
}

/// <param name="function">What the host offers, with any signature.</param>
/// <param name="hostType">The type of a first parameter that is no argument; null if there is none.</param>
internal sealed class CompiledFunctionDefinition(Delegate function, Type? hostType, Func<Store, object?> host) : FunctionDefinition(host)
{
    // Compiled for the first component that imports it: of all functions that a linker offers a component uses a few.
    private readonly Lazy<HostDelegate> compiled = new(() => HostDelegate.Create(function, hostType));

    protected override HostDelegate Delegate => compiled.Value;
}

/// <param name="function">What the host offers.</param>
internal sealed class TupledFunctionDefinition(HostDelegate function, Func<Store, object?> host) : FunctionDefinition(host)
{
    protected override HostDelegate Delegate => function;
}

/// <summary>A resource type of the host: one for each store.</summary>
internal sealed class ResourceDefinition(string name) : LinkDefinition
{
    public override string Description => "resource";

    public ResourceType Get(Store store) => store.GetHostObject<ResourceType>(this, _ => new HostResourceType(name));
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
internal sealed class HostPerStore(Func<Store, object> create)
{
    public object? Get(Store store) => store.GetHostObject(this, create);
}
