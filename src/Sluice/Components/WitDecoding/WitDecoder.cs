// https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md
//
// A component's own world, or WIT packages that tools have encoded as components: each interface and world of the package is
// an exported component type.
//
//   (component                                             (component
//     (type (component                                       (type (component
//       (import "a:b/deps" (instance …types…))                 (type (component …the world…))
//       (export "a:b/name" (instance …))))                     (export "a:b/name" (component (type 0)))))
//     (export "name" (type 0)))                              (export "name" (type 0)))

using Sluice.Binary;
using Sluice.Components.Decoding;
using Sluice.Components.Definitions;
using Sluice.Components.Validation;
using Sluice.Types;
using Sluice.Wit;
using Sluice.Wit.Parsing;

namespace Sluice.Components.WitDecoding;

/// <summary>Recovers WIT from components and modules.</summary>
internal sealed partial class WitDecoder
{
    /// <summary>What a component's own world, which has no name in the binary, is called.</summary>
    private const string ComponentWorld = "root";

    private const string ComponentTypeSection = "component-type";

    private static readonly PackageName ComponentPackage = new("root", "component", null);

    /// <summary>Decoded items have no place in a text.</summary>
    internal static readonly SourceSpan NoSource = new(new SourceText("<component>", ""), 0, 0);

    private readonly OrderedDictionary<PackageName, PackageBuilder> packages = [];
    private readonly Dictionary<WitInterface, WitScopeBuilder> interfaces = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, WitTypeDef> definitions = new(ReferenceEqualityComparer.Instance);
    private readonly PackageName root;
    private readonly WitMetadata metadata;

    private WitDecoder(PackageName root, WitMetadata metadata)
    {
        this.root = root;
        this.metadata = metadata;
    }

    /// <summary>
    /// The WIT of a binary: a component's world in a package of its own, an encoded package, or the world that a core module
    /// carries for being made a component.
    /// </summary>
    /// <exception cref="MalformedException">The binary breaks the format's grammar.</exception>
    /// <exception cref="InvalidException">The component breaks a validation rule.</exception>
    /// <exception cref="NotSupportedException">WIT cannot express what the component imports or exports.</exception>
    public static WitPackageSet Decode(ReadOnlyMemory<byte> binary)
    {
        if (!ComponentDecoder.IsComponent(binary.Span)) binary = ComponentTypeOf(binary);
        var component = ComponentDecoder.Decode(binary);
        return Decode(ComponentValidator.Validate(component, new TypeRegistry()));
    }

    /// <summary>The WIT of a component.</summary>
    /// <exception cref="NotSupportedException">WIT cannot express what the component imports or exports.</exception>
    public static WitPackageSet Decode(ValidatedComponent component)
    {
        if (!IsPackage(component.Type))
        {
            var decoder = new WitDecoder(ComponentPackage, default);
            decoder.AddWorld(ComponentWorld, component.Type);
            return decoder.Finish();
        }
        var section = component.Definition.CustomSections.Find(static s => s.Name == WitMetadata.SectionName);
        var metadata = section is null ? default : WitMetadata.Read(component.Definition.Binary.Slice(section.Bytes.Start, section.Bytes.Length));
        return DecodePackage(component.Type, metadata);
    }

    /// <summary>Whether a component is an encoded package: it exports component types under plain names, and has nothing else.</summary>
    public static bool IsPackage(ComponentType component) =>
        component.Imports.Count == 0 && component.Exports.Count > 0
        && component.Exports.AsEnumerable().All(static e => e.Value is TypeItem { Type: ComponentType { Exports.Count: 1 } } && ExternName.IsLabel(e.Key));

    private static ReadOnlyMemory<byte> ComponentTypeOf(ReadOnlyMemory<byte> binary)
    {
        var sections = BinaryDecoder.Decode(binary).CustomSections.FindAll(static s => s.Name.StartsWith(ComponentTypeSection, StringComparison.Ordinal));
        return sections.Count switch
        {
            0 => throw new NotSupportedException("the module says nothing about its WIT: it has no custom section `component-type`"),
            1 => binary.Slice(sections[0].Bytes.Start, sections[0].Bytes.Length),
            _ => throw new NotSupportedException($"the module carries {sections.Count} worlds, which are one only once a component is made of it: {string.Join(", ", sections.Select(static s => $"`{s.Name}`"))}"),
        };
    }

