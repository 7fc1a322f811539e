// https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#items-type

using Sluice.Wit.Parsing;
using Sluice.Wit.Types;

namespace Sluice.Wit.Resolution;

/// <summary>The namespace of an interface or world: declares the names of its types and functions, then resolves them.</summary>
/// <param name="resolver">Finds interfaces.</param>
/// <param name="scope">The file.</param>
/// <param name="package">The package of the file.</param>
/// <param name="owner">What the types belong to.</param>
/// <param name="rename">The name under which a type becomes known: another one if an <c>include</c> says so.</param>
internal sealed class TypeScope(Resolver resolver, AstScope scope, PackageEntry package, WitScope owner, Func<string, string> rename)
{
    private sealed class Entry(AstId name, AstItem item)
    {
        public AstId Name => name;

        public AstItem Item => item;

        public AstRename? Use { get; init; }

        public bool Excluded { get; init; }

        public Progress Progress { get; set; }

        public WitTypeDef? Result { get; set; }
    }

    private readonly Dictionary<string, Entry> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Entry> types = [];

    /// <summary>Declares what an item names, if it is a type, function or <c>use</c>.</summary>
    public void Declare(AstItem item)
    {
        switch (item)
        {
            case AstTypeDef type:
                Declare(new Entry(type.Name, type) { Excluded = !resolver.Includes(type.Head.Stability, package, type.Name.Span) });
                break;
            case AstFunc func:
                Declare(new Entry(func.Name, func) { Excluded = !resolver.Includes(func.Head.Stability, package, func.Name.Span) });
                break;
            case AstUse use:
                var excluded = !resolver.Includes(use.Head.Stability, package, use.From.Span);
                // An empty list uses nothing, but what it names must be there.
                if (!excluded && use.Names.Count == 0) resolver.FindInterface(use.From, scope, package);
                foreach (var name in use.Names) Declare(new Entry(name.Local, use) { Use = name, Excluded = excluded });
                break;
        }
    }

    /// <summary>Resolves all types, and the functions of resources.</summary>
    public List<WitTypeDef> Resolve()
    {
        foreach (var entry in types)
            if (!entry.Excluded) Define(entry, entry.Name.Span);
        foreach (var entry in types)
            if (entry.Item is AstTypeDef { Kind: WitTypeDefKind.Resource } resource) ResourceFunctions(entry, resource);
        return [.. types.Where(static e => !e.Excluded).Select(static e => e.Result!)];
    }

    /// <summary>The type that a <c>use</c> elsewhere names.</summary>
    public WitTypeDef Export(AstId name, string interfaceName)
    {
        if (!names.TryGetValue(name.Name, out var entry) || entry.Name.Name != name.Name)
            throw new WitException(name.Span, $"the interface `{interfaceName}` has no type `{name.Name}`");
        return Define(entry, name.Span);
    }

    public WitFunction Function(AstFunc ast, WitTypeDef? resource, string? name = null)
    {
        var parameters = new List<WitField>();
        if (ast.Kind == WitFunctionKind.Method)
            parameters.Add(new WitField("self", Handle(ValKind.Borrow, resource!), null));
        var names = new HashSet<string>(parameters.Select(static p => p.Name), StringComparer.OrdinalIgnoreCase);
        foreach (var param in ast.Params)
        {
            if (!names.Add(param.Name.Name))
                throw new WitException(param.Name.Span, $"the function `{ast.Name.Name}` has more than one parameter `{param.Name.Name}`");
            parameters.Add(new WitField(param.Name.Name, Type(param.Type!), null));
        }
        var result = ast.Result is null ? null : Type(ast.Result);
        if (ast.Kind == WitFunctionKind.Constructor)
        {
            if (result is null) result = WitType.Named(resource!);
            else if (ast.Result!.Kind != ValKind.Result)
                throw new WitException(ast.Result.Span, $"the constructor of `{resource!.Name}` may declare a `result` as its result, nothing else");
            else if (result.Arguments[0]?.Type != resource!.Type)
                throw new WitException((ast.Result.Arguments[0] ?? ast.Result).Span, $"the constructor of `{resource.Name}` must return a result with `{resource.Name}` as its first type");
        }
        if (result is { Type.ContainsBorrow: true })
            throw new WitException(ast.Name.Span, $"the function `{ast.Name.Name}` returns a type that contains a borrowed handle: borrows end with the call");
        return new WitFunction(name ?? ast.Name.Name, ast.Kind, resource, Gated(ast.Head), ast.Name.Span, parameters, result, ast.Async);
    }

    private AstHead Gated(AstHead head) => head with { Stability = Resolver.InPackage(head.Stability, package, owner.Package) };

    private void Declare(Entry entry)
    {
        if (names.TryGetValue(entry.Name.Name, out var other))
        {
            // Of names that exclude each other by their gates one may be there.
            if (!other.Excluded && !entry.Excluded)
                throw new WitException(entry.Name.Span, $"the name `{entry.Name.Name}` is defined more than once, first in line {other.Name.Span.Line}");
            if (entry.Excluded) return;
            types.Remove(other);
        }
        names[entry.Name.Name] = entry;
        if (entry.Item is not AstFunc) types.Add(entry);
    }

    private WitTypeDef Lookup(AstId name)
    {
        if (!names.TryGetValue(name.Name, out var entry) || entry.Name.Name != name.Name)
        {
            var hint = name.Name is "float32" or "float64" ? $"; the type is called `f{name.Name.Substring(5)}`" : "";
            throw new WitException(name.Span, $"the type `{name.Name}` is not defined here{hint}");
        }
        return Define(entry, name.Span);
    }

