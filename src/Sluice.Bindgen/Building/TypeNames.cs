using Sluice.Bindgen.Emission;
using Sluice.Wit;
using Sluice.Wit.Types;

namespace Sluice.Bindgen.Building;

/// <summary>Which C# type each WIT type becomes: the generator's half of the runtime's CLR type map.</summary>
internal sealed class TypeNames
{
    private readonly string baseNamespace;
    private readonly string[] worldClasses;
    private readonly Dictionary<WitInterface, string> importNames;
    private readonly Dictionary<WitInterface, string> exportNames;
    private readonly HashSet<string> packagesOfSeveralVersions;
    private readonly Dictionary<(WitScope Owner, bool Exported), Dictionary<WitTypeDef, string>> names = [];

    /// <param name="baseNamespace">The namespace above those of all interfaces.</param>
    /// <param name="worldClasses">The classes in it that the world itself needs.</param>
    /// <param name="imports">The imported interfaces and their names in the world.</param>
    /// <param name="exports">The exported interfaces and their names in the world.</param>
    public TypeNames(string baseNamespace, string[] worldClasses, Dictionary<WitInterface, string> imports, Dictionary<WitInterface, string> exports)
    {
        this.baseNamespace = baseNamespace;
        this.worldClasses = worldClasses;
        importNames = imports;
        exportNames = exports;
        packagesOfSeveralVersions = new HashSet<string>(imports.Keys.Concat(exports.Keys)
            .Where(i => i.Name is not null)
            .Select(i => i.Package.Name).Distinct()
            .GroupBy(name => $"{name.Namespace}:{name.Name}").Where(group => group.Count() > 1).Select(group => group.Key));
    }

    /// <summary>The namespace of an interface's types: <c>Base.Wasi.Clocks.MonotonicClock</c>, with the version where packages would collide.</summary>
    public string NamespaceOf(WitInterface @interface, bool exported)
    {
        // A namespace cannot be called as a class beside it.
        var name = !exported ? baseNamespace : Below(baseNamespace, worldClasses.Contains("Exports") ? "ExportPackages" : "Exports");
        var top = TopNamespace(@interface, exported);
        if (!exported && worldClasses.Contains(top)) top += @interface.Name is null ? "Interface" : "Packages";
        if (@interface.Name is null) return Below(name, top);
        var package = @interface.Package.Name;
        name = $"{Below(name, top)}.{Naming.Pascal(package.Name)}";
        if (package.Version is { } version && packagesOfSeveralVersions.Contains($"{package.Namespace}:{package.Name}")) name += "." + Naming.Version(version.ToString());
        return $"{name}.{Naming.Pascal(@interface.Name)}";
    }

    private static string Below(string @namespace, string name) => @namespace.Length == 0 ? name : $"{@namespace}.{name}";

    private string TopNamespace(WitInterface @interface, bool exported) =>
        Naming.Pascal(@interface.Name is null ? (exported ? exportNames : importNames)[@interface] : @interface.Package.Name.Namespace);

    /// <summary>The C# type, fully qualified.</summary>
    /// <param name="type">The WIT type.</param>
    /// <param name="exported">Whether it stands in an export: there the types of exported interfaces are the guest's.</param>
    public string Of(WitType type, bool exported)
    {
        if (type.Definition is { } definition) return OfDefinition(definition, exported);
        string Argument(int index) => type.Arguments[index] is { } argument ? Of(argument, exported) : "global::Sluice.Unit";
        return type.Type switch
        {
            PrimType primitive => Primitive(primitive.Kind),
            ListType or FixedListType => Argument(0) + "[]",
            MapType => $"global::System.Collections.Generic.Dictionary<{Argument(0)}, {Argument(1)}>",
            TupleType tuple => tuple.Types.Count == 1
                ? $"global::System.ValueTuple<{Argument(0)}>"
                : $"({string.Join(", ", Enumerable.Range(0, tuple.Types.Count).Select(Argument))})",
            // "T??" does not exist: an option of an option needs a type that keeps the two apart.
            OptionType option => Resolve(type.Arguments[0]!).Type is OptionType ? $"global::Sluice.Option<{Argument(0)}>" : Argument(0) + "?",
            ResultType => $"global::Sluice.Result<{Argument(0)}, {Argument(1)}>",
            StreamType => $"global::Sluice.ComponentStream<{Argument(0)}>",
            FutureType => $"global::Sluice.ComponentFuture<{Argument(0)}>",
            OwnType { Resource: WitResourceType resource } => OfDefinition(resource.Definition, exported),
            BorrowType { Resource: WitResourceType resource } => OfDefinition(resource.Definition, exported),
            var other => throw new InvalidOperationException($"{other} has no definition and is not built in"),
        };
    }

