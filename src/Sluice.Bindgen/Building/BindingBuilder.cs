using Sluice.Bindgen.Emission;
using Sluice.Bindgen.Model;
using Sluice.Wit;
using Sluice.Wit.Types;

namespace Sluice.Bindgen.Building;

/// <summary>Makes the binding model of a resolved world.</summary>
internal sealed class BindingBuilder
{
    private readonly WitWorld _world;
    private readonly BindingOptions _options;
    private readonly TypeNames _names;

    private BindingBuilder(WitWorld world, BindingOptions options)
    {
        _world = world;
        _options = options;
        _names = new TypeNames(options.Namespace, InterfacesOf(world.Imports), InterfacesOf(world.Exports));
    }

    public static WorldBinding Build(WitWorld world, BindingOptions options) => new BindingBuilder(world, options).Build();

    private static Dictionary<WitInterface, string> InterfacesOf(IEnumerable<WitWorldItem> items)
    {
        var interfaces = new Dictionary<WitInterface, string>();
        foreach (var item in items)
            if (item.Interface is { } @interface && !interfaces.ContainsKey(@interface)) interfaces.Add(@interface, item.Name);
        return interfaces;
    }

    private WorldBinding Build() => new(
        _options.Namespace,
        _options.ClassName ?? Naming.Pascal(_world.Name!),
        _options.Accessibility,
        _world.QualifiedName ?? _world.Name!,
        _world.Docs,
        new Seq<InterfaceBinding>(_world.Imports.Where(i => i.Interface is not null).Select(i => Interface(i, false))),
        new Seq<InterfaceBinding>(_world.Exports.Where(i => i.Interface is not null).Select(i => Interface(i, true))),
        Types(_world.Types, exported: false),
        Resources(_world.Types, exported: false),
        new Seq<FunctionBinding>(_world.Imports.Where(i => i.Function is not null).Select(i => Function(i.Function!, "", false))),
        new Seq<FunctionBinding>(_world.Exports.Where(i => i.Function is not null).Select(i => Function(i.Function!, "", true))));

    private InterfaceBinding Interface(WitWorldItem item, bool exported)
    {
        var @interface = item.Interface!;
        var name = Naming.Pascal(item.IsPlain ? item.Name : @interface.Name!);
        var types = Types(@interface.Types, exported);
        // wasi:io/error has a resource "error": its C# interface and the host's would both be IError.
        if (types.Any(type => type is ResourceBinding && type.Name == TypeNames.NameOfResource(name, exported))) name += "Host";
        return new InterfaceBinding(
            item.Name, _names.NamespaceOf(@interface, exported), name, @interface.Docs ?? item.Docs, types, Resources(@interface.Types, exported),
            new Seq<FunctionBinding>(@interface.Functions.Select(f => Function(f, item.Name, exported))));
    }

    private Seq<TypeBinding> Types(IEnumerable<WitTypeDef> definitions, bool exported) =>
        new(definitions.Select(definition => Type(definition, exported)).OfType<TypeBinding>());

    /// <summary>A name for a resource is part of an interface even where the resource is another interface's.</summary>
    private Seq<MemberBinding> Resources(IEnumerable<WitTypeDef> definitions, bool exported) => new(definitions
        .Where(definition => definition.IsResource)
        .Select(definition => new MemberBinding(definition.Name, definition.Name, _names.OfDefinition(definition, exported), null)));

    /// <summary>The C# type that a definition needs; none for aliases and uses.</summary>
    private TypeBinding? Type(WitTypeDef definition, bool exported)
    {
        var name = TypeNames.NameOf(definition, exported);
        Seq<MemberBinding> Cases(string suffix) => new(definition.Cases.Select(c =>
            new MemberBinding(Naming.Member(c.Name, name, suffix), c.Name, c.Type is null ? null : _names.Of(c.Type, exported), c.Docs)));
        return definition.Kind switch
        {
            WitTypeDefKind.Record => new RecordBinding(name, definition.Name, definition.Docs, new Seq<MemberBinding>(definition.Fields.Select(f =>
                new MemberBinding(Naming.Member(f.Name, name, "Field"), f.Name, _names.Of(f.Type, exported), f.Docs)))),
            WitTypeDefKind.Variant => new VariantBinding(name, definition.Name, definition.Docs, Cases("Case")),
            WitTypeDefKind.Enum => new EnumBinding(name, definition.Name, definition.Docs, Cases("")),
            WitTypeDefKind.Flags => new FlagsBinding(name, definition.Name, definition.Docs, Cases("")),
            WitTypeDefKind.Resource => new ResourceBinding(name, definition.Name, definition.Docs),
            _ => null,
        };
    }

    private FunctionBinding Function(WitFunction function, string interfaceId, bool exported)
    {
        var isAsync = function.IsAsync || (!exported && _options.Waits(interfaceId, function.Name));
        var kind = function.Kind switch
        {
            WitFunctionKind.Method => FunctionKind.Method,
            WitFunctionKind.Static => FunctionKind.Static,
            WitFunctionKind.Constructor => FunctionKind.Constructor,
            _ => FunctionKind.Freestanding,
        };
        var resource = function.Resource?.Name;
        var item = Naming.Pascal(function.ItemName);
        var name = kind switch
        {
            FunctionKind.Constructor => "Create" + Naming.Pascal(resource!),
            FunctionKind.Static => Naming.Pascal(resource!) + item,
            // A method without parameters of one of these names would hide object's; one named Dispose, the drop.
            _ when !exported && !isAsync && Naming.IsObjectMember(item) => item + "Core",
            _ => item,
        };
        var parameters = function.Params.Skip(kind == FunctionKind.Method ? 1 : 0)
            .Select(p => new ParameterBinding(Naming.Parameter(p.Name), _names.Of(p.Type, exported)));
        return new FunctionBinding(
            function.Name, name, kind, resource, function.Docs, new Seq<ParameterBinding>(parameters),
            function.Result is null ? null : _names.Of(function.Result, exported), isAsync);
    }
}
