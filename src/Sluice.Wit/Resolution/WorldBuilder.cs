// https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#item-world

using Sluice.Wit.Parsing;

namespace Sluice.Wit.Resolution;

/// <summary>
/// Resolves a world. Included worlds' items are resolved anew as the including world's own, so that their types and resources
/// are its own too; then the interfaces are added that the listed ones need.
/// </summary>
internal sealed class WorldBuilder
{
    // Worlds that include a world twice under other names double in size with each step.
    private const int MaxItems = 10_000;

    private readonly Resolver resolver;
    private readonly Definition definition;
    private readonly WitWorld world;
    private readonly ItemMap imports = new();
    private readonly ItemMap exports = new();
    private readonly List<WitTypeDef> types = [];
    private readonly HashSet<Definition> included = [];

    public WorldBuilder(Resolver resolver, Definition definition)
    {
        this.resolver = resolver;
        this.definition = definition;
        var ast = definition.WorldAst!;
        world = new WitWorld(ast.Name.Name, definition.Package.Package, ast.Head, ast.Name.Span);
    }

    public WitWorld Build()
    {
        AddItems(definition, static name => name, included: null);
        world.Types = types;
        var elaboration = new WorldElaboration(imports, exports);
        if (elaboration.Run() is { } conflict)
        {
            throw new WitException(definition.Name.Span,
                $"the world `{world.Name}` exports `{conflict}`, which needs an interface as an import and as an export: export all interfaces between the two, or none");
        }
        world.ListedImports = [.. imports.Items.OrderBy(WorldElaboration.Class)];
        world.ListedExports = exports.Items;
        world.Imports = elaboration.Imports;
        world.Exports = elaboration.Exports;
        return world;
    }

    // `included` is where the include stands, null for the world's own items.
    private void AddItems(Definition definition, Func<string, string> rename, SourceSpan? included)
    {
        var (package, scope) = (definition.Package, definition.Scope);
        var types = new TypeScope(resolver, scope, package, world, rename);
        foreach (var item in definition.WorldAst!.Items) types.Declare(item);
        foreach (var type in types.Resolve())
        {
            this.types.Add(type);
            AddPlain(imports, "import", included, new WitWorldItem
            {
                Name = type.Name,
                IsPlain = true,
                Type = type,
                Docs = type.Docs,
                Stability = type.Stability,
                ExternalId = type.ExternalId,
                Span = type.Span,
            });
            foreach (var function in type.Functions) AddPlain(imports, "import", included, FunctionItem(function));
        }

        foreach (var item in definition.WorldAst.Items)
        {
            if (item is AstExtern ast) AddExtern(ast, definition, types, rename, included);
        }
        foreach (var item in definition.WorldAst.Items)
        {
            if (item is AstInclude ast) Include(ast, definition, rename, included);
        }
    }

    private void AddExtern(AstExtern ast, Definition definition, TypeScope types, Func<string, string> rename, SourceSpan? included)
    {
        var (package, scope) = (definition.Package, definition.Scope);
        var span = ast.Name?.Span ?? ast.Path!.Name.Span;
        if (!resolver.Includes(ast.Head.Stability, package, span)) return;
        var items = ast.Import ? imports : exports;
        var direction = ast.Import ? "import" : "export";
        if (ast.Func is not null)
        {
            AddPlain(items, direction, included, FunctionItem(types.Function(ast.Func, null, rename(ast.Name!.Name))));
            return;
        }

        WitInterface target;
        if (ast.Interface is not null)
        {
            target = new WitInterface(null, package.Package, ast.Interface.Head, ast.Name!.Span);
            resolver.Fill(target, ast.Interface, scope, package);
        }
        else
        {
            target = resolver.FindInterface(ast.Path!, scope, package);
        }
        var item = new WitWorldItem
        {
            Name = ast.Name is null ? target.QualifiedName! : rename(ast.Name.Name),
            IsPlain = ast.Name is not null,
            Interface = target,
            Docs = ast.Head.Docs,
            Stability = Resolver.InPackage(ast.Head.Stability, package, world.Package),
            ExternalId = ast.Head.ExternalId,
            Span = span,
        };
        if (item.IsPlain) AddPlain(items, direction, included, item);
        else if (items.Add(item) is not null && included is null) throw new WitException(span, $"the interface `{item.Name}` is {direction}ed more than once");
        CheckSize(span);
    }

    private void AddPlain(ItemMap items, string direction, SourceSpan? included, WitWorldItem item)
    {
        if (items.Add(item) is { } other)
        {
            throw new WitException(included ?? item.Span, included is null
                ? $"the {direction} `{item.Name}` has the name of another {direction}, in line {other.Span.Line}; names differ by more than case"
                : $"the included world has an {direction} `{item.Name}`, and so has this one: rename it by `with {{ {item.Name} as … }}`");
        }
        CheckSize(included ?? item.Span);
    }

    private void CheckSize(SourceSpan span)
    {
        if (imports.Count + exports.Count > MaxItems) throw new WitException(span, $"the world `{world.Name}` has more than {MaxItems} imports and exports");
    }

    private static WitWorldItem FunctionItem(WitFunction function) => new()
    {
        Name = function.Name,
        IsPlain = true,
        Function = function,
        Docs = function.Docs,
        Stability = function.Stability,
        ExternalId = function.ExternalId,
        Span = function.Span,
    };

    private void Include(AstInclude ast, Definition definition, Func<string, string> rename, SourceSpan? included)
    {
        var span = ast.World.Name.Span;
        if (!resolver.Includes(ast.Head.Stability, definition.Package, span)) return;
        var target = resolver.Find(ast.World, definition.Scope, definition.Package);
        var world = resolver.World(target, span);
        var plain = new HashSet<string>(world.Imports.Concat(world.Exports).Where(static i => i.IsPlain).Select(static i => i.Name), StringComparer.Ordinal);
        var renames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in ast.Names)
        {
            if (!plain.Contains(name.Name.Name))
                throw new WitException(name.Name.Span, $"the world `{world.Name}` has no import or export with the plain name `{name.Name.Name}`; interface names cannot be changed");
            if (renames.ContainsKey(name.Name.Name)) throw new WitException(name.Name.Span, $"`{name.Name.Name}` is renamed more than once");
            renames.Add(name.Name.Name, name.As!.Name);
        }
        // Interfaces are the same however often they come; without plain names there is nothing to add or to object to.
        if (!this.included.Add(target) && plain.Count == 0) return;
        AddItems(target, name => rename(renames.TryGetValue(name, out var other) ? other : name), included ?? span);
    }
}