    private static WitPackageSet DecodePackage(ComponentType component, WitMetadata metadata)
    {
        var (name, _) = Split(component.Exports.AsEnumerable().Select(static e => ((ComponentType)((TypeItem)e.Value).Type).Exports.GetAt(0).Key).First());
        var decoder = new WitDecoder(name, metadata);
        var order = new List<WitInterface>();
        foreach (var (label, item) in component.Exports)
        {
            var wrapper = (ComponentType)((TypeItem)item).Type;
            var (qualified, exported) = wrapper.Exports.GetAt(0);
            if (Split(qualified).Package != name) throw new NotSupportedException($"the export `{label}` belongs to another package than `{name}`: `{qualified}`");
            switch (exported)
            {
                case InstanceItem instance:
                    foreach (var (dependency, dependencyItem) in wrapper.Imports)
                        if (dependencyItem is InstanceItem imported) decoder.Interface(dependency, imported.Type);
                    order.Add(decoder.Interface(qualified, instance.Type));
                    break;
                case ComponentItem world:
                    decoder.AddWorld(label, world.Type);
                    break;
                default:
                    throw new NotSupportedException($"the export `{label}` is no interface and no world");
            }
        }
        // Interfaces that others import first are still listed in the package's order.
        var own = decoder.Package(name).Interfaces;
        order.AddRange(own.Except(order).ToList());
        own.Clear();
        own.AddRange(order);
        return decoder.Finish();
    }

    private static (PackageName Package, string Item) Split(string qualified)
    {
        var (colon, slash, at) = (qualified.IndexOf(':', StringComparison.Ordinal), qualified.IndexOf('/', StringComparison.Ordinal), qualified.IndexOf('@', StringComparison.Ordinal));
        if (colon < 0 || slash < colon) throw new NotSupportedException($"`{qualified}` is not the name of an interface");
        var version = at < 0 ? null : SemVersion.Parse(qualified[(at + 1)..]);
        return (new PackageName(qualified[..colon], qualified[(colon + 1)..slash], version), qualified[(slash + 1)..(at < 0 ? qualified.Length : at)]);
    }

    private PackageBuilder Package(PackageName name)
    {
        if (!packages.TryGetValue(name, out var package))
            packages.Add(name, package = new PackageBuilder(new WitPackage(name, name == root ? metadata.Docs : null)));
        return package;
    }

    /// <summary>The interface of a name, with what this instance of it has.</summary>
    private WitInterface Interface(string qualified, InstanceType instance)
    {
        var (packageName, name) = Split(qualified);
        var package = Package(packageName);
        var target = package.Interfaces.Find(i => i.Name == name);
        if (target is null)
        {
            var about = packageName == root ? metadata.Find("interfaces", name) : default;
            package.Interfaces.Add(target = new WitInterface(name, package.Package, about.Head, NoSource));
            interfaces.Add(target, new WitScopeBuilder(target, definitions, about));
        }
        interfaces[target].AddInstance(instance);
        return target;
    }

    private WitInterface UnnamedInterface(InstanceType instance, WitMetadata about)
    {
        var target = new WitInterface(null, Package(root).Package, about.Head with { Docs = null }, NoSource);
        var builder = new WitScopeBuilder(target, definitions, about);
        interfaces.Add(target, builder);
        builder.AddInstance(instance);
        return target;
    }

    private WitPackageSet Finish()
    {
        foreach (var (target, builder) in interfaces)
        {
            target.Types = builder.Types;
            target.Functions = [.. builder.Functions];
            target.Dependencies = builder.Dependencies;
        }
        foreach (var world in worlds) world.Finish();
        foreach (var package in packages.Values)
        {
            package.Package.Interfaces = package.Interfaces;
            package.Package.Worlds = package.Worlds;
        }
        var first = Package(root).Package;
        return new WitPackageSet(first, [.. packages.Values.Select(static p => p.Package).Where(p => p != first), first]);
    }

    private sealed class PackageBuilder(WitPackage package)
    {
        public WitPackage Package => package;

        public List<WitInterface> Interfaces { get; } = [];

        public List<WitWorld> Worlds { get; } = [];
    }
}
