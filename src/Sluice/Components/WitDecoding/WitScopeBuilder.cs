// https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#item-interface

using Sluice.Components.Validation;
using Sluice.Wit;
using Sluice.Wit.Types;
using FuncType = Sluice.Wit.Types.FuncType;
using ValType = Sluice.Wit.Types.ValType;

namespace Sluice.Components.WitDecoding;

/// <summary>
/// Gathers the types and functions of one interface or world. Validated types are told apart by identity: giving a type a name
/// makes a new object, and so the object behind a use tells which name was meant.
/// </summary>
/// <param name="owner">The interface or world.</param>
/// <param name="elsewhere">The names that all interfaces have given to types, by identity.</param>
/// <param name="metadata">Documentation and gates.</param>
internal sealed class WitScopeBuilder(WitScope owner, Dictionary<object, WitTypeDef> elsewhere, WitMetadata metadata)
{
    private readonly Dictionary<object, WitTypeDef> local = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ValType, WitType> unnamed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, WitTypeDef> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<WitTypeDef, List<WitFunction>> members = new(ReferenceEqualityComparer.Instance);
    private readonly OrderedDictionary<string, WitFunction> functions = [];

    public WitScope Owner => owner;

    public WitMetadata Metadata => metadata;

    public List<WitTypeDef> Types { get; } = [];

    /// <summary>Functions of resources in the order of these, then the others.</summary>
    public IEnumerable<WitFunction> Functions => Types.SelectMany(static t => t.Functions).Concat(functions.Values.Where(static f => f.Resource is null));

    /// <summary>The interfaces whose types are used, each once.</summary>
    public List<WitInterface> Dependencies => [.. Types.Select(static t => t.Used?.Owner).OfType<WitInterface>().Distinct()];

    /// <summary>Adds the exports of an instance. A further instance of the same interface adds what others left out.</summary>
    public void AddInstance(InstanceType instance)
    {
        foreach (var (name, item) in instance.Exports)
        {
            switch (item)
            {
                case TypeItem type: AddType(name, type); break;
                case FunctionItem function: AddFunction(name, function.Type, metadata.Find("funcs", name)); break;
                default: throw Inexpressible($"the {item.Description} `{name}`");
            }
        }
    }

    public WitTypeDef AddType(string name, TypeItem item)
    {
        var definition = names.TryGetValue(name, out var known) ? known : item.Original switch
        {
            ResourceDefinedType resource => DefineResource(name, resource.Resource, item.IsFreshResource),
            DefinedType defined => Define(name, defined.Type),
            _ => throw Inexpressible($"the type `{name}`, a {item.Type.Description} type"),
        };
        switch (item.Type)
        {
            case ResourceDefinedType resource: Name(resource.Resource, definition); break;
            case DefinedType defined: Name(defined.Type, definition); break;
        }
        return definition;
    }

    public WitFunction AddFunction(string name, FuncType type, WitMetadata about)
    {
        if (functions.TryGetValue(name, out var known)) return known;
        var function = Function(name, type, about);
        functions.Add(name, function);
        if (function.Resource is not null) members[function.Resource].Add(function);
        return function;
    }

    /// <summary>A function that is written with this scope's types.</summary>
    public WitFunction Function(string name, FuncType type, WitMetadata about)
    {
        var externName = ExternName.Parse(name);
        var (kind, itemName) = externName.Kind switch
        {
            ExternNameKind.Constructor => (WitFunctionKind.Constructor, "constructor"),
            ExternNameKind.Method => (WitFunctionKind.Method, Member(name)),
            ExternNameKind.Static => (WitFunctionKind.Static, Member(name)),
            _ => (WitFunctionKind.Freestanding, name),
        };
        WitTypeDef? resource = null;
        if (kind != WitFunctionKind.Freestanding && (!names.TryGetValue(externName.Resource, out resource) || resource.Kind != WitTypeDefKind.Resource))
            throw Inexpressible($"the function `{name}` of a resource that is defined elsewhere");
        var parameters = type.Params.Select(p => new WitField(p.Name, Convert(p.Type), null)).ToList();
        var result = type.Result is null ? null : Convert(type.Result);
        return new WitFunction(itemName, kind, resource, about.Head, WitDecoder.NoSource, parameters, result, type.Async);

        static string Member(string name) => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
    }

    private void Name(object type, WitTypeDef definition)
    {
        local[type] = definition;
        elsewhere[type] = definition;
        // Handles may be to the resource under any name that it has.
        if (type is not ResourceVariable resource) return;
        local.TryAdd(resource.Root, definition);
        elsewhere.TryAdd(resource.Root, definition);
    }

    private WitTypeDef DefineResource(string name, ResourceVariable original, bool fresh)
    {
        if (!fresh)
        {
            // The name that was meant, or else any that the resource has.
            foreach (var identity in (ReadOnlySpan<ResourceVariable>)[original, original.Root])
            {
                if (local.TryGetValue(identity, out var alias)) return Alias(name, WitType.Named(alias));
                if (elsewhere.TryGetValue(identity, out var used) && IsUsable(used)) return Use(name, used, original);
            }
        }
        var resource = Add(name, WitTypeDefKind.Resource);
        resource.Type = new OwnType(new WitResourceType(resource));
        resource.Functions = members[resource] = [];
        return resource;
    }