    /// <summary>The C# name of a definition without its namespace.</summary>
    public string NameOf(WitTypeDef definition, bool exported)
    {
        var key = (definition.Owner, exported);
        if (!this.names.TryGetValue(key, out var names)) this.names.Add(key, names = NamesIn(definition.Owner, exported));
        return names[definition];
    }

    /// <summary>The C# names of all types that an interface or world defines.</summary>
    public IEnumerable<string> NamesOf(WitScope owner, bool exported) =>
        owner.Types.Where(Defines).Select(definition => NameOf(definition, exported));

    private Dictionary<WitTypeDef, string> NamesIn(WitScope owner, bool exported)
    {
        var scope = new NameScope();
        if (owner is WitWorld)
        {
            scope.Reserve(worldClasses).Reserve(["Exports"])
                .Reserve(importNames.Keys.Select(i => TopNamespace(i, false)));
        }
        // Names without a prefix of ours come first: they are the ones that the author of the WIT has chosen.
        return owner.Types.Where(Defines).OrderBy(definition => definition.Kind == WitTypeDefKind.Resource)
            .ToDictionary(static definition => definition, definition => Name(scope, definition, exported));
    }

    private static string Name(NameScope scope, WitTypeDef definition, bool exported)
    {
        var name = Naming.Pascal(definition.Name);
        // A host implements an interface for a resource that is imported; a guest's own is a class.
        return definition.Kind == WitTypeDefKind.Resource && !exported ? scope.Take("I" + name, $"I{name}Resource") : scope.Take(name, name + "Type");
    }

    private static bool Defines(WitTypeDef definition) => definition.Kind is not (WitTypeDefKind.Alias or WitTypeDefKind.Use);

    /// <summary>The C# type of a named type, fully qualified.</summary>
    public string OfDefinition(WitTypeDef definition, bool exported)
    {
        var origin = definition.Origin;
        if (origin.Kind == WitTypeDefKind.Alias) return Of(origin.Target!, exported);
        if (origin.Owner is not WitInterface owner) return "global::" + Below(baseNamespace, NameOf(origin, false));
        var isGuests = exported && exportNames.ContainsKey(owner);
        return $"global::{NamespaceOf(owner, isGuests)}.{NameOf(origin, isGuests)}";
    }

    /// <summary>Looks through aliases.</summary>
    private static WitType Resolve(WitType type) =>
        type.Definition?.Origin is { Kind: WitTypeDefKind.Alias, Target: { } target } ? Resolve(target) : type;

    private static string Primitive(ValKind kind) => kind switch
    {
        ValKind.Bool => "bool",
        ValKind.S8 => "sbyte",
        ValKind.U8 => "byte",
        ValKind.S16 => "short",
        ValKind.U16 => "ushort",
        ValKind.S32 => "int",
        ValKind.U32 => "uint",
        ValKind.S64 => "long",
        ValKind.U64 => "ulong",
        ValKind.F32 => "float",
        ValKind.F64 => "double",
        ValKind.Char => "global::System.Text.Rune",
        ValKind.String => "string",
        ValKind.ErrorContext => "global::Sluice.ErrorContext",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
