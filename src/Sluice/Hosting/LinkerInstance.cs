using Sluice.CanonicalAbi;
using Sluice.Components.Linking;
using Sluice.Concurrency;

namespace Sluice;

/// <summary>An interface that a <see cref="Linker"/> offers.</summary>
public sealed class LinkerInstance
{
    private readonly Dictionary<string, LinkDefinition> definitions;
    private readonly string path;

    internal LinkerInstance(Linker linker, Dictionary<string, LinkDefinition> definitions, string path)
    {
        Linker = linker;
        this.definitions = definitions;
        this.path = path;
    }

    /// <summary>The linker that it belongs to.</summary>
    public Linker Linker { get; }

    /// <summary>Offers a function.</summary>
    /// <param name="name">Its name, such as <c>now</c> or <c>[method]descriptor.stat</c>.</param>
    /// <param name="function">
    /// Called with the arguments lifted to the CLR types of its parameters, and with a token as its last parameter if it has one. It
    /// returns the result, nothing, or a <see cref="ValueTask{TResult}"/> or <see cref="ValueTask"/>. It starts on the store's thread.
    /// </param>
    public LinkerInstance Function(string name, Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Define(name, new CompiledFunctionDefinition(function, hostType: null, static _ => null));
        return this;
    }

    /// <summary>
    /// Offers a function that takes its parameters together, as generated bindings do. It starts faster than one of any other delegate,
    /// for which code has to be compiled.
    /// </summary>
    /// <typeparam name="TArgs">The parameter's CLR type if there is one; <see cref="Unit"/> for none; a value tuple for several.</typeparam>
    /// <typeparam name="TResult">The result's CLR type; <see cref="Unit"/> for none.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="parameters">How many parameters there are.</param>
    /// <param name="function">Called with the arguments and a token. It starts on the store's thread.</param>
    /// <param name="takesToken">Whether the function looks at its token.</param>
    public LinkerInstance Function<TArgs, TResult>(
        string name, int parameters, Func<TArgs, CancellationToken, ValueTask<TResult>> function, bool takesToken = false)
    {
        ArgumentNullException.ThrowIfNull(function);
        var tupled = new TupledHostDelegate<object?, TArgs, TResult>(parameters, (_, arguments, token) => function(arguments, token), takesToken);
        Define(name, new TupledFunctionDefinition(tupled, static _ => null));
        return this;
    }

    /// <summary>Offers a function without a result that may take its time.</summary>
    /// <inheritdoc cref="Function{TArgs, TResult}"/>
    public LinkerInstance Function<TArgs>(string name, int parameters, Func<TArgs, CancellationToken, ValueTask> function, bool takesToken = false)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Function<TArgs, Unit>(name, parameters, (arguments, token) => DelegateShape.WithUnit(function(arguments, token)), takesToken);
    }

    /// <summary>Offers a resource type whose resources are objects of the host.</summary>
    /// <typeparam name="T">
    /// The objects' type. It is the resource type's identity: in all interfaces of a linker, names for the same <typeparamref name="T"/> are
    /// one resource type. If the objects implement <see cref="IDisposable"/>, they are disposed when guests drop them.
    /// </typeparam>
    /// <param name="name">The resource's name.</param>
    public LinkerInstance Resource<T>(string name)
        where T : class
    {
        Define(name, Linker.ResourceOf(typeof(T), name));
        return this;
    }

    /// <summary>Offers a core module.</summary>
    /// <param name="name">The import's name.</param>
    /// <param name="module">A module of the same engine.</param>
    public LinkerInstance Module(string name, Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (module.Engine != Linker.Engine) throw new ArgumentException("The module was loaded into another engine.", nameof(module));
        Define(name, new ExternDefinition(new ModuleExtern(module)));
        return this;
    }

    /// <summary>Offers a component, for those that instantiate it themselves.</summary>
    /// <param name="name">The import's name.</param>
    /// <param name="component">A component of the same engine.</param>
    public LinkerInstance Component(string name, Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        if (component.Engine != Linker.Engine) throw new ArgumentException("The component was loaded into another engine.", nameof(component));
        Define(name, new ExternDefinition(new ComponentExtern(component.Validated, null, component)));
        return this;
    }

    /// <summary>An instance within this one; made at the first use.</summary>
    /// <param name="name">The import's name.</param>
    public LinkerInstance Instance(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!definitions.TryGetValue(name, out var definition)) definitions.Add(name, definition = new InstanceDefinition(Linker.Gate));
        return definition is InstanceDefinition instance
            ? new LinkerInstance(Linker, instance.Definitions, Within(name))
            : throw new ArgumentException($"`{Within(name)}` is defined already, and not as an instance.", nameof(name));
    }

    /// <summary>The same interface, for functions that belong to an object that the host makes for each store.</summary>
    /// <typeparam name="THost">The implementation's type.</typeparam>
    /// <param name="host">Makes the implementation; called once for each store, when a component that imports one of the functions is instantiated.</param>
    public LinkerInstance<THost> Hosted<THost>(Func<Store, THost> host)
        where THost : class => new(this, new HostPerStore(host));

    internal void Define(string name, LinkDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!definitions.TryAdd(name, definition)) throw new ArgumentException($"`{Within(name)}` is defined already.", nameof(name));
    }

    private string Within(string name) => path.Length == 0 ? name : $"{path}#{name}";
}

/// <summary>An interface that a <see cref="Linker"/> offers, whose functions belong to an object of each store.</summary>
/// <typeparam name="THost">The object's type.</typeparam>
public sealed class LinkerInstance<THost>
    where THost : class
{
    private readonly LinkerInstance instance;
    private readonly HostPerStore host;

    internal LinkerInstance(LinkerInstance instance, HostPerStore host)
    {
        this.instance = instance;
        this.host = host;
    }

    /// <summary>The linker that it belongs to.</summary>
    public Linker Linker => instance.Linker;

    /// <summary>Offers a function.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="function">As for <see cref="LinkerInstance.Function"/>, with the store's object as a further first parameter.</param>
    public LinkerInstance<THost> Function(string name, Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        instance.Define(name, new CompiledFunctionDefinition(function, typeof(THost), host.Get));
        return this;
    }

    /// <inheritdoc cref="LinkerInstance.Function{TArgs, TResult}"/>
    /// <param name="function">Called with the store's object, the arguments and a token. It starts on the store's thread.</param>
    public LinkerInstance<THost> Function<TArgs, TResult>(
        string name, int parameters, Func<THost, TArgs, CancellationToken, ValueTask<TResult>> function, bool takesToken = false)
    {
        ArgumentNullException.ThrowIfNull(function);
        instance.Define(name, new TupledFunctionDefinition(new TupledHostDelegate<THost, TArgs, TResult>(parameters, function, takesToken), host.Get));
        return this;
    }

    /// <summary>Offers a function without a result that may take its time.</summary>
    /// <inheritdoc cref="Function{TArgs, TResult}"/>
    public LinkerInstance<THost> Function<TArgs>(string name, int parameters, Func<THost, TArgs, CancellationToken, ValueTask> function, bool takesToken = false)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Function<TArgs, Unit>(name, parameters, (host, arguments, token) => DelegateShape.WithUnit(function(host, arguments, token)), takesToken);
    }

    /// <inheritdoc cref="LinkerInstance.Resource{T}"/>
    public LinkerInstance<THost> Resource<T>(string name)
        where T : class
    {
        instance.Resource<T>(name);
        return this;
    }
}
