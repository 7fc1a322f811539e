using Sluice.Wit.Types;

namespace Sluice.Components.Validation;

/// <summary>Collects the resources that a type refers to and does not bind itself.</summary>
internal sealed class FreeResources(TypeBudget budget)
{
    private readonly HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
    private readonly ResourceList bound = new();

    /// <summary>The roots of the variables, bound ones included: <see cref="Free"/> leaves them out.</summary>
    private readonly ResourceList found = new();

    public ResourceVariable[] Free => found.Except(bound);

    /// <summary>Those among <see cref="Free"/> that are not in <paramref name="known"/>.</summary>
    public ResourceVariable[] FreeExcept(ResourceList known)
    {
        var rest = new ResourceList();
        rest.Add(Free);
        return rest.Except(known);
    }

    public void Add(AnyType type)
    {
        if (!seen.Add(type)) return;
        budget.Spend();
        switch (type)
        {
            case DefinedType defined: Add(defined.Type); break;
            case FunctionType function: Add(function.Type); break;
            case ResourceDefinedType resource: found.Add(resource.Resource.Root); break;
            case InstanceType instance:
                bound.Add(instance.Bound);
                foreach (var item in instance.Exports.Values) Add(item);
                break;
            case ComponentType component:
                bound.Add(component.Imported);
                bound.Add(component.Defined);
                foreach (var item in component.Imports.Values) Add(item);
                foreach (var item in component.Exports.Values) Add(item);
                break;
        }
    }

    public void Add(ItemType item)
    {
        switch (item)
        {
            case FunctionItem function: Add(function.Type); break;
            case TypeItem type: Add(type.Type); break;
            case InstanceItem instance: Add(instance.Type); break;
            case ComponentItem component: Add(component.Type); break;
        }
    }

    private void Add(FuncType type)
    {
        for (var i = 0; i < type.Params.Count; i++) Add(type.Params[i].Type);
        if (type.Result is { } result) Add(result);
    }

    private void Add(ValType type)
    {
        if ((type.Contents & (TypeContents.Own | TypeContents.Borrow)) == 0 || !seen.Add(type)) return;
        budget.Spend();
        switch (type)
        {
            case OwnType own: found.Add(((ResourceVariable)own.Resource).Root); break;
            case BorrowType borrow: found.Add(((ResourceVariable)borrow.Resource).Root); break;
            default:
                foreach (var part in ValTypeParts.Of(type)) Add(part);
                break;
        }
    }
}
