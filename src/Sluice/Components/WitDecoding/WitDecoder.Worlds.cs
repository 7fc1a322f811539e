// https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#item-world

using Sluice.Components.Definitions;
using Sluice.Components.Validation;
using Sluice.Modules;
using Sluice.Wit.Parsing;
using Sluice.Wit.Resolution;
using Sluice.Wit;

namespace Sluice.Components.WitDecoding;

internal sealed partial class WitDecoder
{
    private readonly List<WorldBuild> worlds = [];

    private void AddWorld(string name, ComponentType component)
    {
        var about = metadata.Find("worlds", name);
        var package = Package(root);
        var world = new WitWorld(name, package.Package, about.Head, NoSource);
        var build = new WorldBuild(world, new WitScopeBuilder(world, definitions, about));
        package.Worlds.Add(world);
        worlds.Add(build);
        foreach (var (itemName, item) in component.Imports) Add(build, build.Imports, component.ImportAttributes, itemName, item);
        foreach (var (itemName, item) in component.Exports) Add(build, build.Exports, component.ExportAttributes, itemName, item);
    }

    private void Add(WorldBuild world, ItemMap items, NameMap<NameAttributes> attributes, string name, ItemType item)
    {
        var scope = world.Scope;
        var import = items == world.Imports;
        attributes.TryGetValue(name, out var attribute);
        switch (item)
        {
            case TypeItem type:
                // A world's types are imports, also where a component exports them again.
                var definition = scope.AddType(name, type);
                world.Imports.Add(new WitWorldItem
                {
                    Name = definition.Name,
                    IsPlain = true,
                    Type = definition,
                    Docs = definition.Docs,
                    Stability = definition.Stability,
                    ExternalId = attribute?.ExternalId,
                    Span = NoSource,
                });
                break;
            case FunctionItem function:
                var added = import
                    ? scope.AddFunction(name, function.Type, scope.Metadata.Find("funcs", name))
                    : scope.Function(name, function.Type, scope.Metadata.Find("func_exports", "funcs", name));
                items.Add(new WitWorldItem
                {
                    Name = name,
                    IsPlain = true,
                    Function = added,
                    Docs = added.Docs,
                    Stability = added.Stability,
                    ExternalId = attribute?.ExternalId,
                    Span = NoSource,
                });
                break;
            case InstanceItem instance:
                items.Add(InterfaceItem(world, import, name, attribute, instance.Type));
                break;
            default:
                throw new NotSupportedException($"the component {(import ? "imports" : "exports")} the {item.Description} `{name}`: WIT cannot express that");
        }
    }

    private WitWorldItem InterfaceItem(WorldBuild world, bool import, string name, NameAttributes? attribute, InstanceType instance)
    {
        var plain = ExternName.Parse(name).Kind == ExternNameKind.Label;
        var full = name + attribute?.VersionSuffix;
        var about = !plain ? default
            : import ? world.Scope.Metadata.Find("interfaces", name) : world.Scope.Metadata.Find("interface_exports", "interfaces", name);
        var head = plain && attribute?.Implements is null ? about.Head : world.Scope.Metadata.ExternHead(import ? "import" : "export", name);
        return new WitWorldItem
        {
            Name = full,
            IsPlain = plain,
            Interface = !plain ? Interface(full, instance) : attribute?.Implements is { } implements ? Interface(implements, instance) : UnnamedInterface(instance, about),
            Docs = head.Docs,
            Stability = head.Stability,
            ExternalId = attribute?.ExternalId,
            Span = NoSource,
        };
    }

    private sealed record WorldBuild(WitWorld World, WitScopeBuilder Scope)
    {
        public ItemMap Imports { get; } = new();

        public ItemMap Exports { get; } = new();

        public void Finish()
        {
            // Uses of other interfaces' types that no import names came up last.
            foreach (var type in Scope.Types)
                Imports.Add(new WitWorldItem { Name = type.Name, IsPlain = true, Type = type, Span = NoSource });
            World.Types = Scope.Types;
            World.ListedImports = [.. Imports.Items.OrderBy(WorldElaboration.Class)];
            World.ListedExports = Exports.Items;
            var elaboration = new WorldElaboration(Imports, Exports);
            // Components may need one interface both ways, where a world would have to leave one of them out.
            var conflict = elaboration.Run();
            World.Imports = conflict is null ? elaboration.Imports : World.ListedImports;
            World.Exports = conflict is null ? elaboration.Exports : World.ListedExports;
        }
    }
}
