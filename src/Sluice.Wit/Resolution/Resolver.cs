// https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#name-resolution

using Sluice.Wit.Parsing;

namespace Sluice.Wit.Resolution;

/// <summary>Resolves the names of a set of packages: interfaces and worlds here, types in <see cref="TypeScope"/>.</summary>
internal sealed class Resolver(WitOptions options)
{
    // Resolving recurses along definitions that need each other, and into the types within them.
    private const int MaxDepth = 500;

    private readonly Dictionary<PackageName, PackageEntry> packages = [];
    private readonly List<PackageEntry> order = [];
    private int depth;

    public WitPackageSet Resolve(string path, List<AstFile> root, List<List<AstFile>> dependencies)
    {
        foreach (var dependency in dependencies) Declare(dependency[0].Source.Path, dependency);
        var rootEntry = Declare(path, root);
        foreach (var package in order) DeclareItems(package);
        foreach (var package in order) CheckReferences(package);
        CheckPackageCycles();

        foreach (var package in order)
        {
            var interfaces = new List<WitInterface>();
            var worlds = new List<WitWorld>();
            foreach (var scope in package.Scopes)
            {
                foreach (var ast in scope.Interfaces)
                {
                    var definition = package.Items[ast.Name!.Name];
                    if (!definition.Excluded) interfaces.Add(Interface(definition, ast.Name.Span));
                }
                foreach (var ast in scope.Worlds)
                {
                    var definition = package.Items[ast.Name.Name];
                    if (!definition.Excluded) worlds.Add(World(definition, ast.Name.Span));
                }
            }
            package.Package.Interfaces = interfaces;
            package.Package.Worlds = worlds;
        }
        order.Remove(rootEntry);
        return new WitPackageSet(rootEntry.Package, [.. order.Select(static p => p.Package), rootEntry.Package]);
    }

    /// <summary>Whether an item's gates let it exist.</summary>
    public bool Includes(WitStability stability, PackageEntry package, SourceSpan span)
    {
        if (stability.Since is { } since)
        {
            if (package.Name.Version is not { } version)
                throw new WitException(span, $"the package `{package.Name}` needs a version, because an item is gated by `@since(version = {since})`");
            if (since > version)
                throw new WitException(span, $"`@since(version = {since})` names a version later than that of the package `{package.Name}`");
        }
        return stability.Feature is not { } feature || options.AllFeatures || options.Features.Contains(feature);
    }

    /// <summary>The gates of an item that a world of another package includes: versions are those of the item's own package.</summary>
    public static WitStability InPackage(WitStability stability, PackageEntry from, WitPackage to) =>
        from.Package == to || stability.Since is null ? stability : WitStability.None;

    /// <summary>The interface or world that a path names in a file.</summary>
    public Definition Find(AstPath path, AstScope scope, PackageEntry package)
    {
        if (path.Package is null)
        {
            foreach (var use in scope.Uses)
                if (use.Local.Name == path.Name.Name) return FindInPackage(use.Path, package);
        }
        return FindInPackage(path, package);
    }

    public WitInterface FindInterface(AstPath path, AstScope scope, PackageEntry package) => Interface(Find(path, scope, package), path.Name.Span);

    /// <summary>Runs a step of resolving that may need further ones.</summary>
    public T Descend<T>(SourceSpan span, Func<T> step)
    {
        if (depth >= MaxDepth) throw new WitException(span, $"definitions that depend on one another are nested more than {MaxDepth} deep");
        depth++;
        try
        {
            return step();
        }
        finally
        {
            depth--;
        }
    }

    public WitInterface Interface(Definition definition, SourceSpan reference)
    {
        Check(definition, reference, isInterface: true);
        if (definition.Interface is { } done) return done;
        return Descend(reference, () =>
        {
            definition.Progress = Progress.Started;
            var ast = definition.InterfaceAst!;
            var result = new WitInterface(definition.Name.Name, definition.Package.Package, ast.Head, definition.Name.Span);
            definition.Types = Fill(result, ast, definition.Scope, definition.Package);
            definition.Interface = result;
            definition.Progress = Progress.Done;
            return result;
        });
    }

