// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#import-and-export-definitions

using Sluice.Components.Definitions;
using Sluice.Wit.Types;

namespace Sluice.Components.Validation;

/// <summary>The imports, or the exports, of one scope: names checked against the grammar, against each other and against their items.</summary>
/// <param name="what">What messages call one of them.</param>
internal sealed class ExternNames(string what)
{
    private readonly Dictionary<string, string> unique = [];
    private readonly Dictionary<string, ResourceVariable> resources = [];
    private readonly Dictionary<ResourceVariable, string> resourceNames = [];

    public string What { get; } = what;

    public OrderedDictionary<string, ItemType> Items { get; } = [];

    /// <summary>The attributes of those names that have any.</summary>
    public Dictionary<string, NameAttributes> Attributes { get; } = [];

    public void Add(NameAttributes attributes, ItemType item)
    {
        var text = attributes.Name;
        var name = Within(text, $"{What} name `{text}` is not a valid extern name", static text => ExternName.Parse(text));
        CheckAttributes(attributes, name, item);
        Within(name, $"{What} name `{text}` is not valid", name =>
        {
            CheckItem(name, attributes, item);
            return true;
        });
        if (!unique.TryAdd(name.Unique, text)) throw new InvalidException($"{What} name `{text}` conflicts with previous name `{unique[name.Unique]}`");
        Items.Add(text, item);
        if (attributes is not { Implements: null, VersionSuffix: null, ExternalId: null }) Attributes.Add(text, attributes);
    }

    /// <summary>Makes a resource known to the constructors, methods and static functions that follow.</summary>
    public void AddResource(string name, ResourceVariable resource)
    {
        resources.TryAdd(name, resource);
        resourceNames.TryAdd(resource, name);
    }

    private static void CheckAttributes(NameAttributes attributes, ExternName name, ItemType item)
    {
        if (attributes.Implements is { } implements)
        {
            if (name.Kind != ExternNameKind.Label) throw new InvalidException($"name `{name.Text}` is not valid with `implements`");
            if (item is not InstanceItem) throw new InvalidException("only instances can have an `implements`");
            var interfaceName = Within(implements, $"`{implements}` is not a valid name", static text => ExternName.Parse(text));
            if (interfaceName.Kind != ExternNameKind.Interface) throw new InvalidException($"name `{implements}` must be an interface");
            interfaceName.CheckVersion(null);
        }
        if (attributes.VersionSuffix is not null && name.Kind != ExternNameKind.Interface)
            throw new InvalidException($"name `{name.Text}` is not valid with `versionsuffix`");
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
                if (!resources.ContainsKey(name.Resource)) throw new InvalidException("static resource name is not known in this context");
                break;
        }
    }

    private static FuncType Function(ItemType item) => item is FunctionItem function ? function.Type : throw new InvalidException("item is not a func");

    private void CheckResource(ResourceType resource, string label)
    {
        if (!resourceNames.TryGetValue((ResourceVariable)resource, out var name))
            throw new InvalidException("resource used in function does not have a name in this context");
        if (name != label) throw new InvalidException($"function does not match expected resource name `{name}`");
    }

    private static TResult Within<T, TResult>(T argument, string context, Func<T, TResult> check)
    {
        try
        {
            return check(argument);
        }
        catch (InvalidException e)
        {
            throw new InvalidException($"{context}: {e.Rule}");
        }
    }
}
