using Sluice.Components;
using Sluice.Components.Linking;
using Sluice.Concurrency;
using Sluice.Modules;

namespace Sluice;

/// <summary>What a component instance exports, or what one of the interfaces does that it exports.</summary>
public sealed class ComponentExports
{
    private readonly ComponentInstance? instance;
    private readonly string path;

    internal ComponentExports(ComponentInstance? instance, InstanceExtern exports, string path)
    {
        this.instance = instance;
        this.path = path;
        Extern = exports;
    }

    internal static ComponentExports None { get; } = new(null, new InstanceExtern(new NameMap<Extern>()), "");

    internal InstanceExtern Extern { get; }

    /// <summary>The exports' names, in order.</summary>
    public IEnumerable<string> Names => Extern.Exports.Names;

    /// <summary>The names of the exported functions, in order.</summary>
    public IEnumerable<string> FunctionNames => Extern.Exports.AsEnumerable().Where(static e => e.Value is FunctionExtern).Select(static e => e.Key);

    /// <summary>The names of the exported instances, in order.</summary>
    public IEnumerable<string> InstanceNames => Extern.Exports.AsEnumerable().Where(static e => e.Value is InstanceExtern).Select(static e => e.Key);

    /// <summary>Finds an exported instance of an interface.</summary>
    /// <param name="name">Its name; a version in it also finds a compatible one, and no version finds any.</param>
    /// <returns>Null if there is none.</returns>
    public ComponentExports? FindInstance(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Extern.Exports.TryGetValue(name, out var exact)) return FindCompatible(name);
        return exact is InstanceExtern exports ? new ComponentExports(instance, exports, Within(name)) : null;
    }

    private ComponentExports? FindCompatible(string name) =>
        InterfaceVersions.Find(Extern.Exports.AsEnumerable(), name) is (var found, InstanceExtern exports) ? new ComponentExports(instance, exports, Within(found)) : null;

    /// <summary>An exported instance of an interface.</summary>
    /// <param name="name">As for <see cref="FindInstance"/>.</param>
    /// <exception cref="LinkException">There is none.</exception>
    public ComponentExports GetInstance(string name) => FindInstance(name) ?? throw Missing("instance", name);

    /// <summary>An exported function as a delegate.</summary>
    /// <typeparam name="TDelegate">
    /// Takes the function's parameters as CLR types, and a cancellation token last if wanted; returns <see cref="ValueTask{TResult}"/> or <see cref="ValueTask"/>.
    /// </typeparam>
    /// <param name="name">The function's name, or <c>interface#name</c> for one of an exported interface.</param>
    /// <exception cref="LinkException">There is none, or it has another type.</exception>
    public TDelegate GetFunction<TDelegate>(string name)
        where TDelegate : Delegate
    {
        var function = GetComponentFunction(name);
        try
        {
            return GuestDelegate.Create<TDelegate>(function);
        }
        catch (LinkException e)
        {
            throw new LinkException($"The export `{Within(name)}`, {function.Type}, cannot be called through {typeof(TDelegate)}: {e.Message}");
        }
    }

    /// <summary>Calls an exported function with untyped values.</summary>
    /// <param name="name">The function's name, or <c>interface#name</c> for one of an exported interface.</param>
    /// <param name="arguments">One for each parameter.</param>
    /// <param name="cancellationToken">Asks the guest to stop; it decides whether it does.</param>
    /// <returns>The result, or null if the function has none.</returns>
    /// <exception cref="LinkException">There is no such function.</exception>
    /// <exception cref="ArgumentException">There are too many or too few arguments, or one has another type.</exception>
    /// <exception cref="Trap">The guest was stopped.</exception>
    public async ValueTask<ComponentValue?> InvokeAsync(string name, IReadOnlyList<ComponentValue> arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var function = GetComponentFunction(name);
        if (arguments.Count != function.Type.Params.Count)
            throw new ArgumentException($"`{Within(name)}` takes {function.Type.Params.Count} arguments, {arguments.Count} were given: {function.Type}", nameof(arguments));
        var results = await HostCall<ComponentValue[], ComponentValue[]>.Invoke(function, [.. arguments], cancellationToken).ConfigureAwait(false);
        return results.Length == 0 ? null : results[0];
    }

    /// <summary>Finds an exported function for calls with untyped values.</summary>
    /// <param name="name">Its name, or <c>interface#name</c> for a function of an exported interface.</param>
    /// <returns>Null if there is none.</returns>
    internal ComponentFunction? FindFunction(string name)
    {
        var hash = name.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0) return FindInstance(name[..hash])?.FindFunction(name[(hash + 1)..]);
        return Extern.Exports.TryGetValue(name, out var found) && found is FunctionExtern function ? function.Function : null;
    }

    internal ComponentFunction GetComponentFunction(string name) => FindFunction(name) ?? throw Missing("function", name);

    private LinkException Missing(string what, string name)
    {
        var names = what == "function" ? Names.SelectMany(name => FindInstance(name)?.FunctionNames.Select(within => $"{name}#{within}") ?? [name]) : Names;
        var list = string.Join(", ", names.Select(name => $"`{Within(name)}`"));
        var exports = list.Length > 0 ? $"the exports are {list}" : "nothing is exported";
        return new LinkException($"There is no exported {what} `{Within(name)}`; {exports}.");
    }

    private string Within(string name) => path.Length == 0 ? name : $"{path}#{name}";
}
