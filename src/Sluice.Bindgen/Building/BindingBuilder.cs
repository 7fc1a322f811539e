using Sluice.Bindgen.Emission;
using Sluice.Bindgen.Model;
using Sluice.Wit;
using Sluice.Wit.Types;

namespace Sluice.Bindgen.Building;

/// <summary>Makes the binding model of a resolved world.</summary>
internal sealed class BindingBuilder
{
    private readonly WitWorld world;
    private readonly BindingOptions options;
    private readonly TypeNames names;
    private readonly string className;

    private BindingBuilder(WitWorld world, BindingOptions options)
    {
        this.world = world;
        this.options = options;
        className = options.ClassName ?? Naming.Pascal(world.Name!);
        names = new TypeNames(
            options.Namespace, [className, $"I{className}Imports", $"{className}ImportsLinking"], InterfacesOf(world.Imports), InterfacesOf(world.Exports));
    }

    public static WorldBinding Build(WitWorld world, BindingOptions options) => new BindingBuilder(world, options).Build();

    private static Dictionary<WitInterface, string> InterfacesOf(IEnumerable<WitWorldItem> items)
    {
        var interfaces = new Dictionary<WitInterface, string>();
        foreach (var item in items)
            if (item.Interface is { } @interface && !interfaces.ContainsKey(@interface)) interfaces.Add(@interface, item.Name);
        return interfaces;
    }

    private WorldBinding Build()
    {
        // What the world's class has besides the exports.
        var members = new NameScope(className, "Instance", "Bind", "InstantiateAsync").Reserve(Naming.ObjectMembers);
        var exports = Interfaces(world.Exports, exported: true, members);
        return new WorldBinding(
            options.Namespace,
            options.ClassNamespace,
            className,
            options.Accessibility,
            world.QualifiedName ?? world.Name!,
            world.Docs,
            Interfaces(world.Imports, exported: false, new NameScope()),
            exports,
            Types(world.Types, exported: false),
            Resources(world.Types, exported: false),
            Functions(world.Imports.Select(i => i.Function).OfType<WitFunction>(), "", false, new NameScope($"I{className}Imports")),
            Functions(world.Exports.Select(i => i.Function).OfType<WitFunction>(), "", true, members));
    }

    private Seq<InterfaceBinding> Interfaces(IEnumerable<WitWorldItem> items, bool exported, NameScope properties)
    {
        // An interface may be there twice, under plain names; its types are in one place.
        var stems = new Dictionary<string, NameScope>();
        var plains = new HashSet<string>();
        return new Seq<InterfaceBinding>([.. items.Where(i => i.Interface is not null).Select(i => Interface(i, exported, properties, plains, stems))]);
    }

    private InterfaceBinding Interface(WitWorldItem item, bool exported, NameScope properties, HashSet<string> plains, Dictionary<string, NameScope> stems)
    {
        var @interface = item.Interface!;
        var id = item.Name;
        var space = names.NamespaceOf(@interface, exported);
        var declares = !stems.TryGetValue(space, out var classes);
        if (declares) stems.Add(space, classes = new NameScope().Reserve(names.NamesOf(@interface, exported)));

        var plain = Naming.Pascal(item.IsPlain ? item.Name : @interface.Name!);
        // wasi:io/error has a resource "error": its C# interface and the host's would both be IError.
        var name = exported
            ? classes!.Take(static stem => [stem + "Exports"], plain, plain + "Interface")
            : classes!.Take(static stem => ["I" + stem, stem + "Linking"], plain, plain + "Host");
        return new InterfaceBinding(
            id, space, name, exported ? Property(plain, @interface.Package.Name, properties, plains) : "", declares, @interface.Docs ?? item.Docs,
            Types(@interface.Types, exported), Resources(@interface.Types, exported),
            Functions(@interface.Functions, id, exported, new NameScope(exported ? name + "Exports" : "I" + name)));
    }

    /// <summary>An interface may be exported in several versions, or have the name of another package's.</summary>
    private static string Property(string plain, PackageName package, NameScope properties, HashSet<string> plains)
    {
        if (plains.Add(plain)) return properties.Take(plain, plain + "Exports");
        var version = package.Version is { } v ? Naming.Version(v.ToString()) : "";
        return properties.Take(plain + version, Naming.Pascal(package.Name) + plain);
    }

    private Seq<TypeBinding> Types(IEnumerable<WitTypeDef> definitions, bool exported) =>
        new(definitions.Select(definition => Type(definition, exported)).OfType<TypeBinding>());

    /// <summary>A name for a resource is part of an interface even where the resource is another interface's.</summary>
    private Seq<MemberBinding> Resources(IEnumerable<WitTypeDef> definitions, bool exported) => new(definitions
        .Where(definition => definition.IsResource)
        .Select(definition => new MemberBinding(definition.Name, definition.Name, names.OfDefinition(definition, exported), null)));

