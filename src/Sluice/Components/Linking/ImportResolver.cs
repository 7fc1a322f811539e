// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Linking.md#host-defined-linking

using Sluice.Components.Validation;
using Sluice.Modules;
using Sluice.Wit.Types;

namespace Sluice.Components.Linking;

/// <summary>Finds what a component imports among a linker's definitions, for one store.</summary>
internal sealed class ImportResolver
{
    private readonly Store store;
    private readonly TypeBudget budget = new();
    private readonly TypeMatcher matcher;
    private readonly ResourceMap resources = new();
    private readonly Substitution substitution;

    public ImportResolver(Store store)
    {
        this.store = store;
        matcher = new TypeMatcher(store.Engine.Types, budget);
        substitution = new Substitution(resources, budget);
    }

    /// <exception cref="LinkException">An import is missing or has another type.</exception>
    public NameMap<Extern> Resolve(Component component, Dictionary<string, LinkDefinition> definitions)
    {
        var arguments = new NameMap<Extern>();
        foreach (var (name, expected) in component.Validated.Type.Imports)
        {
            if ((definitions.TryGetValue(name, out var exact) ? exact : FindCompatible(definitions, name)) is { } found) arguments.Add(name, Resolve(name, expected, found));
            else if (expected is TypeItem { Type: not ResourceDefinedType }) arguments.Add(name, TypeExtern.Plain);
            else throw Missing(name, expected, definitions.Keys, "the host");
        }
        return arguments;
    }

    private static LinkDefinition? FindCompatible(Dictionary<string, LinkDefinition> definitions, string name) => InterfaceVersions.Find(definitions, name)?.Item;

    private Extern Resolve(string path, ItemType expected, LinkDefinition definition)
    {
        switch (expected, definition)
        {
            case (_, ExternDefinition existing):
                return Resolve(path, expected, existing.Item);
            case (FunctionItem function, FunctionDefinition host):
                return new FunctionExtern(Bind(path, substitution.Apply(function.Type), host));
            case (TypeItem { Type: ResourceDefinedType variable }, ResourceDefinition host):
                return Bind(path, variable, new TypeExtern(host.Get(store)));
            case (InstanceItem instance, InstanceDefinition host):
                var exports = new NameMap<Extern>();
                foreach (var (name, item) in instance.Type.Exports)
                {
                    if (host.Definitions.TryGetValue(name, out var found)) exports.Add(name, Resolve($"{path}#{name}", item, found));
                    else if (item is not TypeItem { Type: not ResourceDefinedType }) throw Missing($"{path}#{name}", item, host.Definitions.Keys, "the host's interface");
                }
                return new InstanceExtern(exports);
            default:
                throw Mismatch(path, Describe(expected), definition.Description);
        }
    }

    private Concurrency.ComponentFunction Bind(string path, FuncType type, FunctionDefinition host)
    {
        try
        {
            return host.Bind(store, type);
        }
        catch (LinkException e)
        {
            throw new LinkException($"The import `{path}`, {type}, cannot be served: {e.Message}");
        }
    }

    private Extern Resolve(string path, ItemType expected, Extern item)
    {
        switch (expected, item)
        {
            case (FunctionItem function, FunctionExtern found):
                var type = substitution.Apply(function.Type);
                return type.Equals(found.Function.Type) ? found : throw Mismatch(path, type.ToString(), found.Function.Type.ToString());
            case (TypeItem { Type: ResourceDefinedType variable }, TypeExtern { Resource: not null } resource):
                return Bind(path, variable, resource);
            case (TypeItem { Type: not ResourceDefinedType }, TypeExtern { Resource: null }):
                return item;
            case (InstanceItem instance, InstanceExtern found):
                foreach (var (name, type2) in instance.Type.Exports)
                {
                    if (found.Exports.TryGetValue(name, out var export)) Resolve($"{path}#{name}", type2, export);
                    else if (type2 is not TypeItem { Type: not ResourceDefinedType }) throw Missing($"{path}#{name}", type2, found.Exports.Names, "the instance");
                }
                return item;
            case (ModuleItem module, ModuleExtern found):
                return Check(path, new ModuleItem(ComponentValidator.TypeOf(found.Module.Definition)), module, item);
            case (ComponentItem component, ComponentExtern found):
                return Check(path, new ComponentItem(found.Component.Type), component, item);
            default:
                throw Mismatch(path, Describe(expected), new ExternDefinition(item).Description);
        }
    }

    private Extern Check(string path, ItemType actual, ItemType expected, Extern item) =>
        matcher.Match(actual, expected, [], []) is { } error ? throw new LinkException($"The import `{path}` does not match: {error}.") : item;

    private TypeExtern Bind(string path, ResourceDefinedType variable, TypeExtern resource)
    {
        var root = variable.Resource.Root;
        if (resources.TryAdd(root, resource.Resource!) || ReferenceEquals(resources[root], resource.Resource)) return resource;
        // An interface that uses another one's resource need not be given it again.
        throw new LinkException($"The import `{path}` must be the same resource type as `{resources[root].Name}`.");
    }

    private LinkException Missing(string path, ItemType expected, IEnumerable<string> offered, string where)
    {
        var name = path[(path.LastIndexOf('#') + 1)..];
        var similar = NearMatch.Find(name, offered);
        return new LinkException($"The import `{path}`, {Describe(expected)}, is missing in {where}{(similar is null ? "" : $"; there is `{similar}`")}.");
    }

    private static LinkException Mismatch(string path, string expected, string found) =>
        new($"The import `{path}` has another type: expected {expected}, found {found}.");

    private string Describe(ItemType item) => item switch
    {
        FunctionItem function => substitution.Apply(function.Type).ToString(),
        TypeItem { Type: ResourceDefinedType } => "a resource",
        InstanceItem => "an instance",
        ModuleItem => "a core module",
        ComponentItem => "a component",
        _ => "a type",
    };
}
