// https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#transitive-imports-and-worlds

namespace Sluice.Wit.Resolution;

/// <summary>Imports or exports by name, in the order in which they were added.</summary>
internal sealed class ItemMap
{
    private readonly Dictionary<string, WitWorldItem> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<WitWorldItem> items = [];

    public IReadOnlyList<WitWorldItem> Items => items;

    public int Count => items.Count;

    public WitWorldItem? Find(string name) => byName.TryGetValue(name, out var item) ? item : null;

    /// <summary>Adds an item, or returns the one that has its name already.</summary>
    public WitWorldItem? Add(WitWorldItem item)
    {
        if (byName.TryGetValue(item.Name, out var other)) return other;
        byName.Add(item.Name, item);
        items.Add(item);
        return null;
    }
}

/// <summary>
/// Adds the interfaces that the listed ones use types from: as exports where they are exports and nothing else needs them as
/// imports, else as imports. Dependencies come before what needs them.
/// </summary>
internal sealed class WorldElaboration(ItemMap listedImports, ItemMap listedExports)
{
    private readonly ItemMap imports = new();
    private readonly ItemMap exports = new();
    private readonly HashSet<WitInterface> requiredImports = [];

    public IReadOnlyList<WitWorldItem> Imports { get; private set; } = [];

    public IReadOnlyList<WitWorldItem> Exports { get; private set; } = [];

    /// <summary>Returns null, or the export that would need one interface both as an import and as an export.</summary>
    public string? Run()
    {
        foreach (var item in listedImports.Items.OrderBy(Class))
        {
            if (item.Interface is { } target)
            {
                Import(item, target);
                continue;
            }
            if (item.Type?.Used?.Owner is WitInterface used) Import(Dependency(used, item.Stability), used);
            imports.Add(item);
        }

        foreach (var item in listedExports.Items)
            if (item.Interface is null) exports.Add(item);
        foreach (var item in listedExports.Items)
            if (item.Interface is not null && !Export(item, asExport: true)) return item.Name;

        Imports = [.. imports.Items.OrderBy(Class)];
        Exports = exports.Items;
        return null;
    }

    /// <summary>What comes first: types refer to interfaces, functions to types.</summary>
    public static int Class(WitWorldItem item)
    {
        if (item.Interface is not null) return 0;
        if (item.Type is not null) return item.Type.Kind == WitTypeDefKind.Use ? 1 : 2;
        return item.Function!.Resource is null ? 3 : 4;
    }

    private WitWorldItem Dependency(WitInterface target, WitStability stability) => listedImports.Find(target.QualifiedName!) ?? new WitWorldItem
    {
        Name = target.QualifiedName!,
        IsImplicit = true,
        Interface = target,
        Stability = stability,
        Span = target.Span,
    };

    private void Import(WitWorldItem item, WitInterface target)
    {
        if (imports.Find(item.Name) is not null) return;
        foreach (var dependency in target.Dependencies) Import(Dependency(dependency, item.Stability), dependency);
        imports.Add(item);
    }

    private bool Export(WitWorldItem item, bool asExport)
    {
        var target = item.Interface!;
        if (exports.Find(item.Name) is not null) return asExport;
        if (!asExport && requiredImports.Contains(target)) return true;
        foreach (var dependency in target.Dependencies)
        {
            var listed = listedExports.Find(dependency.QualifiedName!);
            var dependencyAsExport = asExport && listed is not null;
            if (!Export(dependencyAsExport ? listed! : Dependency(dependency, item.Stability), dependencyAsExport)) return false;
        }
        if (asExport)
        {
            if (requiredImports.Contains(target)) return false;
            exports.Add(item);
        }
        else
        {
            requiredImports.Add(target);
            imports.Add(item);
        }
        return true;
    }
}