    /// <summary>The C# type that a definition needs; none for aliases and uses.</summary>
    private TypeBinding? Type(WitTypeDef definition, bool exported)
    {
        if (definition.Kind is WitTypeDefKind.Alias or WitTypeDefKind.Use) return null;
        var name = names.NameOf(definition, exported);
        // Members cannot be called as their type is, nor hide those that every record has.
        var members = new NameScope();
        if (definition.Kind is WitTypeDefKind.Record or WitTypeDefKind.Variant) members.Reserve(Naming.ObjectMembers).Reserve(Naming.RecordMembers).Reserve([name]);
        // Each case of a variant is a class with a property "Value".
        if (definition.Kind == WitTypeDefKind.Variant) members.Reserve(["Value"]);
        string Member(string wit, string suffix) => members.Take(Naming.Pascal(wit), Naming.Pascal(wit) + suffix);
        Seq<MemberBinding> Cases() => new([.. definition.Cases.Select(c =>
            new MemberBinding(Member(c.Name, "Case"), c.Name, c.Type is null ? null : names.Of(c.Type, exported), c.Docs))]);
        return definition.Kind switch
        {
            WitTypeDefKind.Record => new RecordBinding(name, definition.Name, definition.Docs, new Seq<MemberBinding>([.. definition.Fields.Select(f =>
                new MemberBinding(Member(f.Name, "Field"), f.Name, names.Of(f.Type, exported), f.Docs))])),
            WitTypeDefKind.Variant => new VariantBinding(name, definition.Name, definition.Docs, Cases()),
            WitTypeDefKind.Enum => new EnumBinding(name, definition.Name, definition.Docs, Cases()),
            WitTypeDefKind.Flags => new FlagsBinding(name, definition.Name, definition.Docs, Cases()),
            _ => new ResourceBinding(name, definition.Name, definition.Docs),
        };
    }

    /// <param name="members">The names of the class or interface that has all functions but the methods of resources.</param>
    private Seq<FunctionBinding> Functions(IEnumerable<WitFunction> functions, string interfaceId, bool exported, NameScope members)
    {
        var resources = new Dictionary<WitTypeDef, NameScope>();
        NameScope ScopeOf(WitFunction function)
        {
            if (function.Kind != WitFunctionKind.Method) return members;
            var resource = function.Resource!;
            if (!resources.TryGetValue(resource, out var scope))
                resources.Add(resource, scope = new NameScope(names.NameOf(resource, exported), "Handle", "Dispose", "GetFunction"));
            return scope;
        }
        // Constructors and static functions get a prefix; what the author of the WIT has called so already goes first.
        var bindings = functions.Select((function, index) => (function, index))
            .OrderBy(static f => f.function.Kind is WitFunctionKind.Constructor or WitFunctionKind.Static).ThenBy(static f => f.index)
            .Select(f => (Binding: Function(f.function, interfaceId, exported, ScopeOf(f.function)), f.index))
            .ToList();
        return new Seq<FunctionBinding>([.. bindings.OrderBy(static b => b.index).Select(static b => b.Binding)]);
    }

    private FunctionBinding Function(WitFunction function, string interfaceId, bool exported, NameScope members)
    {
        var isAsync = function.IsAsync || (!exported && options.Waits(interfaceId, function.Name));
        var kind = function.Kind switch
        {
            WitFunctionKind.Method => FunctionKind.Method,
            WitFunctionKind.Static => FunctionKind.Static,
            WitFunctionKind.Constructor => FunctionKind.Constructor,
            _ => FunctionKind.Freestanding,
        };
        var resource = function.Resource?.Name;
        var item = Naming.Pascal(function.ItemName);
        var wanted = kind switch
        {
            FunctionKind.Constructor => "Create" + Naming.Pascal(resource!),
            FunctionKind.Static => Naming.Pascal(resource!) + item,
            _ => item,
        };
        // A method without parameters of one of these names would hide object's; one named Dispose, the drop.
        if (!exported && !isAsync && Naming.ObjectMembers.Contains(wanted)) wanted += "Core";
        var name = exported ? members.Take(static stem => [stem + "Async", stem + "Delegate"], wanted, wanted + "Function") : members.Take(wanted, wanted + "Function");

        // The token that async functions take keeps its name.
        var parameterNames = new NameScope("cancellationToken");
        var parameters = function.Params.Skip(kind == FunctionKind.Method ? 1 : 0)
            .Select(p => new ParameterBinding(parameterNames.Take(Naming.Camel(p.Name), Naming.Camel(p.Name) + "_"), names.Of(p.Type, exported)));
        return new FunctionBinding(
            function.Name, name, kind, resource, function.Docs, new Seq<ParameterBinding>([.. parameters]),
            function.Result is null ? null : names.Of(function.Result, exported), isAsync);
    }
}