    private WitTypeDef Define(Entry entry, SourceSpan reference)
    {
        var name = entry.Name.Name;
        if (entry.Item is AstFunc) throw new WitException(reference, $"`{name}` is a function, not a type");
        if (entry.Excluded) throw new WitException(reference, $"the type `{name}` is left out because its feature is not active, but this item is not");
        if (entry.Progress == Progress.Started) throw new WitException(reference, $"the type `{name}` depends on itself");
        if (entry.Progress == Progress.Done) return entry.Result!;
        entry.Progress = Progress.Started;
        entry.Result = resolver.Descend(reference, () => entry.Use is null ? Define((AstTypeDef)entry.Item) : Use((AstUse)entry.Item, entry.Use));
        entry.Progress = Progress.Done;
        return entry.Result;
    }

    private WitTypeDef Use(AstUse use, AstRename name)
    {
        var definition = resolver.Find(use.From, scope, package);
        var from = resolver.Interface(definition, use.From.Name.Span);
        var used = definition.Types!.Export(name.Name, from.Name!);
        return new WitTypeDef(rename(name.Local.Name), WitTypeDefKind.Use, owner, Gated(use.Head) with { Docs = null }, name.Local.Span) { Used = used, Type = used.Type };
    }

    private WitTypeDef Define(AstTypeDef ast)
    {
        var def = new WitTypeDef(rename(ast.Name.Name), ast.Kind, owner, Gated(ast.Head), ast.Name.Span);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in ast.Members)
        {
            if (!names.Add(member.Name.Name))
                throw new WitException(member.Name.Span, $"`{ast.Name.Name}` has more than one member `{member.Name.Name}`");
        }
        switch (ast.Kind)
        {
            case WitTypeDefKind.Record:
                def.Fields = [.. ast.Members.Select(m => new WitField(m.Name.Name, Type(m.Type!), m.Docs))];
                def.Type = new RecordType(new Seq<Field>(def.Fields.Select(static f => new Field(f.Name, f.Type.Type))));
                break;
            case WitTypeDefKind.Variant:
                def.Cases = [.. ast.Members.Select(m => new WitCase(m.Name.Name, m.Type is null ? null : Type(m.Type), m.Docs))];
                def.Type = new VariantType(new Seq<Case>(def.Cases.Select(static c => new Case(c.Name, c.Type?.Type))));
                break;
            case WitTypeDefKind.Enum:
                def.Cases = [.. ast.Members.Select(static m => new WitCase(m.Name.Name, null, m.Docs))];
                def.Type = new EnumType(new Seq<string>(def.Cases.Select(static c => c.Name)));
                break;
            case WitTypeDefKind.Flags:
                def.Cases = [.. ast.Members.Select(static m => new WitCase(m.Name.Name, null, m.Docs))];
                def.Type = new FlagsType(new Seq<string>(def.Cases.Select(static c => c.Name)));
                break;
            case WitTypeDefKind.Resource:
                def.Type = new OwnType(new WitResourceType(def));
                break;
            default:
                def.Target = Type(ast.Alias!);
                def.Type = def.Target.Type;
                break;
        }
        return def;
    }

    private void ResourceFunctions(Entry entry, AstTypeDef ast)
    {
        var functions = new List<WitFunction>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var func in ast.Functions)
        {
            if (!resolver.Includes(func.Head.Stability, package, func.Name.Span)) continue;
            if (entry.Excluded)
                throw new WitException(func.Name.Span, $"the resource `{ast.Name.Name}` is left out because its feature is not active, but its function `{func.Name.Name}` is not");
            var isConstructor = func.Kind == WitFunctionKind.Constructor;
            // A method may be named `constructor`, escaped: the constructor itself has no name.
            if (!names.Add(isConstructor ? "" : func.Name.Name))
                throw new WitException(func.Name.Span, isConstructor
                    ? $"the resource `{ast.Name.Name}` has more than one constructor"
                    : $"the resource `{ast.Name.Name}` has more than one function `{func.Name.Name}`");
            functions.Add(Function(func, entry.Result!));
        }
        if (!entry.Excluded) entry.Result!.Functions = functions;
    }

    private static WitType Handle(ValKind kind, WitTypeDef resource) => new(
        kind == ValKind.Own ? resource.Type : new BorrowType(((OwnType)resource.Type).Resource), null, Seq.Of<WitType?>(WitType.Named(resource)));

    private WitType Type(AstType ast)
    {
        if (ast.Kind is not { } kind) return WitType.Named(Lookup(ast.Name!));
        if (kind is ValKind.Own or ValKind.Borrow)
        {
            var def = Lookup(ast.Name!);
            if (!def.IsResource) throw new WitException(ast.Name!.Span, $"the type `{ast.Name.Name}` is not a resource: handles are to resources only");
            return Handle(kind, def);
        }
        var arguments = new Seq<WitType?>(ast.Arguments.Select(a => a is null ? null : resolver.Descend(a.Span, () => Type(a))));
        var types = arguments.Map(static a => a?.Type);
        ValType type = kind switch
        {
            ValKind.List => new ListType(types[0]!),
            ValKind.FixedList => new FixedListType(types[0]!, ast.Length),
            ValKind.Map => new MapType(types[0]!, types[1]!),
            ValKind.Tuple => new TupleType(types.Map(static t => t!)),
            ValKind.Option => new OptionType(types[0]!),
            ValKind.Result => new ResultType(types[0], types[1]),
            ValKind.Stream => new StreamType(types[0]),
            ValKind.Future => new FutureType(types[0]),
            _ => ValType.Primitive(kind),
        };
        return new WitType(type, null, arguments);
    }
}