    private WitTypeDef Define(string name, ValType original)
    {
        if (local.TryGetValue(original, out var alias)) return Alias(name, WitType.Named(alias));
        if (elsewhere.TryGetValue(original, out var used) && IsUsable(used)) return Use(name, used, original);
        var about = metadata.Find("types", name);
        switch (original)
        {
            case RecordType record:
                List<WitField> fields = [.. record.Fields.Select(f => new WitField(f.Label, Convert(f.Type), about.ItemDocs(f.Label)))];
                var definition = Add(name, WitTypeDefKind.Record);
                definition.Fields = fields;
                definition.Type = new RecordType(new Seq<Field>(fields.Select(static f => new Field(f.Name, f.Type.Type))));
                return definition;
            case VariantType variant:
                List<WitCase> cases = [.. variant.Cases.Select(c => new WitCase(c.Label, c.Type is null ? null : Convert(c.Type), about.ItemDocs(c.Label)))];
                definition = Add(name, WitTypeDefKind.Variant);
                definition.Cases = cases;
                definition.Type = new VariantType(new Seq<Case>(cases.Select(static c => new Case(c.Name, c.Type?.Type))));
                return definition;
            case EnumType labels:
                definition = Add(name, WitTypeDefKind.Enum);
                definition.Cases = [.. labels.Labels.Select(l => new WitCase(l, null, about.ItemDocs(l)))];
                definition.Type = original;
                return definition;
            case FlagsType flags:
                definition = Add(name, WitTypeDefKind.Flags);
                definition.Cases = [.. flags.Labels.Select(l => new WitCase(l, null, about.ItemDocs(l)))];
                definition.Type = original;
                return definition;
            case OwnType own:
                // Not another name for the resource, but a name for handles to it.
                return Alias(name, Handle(ValKind.Own, Resource(own.Resource)));
            default:
                return Alias(name, Convert(original));
        }
    }

    private WitTypeDef Alias(string name, WitType target)
    {
        var alias = Add(name, WitTypeDefKind.Alias);
        alias.Target = target;
        alias.Type = target.Type;
        return alias;
    }

    private WitTypeDef Use(string name, WitTypeDef used, object original)
    {
        var definition = Add(name, WitTypeDefKind.Use);
        definition.Used = used;
        definition.Type = used.Type;
        local.TryAdd(original, definition);
        return definition;
    }

    private WitTypeDef Add(string name, WitTypeDefKind kind)
    {
        var head = metadata.Find("types", name).Head;
        var definition = new WitTypeDef(name, kind, owner, kind == WitTypeDefKind.Use ? head with { Docs = null } : head, WitDecoder.NoSource);
        if (!names.TryAdd(name, definition)) throw Inexpressible($"a second type `{name}`");
        Types.Add(definition);
        return definition;
    }

    /// <summary>Only what an interface with a name defines can be used from elsewhere.</summary>
    private bool IsUsable(WitTypeDef definition) => definition.Owner is WitInterface { Name: not null } && definition.Owner != owner;

    private static WitTypeDef? Find(Dictionary<object, WitTypeDef> types, ResourceVariable resource) =>
        types.TryGetValue(resource, out var definition) || types.TryGetValue(resource.Root, out definition) ? definition : null;

    /// <summary>A type as an item of this scope writes it.</summary>
    private WitType Convert(ValType type)
    {
        if (local.TryGetValue(type, out var definition)) return WitType.Named(definition);
        if (unnamed.TryGetValue(type, out var known)) return known;
        return unnamed[type] = type switch
        {
            PrimType => new WitType(ValType.Primitive(type.Kind), null, Seq<WitType?>.Empty),
            ListType list => Build([list.Element], static t => new ListType(t[0]!)),
            FixedListType list => Build([list.Element], t => new FixedListType(t[0]!, list.Length)),
            MapType map => Build([map.Key, map.Value], static t => new MapType(t[0]!, t[1]!)),
            TupleType tuple => Build(tuple.Types, static t => new TupleType(t.Map(static m => m!))),
            OptionType option => Build([option.Some], static t => new OptionType(t[0]!)),
            ResultType result => Build([result.Ok, result.Error], static t => new ResultType(t[0], t[1])),
            StreamType stream => Build([stream.Element], static t => new StreamType(t[0])),
            FutureType future => Build([future.Element], static t => new FutureType(t[0])),
            OwnType own => WitType.Named(Resource(own.Resource)),
            BorrowType borrow => Handle(ValKind.Borrow, Resource(borrow.Resource)),
            _ when elsewhere.TryGetValue(type, out var used) && IsUsable(used) => WitType.Named(Use(Unused(used.Name), used, type)),
            _ => throw Inexpressible("a record, variant, enum or flags without a name"),
        };
    }

    private static WitType Handle(ValKind kind, WitTypeDef resource) => new(
        kind == ValKind.Own ? resource.Type : new BorrowType(((OwnType)resource.Type).Resource), null, Seq.Of<WitType?>(WitType.Named(resource)));

    private WitType Build(IEnumerable<ValType?> parts, Func<Seq<ValType?>, ValType> build)
    {
        var arguments = new Seq<WitType?>(parts.Select(p => p is null ? null : Convert(p)));
        return new WitType(build(arguments.Map(static a => a?.Type)), null, arguments);
    }

    private WitTypeDef Resource(ResourceType type)
    {
        var resource = (ResourceVariable)type;
        if (Find(local, resource) is { } definition) return definition;
        return Find(elsewhere, resource) is { } used && IsUsable(used)
            ? Use(Unused(used.Name), used, resource)
            : throw Inexpressible($"the resource `{resource.Name}`, which has no name");
    }

    // A component may use a type of another interface without giving it a name: WIT needs one.
    private string Unused(string name)
    {
        var unused = name;
        for (var i = 2; names.ContainsKey(unused); i++) unused = $"{name}-n{i}";
        return unused;
    }

    private NotSupportedException Inexpressible(string what) =>
        new($"{(owner is WitWorld ? "the component" : $"the interface `{owner.QualifiedName ?? "with a plain name"}`")} has {what}: WIT cannot express that");
}