    public WitWorld World(Definition definition, SourceSpan reference)
    {
        Check(definition, reference, isInterface: false);
        if (definition.World is { } done) return done;
        return Descend(reference, () =>
        {
            definition.Progress = Progress.Started;
            var world = new WorldBuilder(this, definition).Build();
            definition.World = world;
            definition.Progress = Progress.Done;
            return world;
        });
    }

    /// <summary>Resolves the items of an interface.</summary>
    public TypeScope Fill(WitInterface target, AstInterface ast, AstScope scope, PackageEntry package)
    {
        var types = new TypeScope(this, scope, package, target, static name => name);
        foreach (var item in ast.Items) types.Declare(item);
        target.Types = types.Resolve();
        var functions = target.Types.SelectMany(static t => t.Functions).ToList();
        foreach (var item in ast.Items)
            if (item is AstFunc func && Includes(func.Head.Stability, package, func.Name.Span)) functions.Add(types.Function(func, null));
        target.Functions = functions;
        target.Dependencies = Dependencies(target.Types);
        return types;
    }

    /// <summary>The interfaces from which types are used, each once.</summary>
    public static List<WitInterface> Dependencies(IEnumerable<WitTypeDef> types) =>
        [.. types.Select(static t => t.Used?.Owner).OfType<WitInterface>().Distinct()];

    private static void Check(Definition definition, SourceSpan reference, bool isInterface)
    {
        var name = definition.Name.Name;
        if (definition.InterfaceAst is null == isInterface)
            throw new WitException(reference, isInterface ? $"`{name}` is a world, not an interface" : $"`{name}` is an interface, not a world");
        if (definition.Excluded)
            throw new WitException(reference, $"the {(isInterface ? "interface" : "world")} `{name}` is left out because its feature is not active, but this item is not");
        if (definition.Progress == Progress.Started)
            throw new WitException(reference, $"the {(isInterface ? "interface" : "world")} `{name}` depends on itself");
    }

    private PackageEntry Declare(string path, List<AstFile> files)
    {
        PackageEntry? main = null;
        foreach (var file in files)
        {
            if (file.Package is null) continue;
            if (main is null)
            {
                main = new PackageEntry(file.Package, file.PackageSpan, files.Select(static f => f.PackageDocs).FirstOrDefault(static d => d is not null));
            }
            else if (file.Package != main.Name)
            {
                throw new WitException(file.PackageSpan, $"the package is named `{file.Package}` here and `{main.Name}` in {main.Span}");
            }
        }
        var documented = files.Where(static f => f.PackageDocs is not null).ToList();
        if (documented.Count > 1)
            throw new WitException(documented[1].PackageSpan, $"the package is documented here and in {documented[0].PackageSpan}: one file should do so");

        var nested = new List<PackageEntry>();
        foreach (var package in files.SelectMany(static f => f.Nested))
        {
            var entry = new PackageEntry(package.Name, package.Span, package.Docs);
            entry.Scopes.Add(package.Scope);
            if (nested.FirstOrDefault(n => n.Name == entry.Name) is { } twin)
                throw new WitException(entry.Span, $"the package `{entry.Name}` is defined here and in {twin.Span}");
            nested.Add(entry);
        }

        if (main is not null) main.Scopes.AddRange(files.Select(static f => f.Scope));
        else if (nested.Count == 0 || files.Any(static f => !f.Scope.IsEmpty))
            throw new WitException(path, "no `package` declaration: a file of each package must start with one");
        foreach (var entry in nested) Add(entry);
        // Files that hold nested packages only stand for the last one of them.
        return main is null ? packages[nested[nested.Count - 1].Name] : Add(main);
    }

    private PackageEntry Add(PackageEntry entry)
    {
        if (packages.TryGetValue(entry.Name, out var existing))
        {
            if (existing.Fingerprint != entry.Fingerprint)
                throw new WitException(entry.Span, $"the package `{entry.Name}` is defined here and, with other contents, in {existing.Span}");
            return existing;
        }
        packages.Add(entry.Name, entry);
        order.Add(entry);
        return entry;
    }

