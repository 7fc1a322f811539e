// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#import-and-export-definitions

using Sluice.Components.Definitions;
using Sluice.Modules;
using Sluice.Wit.Types;

namespace Sluice.Components.Validation;

/// <summary>The imports, or the exports, of one scope: names checked against the grammar, against each other and against their items.</summary>
/// <param name="what">What messages call one of them.</param>
internal sealed class ExternNames(string what)
{
    private readonly NameMap<string> unique = new();
    private readonly NameMap<ResourceVariable> resources = new();
    private Dictionary<ResourceVariable, string>? resourceNames;

    public string What { get; } = what;

    public NameMap<ItemType> Items { get; } = new();

    /// <summary>The attributes of those names that have any.</summary>
    public NameMap<NameAttributes> Attributes { get; } = new();

    public void Add(NameAttributes attributes, ItemType item)
    {
        var text = attributes.Name;
        ExternName name;
        try
        {
            name = ExternName.Parse(text);
        }
        catch (InvalidException e)
        {
            throw new InvalidException($"{What} name `{text}` is not a valid extern name: {e.Rule}");
        }
        CheckAttributes(attributes, name, item);
        try
        {
            CheckItem(name, attributes, item);
        }
        catch (InvalidException e)
        {
            throw new InvalidException($"{What} name `{text}` is not valid: {e.Rule}");
        }
        if (unique.TryGetValue(name.Unique, out var previous)) throw new InvalidException($"{What} name `{text}` conflicts with previous name `{previous}`");
        unique.Add(name.Unique, text);
        Items.Add(text, item);
        if (attributes is not { Implements: null, VersionSuffix: null, ExternalId: null }) Attributes.Add(text, attributes);
    }

    /// <summary>Makes a resource known to the constructors, methods and static functions that follow.</summary>
    public void AddResource(string name, ResourceVariable resource)
    {
        resources.TryAdd(name, resource);
        (resourceNames ??= []).TryAdd(resource, name);
    }

    private static void CheckAttributes(NameAttributes attributes, ExternName name, ItemType item)
    {
        if (attributes.Implements is { } implements)
        {
            if (name.Kind != ExternNameKind.Label) throw new InvalidException($"name `{name.Text}` is not valid with `implements`");
            if (item is not InstanceItem) throw new InvalidException("only instances can have an `implements`");
            CheckInterfaceName(implements);
        }
        if (attributes.VersionSuffix is not null && name.Kind != ExternNameKind.Interface)
            throw new InvalidException($"name `{name.Text}` is not valid with `versionsuffix`");
    }

    private static void CheckInterfaceName(string text)
    {
        ExternName name;
        try
        {
            name = ExternName.Parse(text);
        }
        catch (InvalidException e)
        {
            throw new InvalidException($"`{text}` is not a valid name: {e.Rule}");
        }
        if (name.Kind != ExternNameKind.Interface) throw new InvalidException($"name `{text}` must be an interface");
        name.CheckVersion(null);
    }

    private void CheckItem(ExternName name, NameAttributes attributes, ItemType item)
    {
        switch (name.Kind)
        {
            case ExternNameKind.Interface:
                name.CheckVersion(attributes.VersionSuffix);
                break;
            case ExternNameKind.Constructor:
                var constructor = Function(item);
                if (constructor.Async) throw new InvalidException("constructor function cannot be async");
                var constructed = constructor.Result switch
                {
                    null => throw new InvalidException("function should return one value"),
                    OwnType own => own.Resource,
                    ResultType { Ok: OwnType own } => own.Resource,
                    _ => throw new InvalidException("function should return `(own $T)` or `(result (own $T))`"),
                };
                CheckResource(constructed, name.Resource);
                break;
            case ExternNameKind.Method:
                var method = Function(item);
                if (method.Params.Count == 0) throw new InvalidException("function should have at least one argument");
                var self = method.Params[0];
                if (self.Name != "self") throw new InvalidException($"function should have a first argument called `self`, found `{self.Name}`");
                if (self.Type is not BorrowType borrow) throw new InvalidException("function should take a first argument of `(borrow $T)`");
                CheckResource(borrow.Resource, name.Resource);
                break;
            case ExternNameKind.Static:
                Function(item);
                if (!resources.TryGetValue(name.Resource, out _)) throw new InvalidException("static resource name is not known in this context");
                break;
        }
    }

    private static FuncType Function(ItemType item) => item is FunctionItem function ? function.Type : throw new InvalidException("item is not a func");

    private void CheckResource(ResourceType resource, string label)
    {
        if (resourceNames is null || !resourceNames.TryGetValue((ResourceVariable)resource, out var name))
            throw new InvalidException("resource used in function does not have a name in this context");
        if (name != label) throw new InvalidException($"function does not match expected resource name `{name}`");
    }
}
