using Sluice.Wit.Parsing;

namespace Sluice.Wit;

/// <summary>A package with all packages that it was resolved with.</summary>
public sealed class WitPackageSet
{
    internal WitPackageSet(WitPackage root, IReadOnlyList<WitPackage> packages)
    {
        Root = root;
        Packages = packages;
    }

    /// <summary>The package that was asked for.</summary>
    public WitPackage Root { get; }

    /// <summary>All packages; the root is the last.</summary>
    public IReadOnlyList<WitPackage> Packages { get; }

    /// <summary>The world to make bindings for.</summary>
    /// <param name="name">
    /// A world of the root package; or one of any package, such as <c>wasi:cli/command@0.3.0</c>; or null if the root package
    /// has one world only.
    /// </param>
    /// <exception cref="WitException">There is no such world, or the choice is not clear.</exception>
    /// <remarks>https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#specifying-a-world</remarks>
    public WitWorld SelectWorld(string? name = null)
    {
        if (name is null)
        {
            if (Root.Worlds.Count == 1) return Root.Worlds[0];
            throw new WitException(Root.Name.ToString(), Root.Worlds.Count == 0
                ? "the package has no worlds"
                : $"the package has several worlds: choose one of {Names(Root.Worlds)}");
        }
        var qualified = name.IndexOf('/') >= 0;
        var candidates = qualified ? Packages.SelectMany(static p => p.Worlds) : Root.Worlds;
        return candidates.FirstOrDefault(w => (qualified ? w.QualifiedName : w.Name) == name)
            ?? throw new WitException(Root.Name.ToString(), $"there is no world `{name}`; the package has {Names(Root.Worlds)}");
    }

    private static string Names(IReadOnlyList<WitWorld> worlds) =>
        worlds.Count == 0 ? "none" : string.Join(", ", worlds.Select(static w => $"`{w.Name}`"));
}
