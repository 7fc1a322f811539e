// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#external-visibility-of-types

using Sluice.Wit.Types;

namespace Sluice.Components.Validation;

/// <summary>The types that imports, or exports, have given a name: records and the like must have one before something external uses them.</summary>
internal sealed class NamedTypes(TypeBudget budget)
{
    // By identity: giving a type a name makes a new object.
    private readonly HashSet<object> named = new(ReferenceEqualityComparer.Instance);

    public void Add(AnyType type)
    {
        switch (type)
        {
            case DefinedType defined: named.Add(defined.Type); break;
            case ResourceDefinedType resource: named.Add(resource.Resource); break;
        }
    }

    /// <summary>Whether a use of the value type refers only to named types.</summary>
    public bool IsNamed(ValType type)
    {
        if (type is PrimType || named.Contains(type)) return true;
        budget.Spend();
        switch (type)
        {
            case RecordType or VariantType or EnumType or FlagsType: return false;
            case OwnType own: return named.Contains(own.Resource);
            case BorrowType borrow: return named.Contains(borrow.Resource);
        }
        foreach (var part in ValTypeParts.Of(type))
            if (!IsNamed(part)) return false;
        named.Add(type);
        return true;
    }

    public bool IsNamed(FuncType type)
    {
        for (var i = 0; i < type.Params.Count; i++)
            if (!IsNamed(type.Params[i].Type)) return false;
        return type.Result is null || IsNamed(type.Result);
    }

    /// <summary>Whether the type may be given a name: whether what it consists of is named.</summary>
    public bool HasNamedParts(AnyType type)
    {
        budget.Spend();
        switch (type)
        {
            case DefinedType { Type: OwnType or BorrowType } handle: return IsNamed(handle.Type);
            case DefinedType defined:
                foreach (var part in ValTypeParts.Of(defined.Type))
                    if (!IsNamed(part)) return false;
                return true;
            case FunctionType function:
                return IsNamed(function.Type);
            case InstanceType instance:
                foreach (var item in instance.Exports.Values)
                    if (!HasNamedParts(item)) return false;
                return true;
            default:
                return true;
        }
    }

    private bool HasNamedParts(ItemType item) => item switch
    {
        FunctionItem function => IsNamed(function.Type),
        TypeItem type => HasNamedParts(type.Type),
        InstanceItem instance => HasNamedParts(instance.Type),
        _ => true,
    };
}
