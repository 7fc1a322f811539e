using Sluice.Compilation;
using Sluice.Modules;
using Sluice.Runtime;
using Sluice.Types;

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
    /// Its parameters and result are int, uint, long, ulong, float, double, <c>Vector128&lt;byte&gt;</c> or object; several results are a
    /// tuple. An object stands for a reference of the type that the guest imports the function with: to any object (externref, anyref), or
    /// to something of the guest's own, which the host can keep and give back and no more. An exception out of it, other than
    /// <see cref="Trap"/>, stops the guest with <see cref="TrapCode.HostFailure"/>, and so does a reference of another type.
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

    internal ExternValue[] Resolve(Module module) => [.. module.Definition.Imports.Select((import, i) => AtType(Find(import), module, i))];

    private ExternValue Find(Import import) => values.TryGetValue((import.Module, import.Name), out var value)
        ? value
        : throw new LinkException($"unknown import: {import.Module}.{import.Name} ({import.Type.Kind.ToString().ToLowerInvariant()}) is missing");

    // A delegate's objects are references of any type; which, the import says.
    private ExternValue AtType(ExternValue value, Module module, int import) =>
        value is Function function && module.Engine == Store.Engine && module.ImportTypes[import] is FunctionExternType expected && function.TypeId != expected.TypeIndex
            ? HostShim.TryRetype(function, expected.TypeIndex) ?? value
            : value;
}
