using Sluice.Compilation;
using Sluice.Modules;
using Sluice.Runtime;

namespace Sluice;

/// <summary>What a core module may import, by module name and name. It belongs to one store.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class ModuleImports
{
    private readonly Dictionary<(string Module, string Name), ExternValue> values = [];

    /// <summary>Creates an empty set.</summary>
    public ModuleImports(Store store)
    {
        ArgumentNullException.ThrowIfNull(store);
        Store = store;
    }

    /// <summary>The store of the values.</summary>
    public Store Store { get; }

    /// <summary>Offers a function of the host.</summary>
    /// <param name="module">The import's module name.</param>
    /// <param name="name">The import's name.</param>
    /// <param name="function">
    /// Its parameters and result are int, uint, long, ulong, float, double, <c>Vector128&lt;byte&gt;</c> or object (externref); several
    /// results are a tuple. An exception out of it, other than <see cref="Trap"/>, stops the guest with <see cref="TrapCode.HostFailure"/>.
    /// </param>
    /// <returns>This object.</returns>
    /// <exception cref="ArgumentException">A parameter or the result has no wasm type, or the name is taken.</exception>
    public ModuleImports Add(string module, string name, Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(module, name, HostShim.CreateFunction(Store, function));
    }

    /// <summary>Offers all exports of an instance.</summary>
    /// <param name="module">The module name to offer them under.</param>
    /// <param name="instance">An instance of the same store.</param>
    /// <returns>This object.</returns>
    public ModuleImports Add(string module, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        foreach (var export in instance.Module.Definition.Exports) Add(module, export.Name, instance.GetExport(export.Name)!);
        return this;
    }

    internal ModuleImports Add(string module, string name, ExternValue value)
    {
        if (!values.TryAdd((module, name), value)) throw new ArgumentException($"{module}.{name} is there already.");
        return this;
    }

    internal ExternValue[] Resolve(Module module) => [.. module.Definition.Imports.Select(Find)];

    private ExternValue Find(Import import) => values.TryGetValue((import.Module, import.Name), out var value)
        ? value
        : throw new LinkException($"unknown import: {import.Module}.{import.Name} ({import.Type.Kind.ToString().ToLowerInvariant()}) is missing");
}
