using Sluice.Components.Linking;

namespace Sluice;

/// <summary>What the host offers to the components that it instantiates: interfaces and functions, by the names of imports.</summary>
/// <remarks>
/// May be used for many components and stores. Not thread-safe while it is being filled. An interface also serves imports of
/// compatible versions: 0.2.12 those of 0.2.4, and the other way round as long as no newer function is asked for.
/// </remarks>
public sealed class Linker
{
    private readonly Dictionary<string, LinkDefinition> definitions = [];
    private Dictionary<Type, ResourceDefinition>? resources;

    // Held while an interface is described that was put off.
    internal object Gate { get; } = new();

    /// <summary>Creates an empty linker.</summary>
    /// <param name="engine">Into which the components are loaded.</param>
    public Linker(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        Root = new LinkerInstance(this, definitions, "");
    }

    /// <summary>Into which the components are loaded.</summary>
    public Engine Engine { get; }

    /// <summary>What components import without an interface.</summary>
    public LinkerInstance Root { get; }

    /// <summary>An interface that is offered, with or without a version; made at the first use.</summary>
    /// <param name="name">The import's name, such as <c>wasi:clocks/monotonic-clock@0.3.0</c>.</param>
    public LinkerInstance Instance(string name) => Root.Instance(name);

    /// <summary>Offers an interface that is only described once a component imports it, as generated bindings do: of many a component needs few.</summary>
    /// <param name="name">The import's name.</param>
    /// <param name="describe">Adds what is in the interface; called once, or at once if the interface is there already.</param>
    public Linker Instance(string name, Action<LinkerInstance> describe)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(describe);
        Action<Dictionary<string, LinkDefinition>> define = items => describe(new LinkerInstance(this, items, name));
        if (definitions.TryGetValue(name, out var known))
        {
            if (known is not InstanceDefinition group || !group.TryDescribe(define)) describe(Instance(name));
            return this;
        }
        var instance = new InstanceDefinition(Gate);
        instance.Defer(define);
        definitions.Add(name, instance);
        return this;
    }

    /// <summary>Offers interfaces that belong together; not even their bindings are loaded before a component imports one of them.</summary>
    /// <param name="names">All names that <paramref name="add"/> adds.</param>
    internal Linker Interfaces(string[] names, Action<Linker> add)
    {
        var group = new DeferredInterfaces(this, add);
        bool isNew = true;
        foreach (string name in names) isNew &= definitions.TryAdd(name, new InstanceDefinition(Gate, group));
        // What is there already is added to, as by each binding alone.
        if (!isNew) group.Add();
        return this;
    }

    /// <summary>An interface whose functions belong to an object that the host makes for each store.</summary>
    /// <typeparam name="THost">The implementation's type.</typeparam>
    /// <param name="name">The import's name.</param>
    /// <param name="host">Makes the implementation; called once for each store, when a component that imports the interface is instantiated.</param>
    public LinkerInstance<THost> Instance<THost>(string name, Func<Store, THost> host)
        where THost : class => new(Instance(name), new HostPerStore(host));

    /// <summary>As <see cref="Instance{THost}"/>, for functions that components import without an interface.</summary>
    /// <typeparam name="THost">The implementation's type.</typeparam>
    /// <param name="host">Makes the implementation; called once for each store.</param>
    public LinkerInstance<THost> Hosted<THost>(Func<Store, THost> host)
        where THost : class => Root.Hosted(host);

    /// <summary>Offers what a component instance exports, or one of its interfaces does. Good for the instance's own store only.</summary>
    /// <param name="name">The import's name.</param>
    /// <param name="exports">The exports.</param>
    public Linker Instance(string name, ComponentExports exports)
    {
        ArgumentNullException.ThrowIfNull(exports);
        Root.Define(name, new ExternDefinition(exports.Extern));
        return this;
    }

    /// <summary>Instantiates a component, when it is the store's turn; at once and on the current thread if the store is idle.</summary>
    /// <param name="store">Where the instance lives.</param>
    /// <param name="component">Loaded into the same engine.</param>
    /// <param name="cancellationToken">Looked at before the instantiation starts; a store's own token stops start functions.</param>
    /// <exception cref="LinkException">An import is missing or has another type.</exception>
    /// <exception cref="Trap">A start function was stopped, or a limit reached.</exception>
    public ValueTask<ComponentInstance> InstantiateAsync(Store store, Component component, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<ComponentInstance>(cancellationToken);
        return new ValueTask<ComponentInstance>(Begin(store, component).WaitAsync());
    }

    private InstantiationWork Begin(Store store, Component component)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(component);
        if (store.Engine != Engine || component.Engine != Engine)
            throw new LinkException("The linker, the store and the component do not belong to the same engine.");
        var work = new InstantiationWork(store, component, definitions);
        if (store.IsOwner) work.Run();
        else store.Submit(work);
        return work;
    }

    /// <summary>As <see cref="InstantiateAsync"/>, and waits for it.</summary>
    /// <inheritdoc cref="InstantiateAsync"/>
    public ComponentInstance Instantiate(Store store, Component component)
    {
        var work = Begin(store, component);
        return work.Outcome ?? Wait(work);
    }

    private static ComponentInstance Wait(InstantiationWork work) => work.WaitAsync().GetAwaiter().GetResult();

    /// <summary>The resource type of an object type; made at the first use.</summary>
    internal ResourceDefinition ResourceOf(Type type, string name)
    {
        resources ??= [];
        if (!resources.TryGetValue(type, out var resource)) resources.Add(type, resource = new ResourceDefinition(name));
        return resource;
    }
}