    private void DeclareItems(PackageEntry package)
    {
        foreach (var scope in package.Scopes)
        {
            var local = new Dictionary<string, AstId>(StringComparer.OrdinalIgnoreCase);
            foreach (var use in scope.Uses) Local(local, use.Local);
            foreach (var ast in scope.Interfaces)
            {
                Local(local, ast.Name!);
                Define(new Definition(package, scope, ast.Name!, ast, null), ast.Head.Stability);
            }
            foreach (var ast in scope.Worlds)
            {
                Local(local, ast.Name);
                Define(new Definition(package, scope, ast.Name, null, ast), ast.Head.Stability);
            }
        }

        static void Local(Dictionary<string, AstId> names, AstId name)
        {
            if (names.TryGetValue(name.Name, out var other))
                throw new WitException(name.Span, $"the name `{name.Name}` is defined more than once in this file, first in line {other.Span.Line}");
            names.Add(name.Name, name);
        }

        void Define(Definition definition, WitStability stability)
        {
            if (package.Items.TryGetValue(definition.Name.Name, out var other))
                throw new WitException(definition.Name.Span, $"the name `{definition.Name.Name}` is defined more than once in the package `{package.Name}`, first in {other.Name.Span}");
            definition.Excluded = !Includes(stability, package, definition.Name.Span);
            if (definition.Excluded) CheckGates(definition);
            package.Items.Add(definition.Name.Name, definition);
        }
    }

    // What an interface or world that is left out contains must be left out as well.
    private void CheckGates(Definition definition)
    {
        foreach (var item in definition.InterfaceAst?.Items ?? definition.WorldAst!.Items)
        {
            var span = item switch
            {
                AstTypeDef type => type.Name.Span,
                AstFunc func => func.Name.Span,
                AstUse use => use.From.Span,
                AstInclude include => include.World.Span,
                AstExtern { Name: { } name } => name.Span,
                AstExtern { Path: { } path } => path.Span,
                _ => definition.Name.Span,
            };
            if (Includes(item.Head.Stability, definition.Package, span))
                throw new WitException(span, $"`{definition.Name.Name}` is left out because its feature is not active, but this item in it is not gated likewise");
        }
    }

    private Definition FindInPackage(AstPath path, PackageEntry package)
    {
        if (path.Package is not null && !packages.TryGetValue(path.Package, out package!))
        {
            var known = string.Join(", ", packages.Keys.Select(static p => $"`{p}`").OrderBy(static p => p, StringComparer.Ordinal));
            throw new WitException(path.Span, $"there is no package `{path.Package}`; known are {known}");
        }
        if (package.Items.TryGetValue(path.Name.Name, out var definition) && definition.Name.Name == path.Name.Name) return definition;
        throw new WitException(path.Name.Span, $"the package `{package.Name}` has no interface or world `{path.Name.Name}`");
    }

    private void CheckReferences(PackageEntry package)
    {
        foreach (var scope in package.Scopes)
        {
            foreach (var use in scope.Uses)
            {
                if (FindInPackage(use.Path, package).InterfaceAst is null)
                    throw new WitException(use.Path.Name.Span, $"`{use.Path.Name.Name}` is a world: a `use` at the top level names an interface");
                Reference(use.Path);
            }
            foreach (var ast in scope.Interfaces) Items(ast.Items);
            foreach (var ast in scope.Worlds) Items(ast.Items);
        }

        void Reference(AstPath path)
        {
            if (path.Package is not null) package.References.Add((path.Package, path.Span));
        }

        void Items(List<AstItem> items)
        {
            foreach (var item in items)
            {
                if (item is AstUse use) Reference(use.From);
                else if (item is AstInclude include) Reference(include.World);
                else if (item is AstExtern { Path: { } path }) Reference(path);
                else if (item is AstExtern { Interface: { } inline }) Items(inline.Items);
            }
        }
    }

    private void CheckPackageCycles()
    {
        var progress = new Dictionary<PackageEntry, Progress>();
        foreach (var package in order) Visit(package);

        void Visit(PackageEntry package)
        {
            progress[package] = Progress.Started;
            foreach (var (name, span) in package.References)
            {
                // An unknown package is reported by the item that needs it, if a gate does not leave that out.
                if (!packages.TryGetValue(name, out var target)) continue;
                if (!progress.TryGetValue(target, out var state))
                {
                    Descend(span, () =>
                    {
                        Visit(target);
                        return true;
                    });
                }
                else if (state == Progress.Started)
                {
                    throw new WitException(span, $"the package `{package.Name}` depends on `{name}`, which depends on it: packages cannot form a cycle");
                }
            }
            progress[package] = Progress.Done;
        }
    }
}
