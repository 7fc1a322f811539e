using Sluice.Modules;
using Sluice.Wit.Types;

namespace Sluice.Components.Validation;

/// <summary>
/// Replaces resources in types. What does not change stays the same object, and what occurs twice is replaced by the same
/// object: whether a type is named depends on its identity.
/// </summary>
internal sealed class Substitution(ResourceMap resources, TypeBudget budget)
{
    private const TypeContents Handles = TypeContents.Own | TypeContents.Borrow;

    private Dictionary<object, object>? done;

    private bool renamesTypes;

    private Dictionary<object, object> Done => done ??= new Dictionary<object, object>(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// Replaces the types that an import gave names to by the ones that were passed for them, as objects: they are equal, but named
    /// by somebody else.
    /// </summary>
    public void Rename(ItemType expected, ItemType actual)
    {
        budget.Spend();
        switch (expected, actual)
        {
            case (TypeItem { Type: ResourceDefinedType e }, TypeItem { Type: ResourceDefinedType a }):
                Done[e.Resource] = a.Resource;
                break;
            case (TypeItem { Type: DefinedType e }, TypeItem { Type: DefinedType a }):
                Done[e.Type] = a.Type;
                renamesTypes = true;
                break;
            case (InstanceItem e, InstanceItem a):
                foreach (var (name, item) in e.Type.Exports)
                    if (a.Type.Exports.TryGetValue(name, out var found)) Rename(item, found);
                break;
        }
    }

    public ResourceType Apply(ResourceType resource)
    {
        if (done is not null && done.TryGetValue(resource, out var known)) return (ResourceType)known;
        if (resource is not ResourceVariable variable || !resources.TryGetValue(variable, out var target)) return resource;
        if (ReferenceEquals(variable.Root, variable) || target is not ResourceVariable targetVariable) return target;
        return Once(variable, _ => ResourceVariable.AliasOf(targetVariable));
    }

    public ValType Apply(ValType type)
    {
        if (!renamesTypes && (type.Contents & Handles) == 0) return type;
        return Once(type, Replace);
    }

    private ValType Replace(ValType type) => type switch
    {
        OwnType own => Apply(own.Resource) is var resource && ReferenceEquals(resource, own.Resource) ? own : new OwnType(resource),
        BorrowType borrow => Apply(borrow.Resource) is var resource && ReferenceEquals(resource, borrow.Resource) ? borrow : new BorrowType(resource),
        ListType list => Apply(list.Element) is var element && ReferenceEquals(element, list.Element) ? list : new ListType(element),
        FixedListType list => Apply(list.Element) is var element && ReferenceEquals(element, list.Element) ? list : new FixedListType(element, list.Length),
        MapType map => ReferenceEquals(Apply(map.Value), map.Value) ? map : new MapType(map.Key, Apply(map.Value)),
        OptionType option => Apply(option.Some) is var some && ReferenceEquals(some, option.Some) ? option : new OptionType(some),
        StreamType stream => ApplyOptional(stream.Element) is var element && ReferenceEquals(element, stream.Element) ? stream : new StreamType(element),
        FutureType future => ApplyOptional(future.Element) is var element && ReferenceEquals(element, future.Element) ? future : new FutureType(element),
        ResultType result => (Ok: ApplyOptional(result.Ok), Error: ApplyOptional(result.Error)) is var parts
            && ReferenceEquals(parts.Ok, result.Ok) && ReferenceEquals(parts.Error, result.Error) ? result : new ResultType(parts.Ok, parts.Error),
        TupleType tuple => tuple.Types.All(t => ReferenceEquals(Apply(t), t)) ? tuple : new TupleType(tuple.Types.Map(Apply)),
        RecordType record => record.Fields.All(f => ReferenceEquals(Apply(f.Type), f.Type))
            ? record
            : new RecordType(record.Fields.Map(f => new Field(f.Label, Apply(f.Type)))),
        VariantType variant => variant.Cases.All(c => ReferenceEquals(ApplyOptional(c.Type), c.Type))
            ? variant
            : new VariantType(variant.Cases.Map(c => new Case(c.Label, ApplyOptional(c.Type)))),
        _ => type,
    };

    public ValType? ApplyOptional(ValType? type) => type is null ? null : Apply(type);

    public FuncType Apply(FuncType type)
    {
        if (!renamesTypes && ((type.ParamContents | type.ResultContents) & Handles) == 0) return type;
        return Replace(type);
    }

    private FuncType Replace(FuncType type) => Once(type, static (type, self) =>
        type.Params.All(p => ReferenceEquals(self.Apply(p.Type), p.Type)) && ReferenceEquals(self.ApplyOptional(type.Result), type.Result)
            ? type
            : new FuncType(type.Params.Map(p => new Param(p.Name, self.Apply(p.Type))), self.ApplyOptional(type.Result), type.Async));

    public AnyType Apply(AnyType type) => Once(type, static (type, self) => type switch
    {
        DefinedType defined => self.Apply(defined.Type) is var value && ReferenceEquals(value, defined.Type) ? defined : new DefinedType(value),
        FunctionType function => self.Apply(function.Type) is var replaced && ReferenceEquals(replaced, function.Type) ? function : new FunctionType(replaced),
        ResourceDefinedType resource => self.Apply(resource.Resource) is ResourceVariable variable && !ReferenceEquals(variable, resource.Resource)
            ? new ResourceDefinedType(variable)
            : resource,
        InstanceType instance => self.ReplaceExports(instance.Exports) is { } exports ? new InstanceType(exports, instance.Bound) : instance,
        ComponentType component => self.Replace(component),
        _ => type,
    });

    private ComponentType Replace(ComponentType component)
    {
        var imports = ReplaceExports(component.Imports);
        var exports = ReplaceExports(component.Exports);
        return imports is null && exports is null
            ? component
            : new ComponentType(imports ?? component.Imports, exports ?? component.Exports, component.Imported, component.Defined)
            {
                ImportAttributes = component.ImportAttributes,
                ExportAttributes = component.ExportAttributes,
            };
    }

    public ItemType Apply(ItemType item)
    {
        switch (item)
        {
            case FunctionItem function:
                var type = Apply(function.Type);
                return ReferenceEquals(type, function.Type) ? item : new FunctionItem(type);
            case InstanceItem instance:
                var instanceType = Apply(instance.Type);
                return ReferenceEquals(instanceType, instance.Type) ? item : new InstanceItem((InstanceType)instanceType);
            case ComponentItem component:
                var componentType = Apply(component.Type);
                return ReferenceEquals(componentType, component.Type) ? item : new ComponentItem((ComponentType)componentType);
            case TypeItem named:
                var (created, original) = (Apply(named.Type), Apply(named.Original));
                return ReferenceEquals(created, named.Type) && ReferenceEquals(original, named.Original) ? item : new TypeItem(created, original);
            default:
                return item;
        }
    }

    /// <summary>The items with resources replaced, or null if none changes.</summary>
    private NameMap<ItemType>? ReplaceExports(NameMap<ItemType> items)
    {
        NameMap<ItemType>? replaced = null;
        for (var i = 0; i < items.Count; i++)
        {
            budget.Spend();
            var (name, item) = items.GetAt(i);
            var applied = Apply(item);
            if (ReferenceEquals(applied, item)) continue;
            replaced ??= new NameMap<ItemType>(items);
            replaced.SetAt(i, applied);
        }
        return replaced;
    }

    /// <summary>The exports of an instance type as those of one particular instance.</summary>
    public InstanceType Open(NameMap<ItemType> exports) => new(ReplaceExports(exports) ?? exports, []);

    private T Once<T>(T type, Func<T, T> replace) where T : class
    {
        if (Done.TryGetValue(type, out var known)) return (T)known;
        budget.Spend();
        var replaced = replace(type);
        Done.Add(type, replaced);
        return replaced;
    }

    private T Once<T>(T type, Func<T, Substitution, T> replace) where T : class => Once(type, t => replace(t, this));
}
