// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions

using System.Diagnostics;
using Sluice.Components.Definitions;
using Sluice.Modules;
using Sluice.Wit.Types;

namespace Sluice.Components.Validation;

internal sealed partial class ComponentValidator
{
    // elem_size(t, 'i64') must be less.
    private const long ElementSizeLimit = 1L << 28;

    private AnyType Resolve(TypeSyntax syntax) => syntax switch
    {
        DefinedTypeSyntax defined => new DefinedType(Checked(Resolve(defined))),
        FuncTypeSyntax function => new FunctionType(Resolve(function)),
        ComponentTypeSyntax component => ResolveComponentType(component),
        InstanceTypeSyntax instance => ResolveInstanceType(instance),
        ResourceSyntax resource => ResolveResource(resource),
        _ => throw new UnreachableException(),
    };

    private static ValType Checked(ValType type)
    {
        if (type.Depth > TypeBudget.MaxDepth) throw new InvalidException("type nesting is too deep");
        if (type.NodeCount > TypeBudget.MaxNodes) throw new InvalidException($"effective type size exceeds the limit of {TypeBudget.MaxNodes}");
        if (type.Memory64.Size >= ElementSizeLimit) throw new InvalidException($"type size exceeds maximum byte size of {ElementSizeLimit - 1}");
        return type;
    }

    private ValType Resolve(ValTypeSyntax syntax)
    {
        if (syntax.Primitive is { } primitive) return primitive;
        return scope.Types[syntax.Index] is DefinedType defined
            ? defined.Type
            : throw new InvalidException($"type index {syntax.Index} is not a defined type");
    }

    private ValType? Resolve(ValTypeSyntax? syntax) => syntax is { } present ? Resolve(present) : null;

    private ValType Resolve(DefinedTypeSyntax syntax)
    {
        switch (syntax)
        {
            case PrimitiveSyntax primitive:
                return primitive.Type;
            case RecordSyntax record:
                return Resolve(record);
            case VariantSyntax variant:
                return Resolve(variant);
            case ListSyntax list:
                return new ListType(Resolve(list.Element));
            case FixedListSyntax list:
                return Resolve(list);
            case MapSyntax map:
                return Resolve(map);
            case TupleSyntax tuple:
                return Resolve(tuple);
            case FlagsSyntax flags:
                return Resolve(flags);
            case EnumSyntax labels:
                return Resolve(labels);
            case OptionSyntax option:
                return new OptionType(Resolve(option.Some));
            case ResultSyntax result:
                return new ResultType(Resolve(result.Ok), Resolve(result.Error));
            case HandleSyntax { Owned: true } handle:
                return new OwnType(scope.ResourceAt(handle.ResourceIndex));
            case HandleSyntax handle:
                return new BorrowType(scope.ResourceAt(handle.ResourceIndex));
            case AsyncValueSyntax value:
                return Resolve(value);
            default:
                throw new UnreachableException();
        }
    }

    private RecordType Resolve(RecordSyntax syntax)
    {
        if (syntax.Fields.Length == 0) throw new InvalidException("record type must have at least one field");
        CheckLabels(syntax.Fields, "record field", "field");
        var fields = new Field[syntax.Fields.Length];
        for (var i = 0; i < fields.Length; i++) fields[i] = new Field(syntax.Fields[i].Label, Resolve(syntax.Fields[i].Type));
        return new RecordType(new Seq<Field>(fields));
    }

    private VariantType Resolve(VariantSyntax syntax)
    {
        if (syntax.Cases.Length == 0) throw new InvalidException("variant type must have at least one case");
        var labels = new string[syntax.Cases.Length];
        for (var i = 0; i < labels.Length; i++) labels[i] = syntax.Cases[i].Label;
        CheckLabels(labels, "variant case", "case");
        var cases = new Case[labels.Length];
        for (var i = 0; i < cases.Length; i++) cases[i] = new Case(labels[i], Resolve(syntax.Cases[i].Type));
        return new VariantType(new Seq<Case>(cases));
    }

    private FixedListType Resolve(FixedListSyntax syntax)
    {
        if (syntax.Length == 0) throw new InvalidException("fixed-length lists must have at least one element");
        return new FixedListType(Resolve(syntax.Element), syntax.Length);
    }

    private MapType Resolve(MapSyntax syntax)
    {
        var key = Resolve(syntax.Key);
        if (key is not PrimType { Kind: not (ValKind.F32 or ValKind.F64 or ValKind.ErrorContext) })
            throw new InvalidException($"map keys must be of type bool, char, string or an integer type, found `{key}`");
        return new MapType(key, Resolve(syntax.Value));
    }

    private FlagsType Resolve(FlagsSyntax syntax)
    {
        if (syntax.Labels.Length == 0) throw new InvalidException("flags must have at least one entry");
        if (syntax.Labels.Length > Layout.MaxFlags) throw new InvalidException($"cannot have more than {Layout.MaxFlags} flags");
        CheckLabels(syntax.Labels, "flag", "flag");
        return new FlagsType(new Seq<string>(syntax.Labels));
    }

    private EnumType Resolve(EnumSyntax syntax)
    {
        if (syntax.Labels.Length == 0) throw new InvalidException("enum type must have at least one variant");
        CheckLabels(syntax.Labels, "enum tag", "tag");
        return new EnumType(new Seq<string>(syntax.Labels));
    }

    private ValType Resolve(AsyncValueSyntax syntax)
    {
        var element = Resolve(syntax.Element);
        var what = syntax.Stream ? "stream" : "future";
        if (element is { ContainsBorrow: true }) throw new InvalidException($"`{what}` element type cannot contain a `borrow` type");
        if (syntax.Stream && element is PrimType { Kind: ValKind.Char }) throw new InvalidException("`stream<char>` is not valid at this time");
        return syntax.Stream ? new StreamType(element) : new FutureType(element);
    }

    private TupleType Resolve(TupleSyntax syntax)
    {
        if (syntax.Types.Length == 0) throw new InvalidException("tuple type must have at least one type");
        var types = new ValType[syntax.Types.Length];
        for (var i = 0; i < types.Length; i++) types[i] = Resolve(syntax.Types[i]);
        return new TupleType(new Seq<ValType>(types));
    }

    private FuncType Resolve(FuncTypeSyntax syntax)
    {
        CheckLabels(syntax.Params, "function parameter", "parameter");
        var parameters = new Param[syntax.Params.Length];
        for (var i = 0; i < parameters.Length; i++) parameters[i] = new Param(syntax.Params[i].Label, Resolve(syntax.Params[i].Type));
        var result = Resolve(syntax.Result);
        if (result is { ContainsBorrow: true }) throw new InvalidException("function result cannot contain a `borrow` type");
        long nodes = result?.NodeCount ?? 0;
        foreach (var parameter in parameters) nodes += parameter.Type.NodeCount;
        if (nodes > TypeBudget.MaxNodes) throw new InvalidException($"effective type size exceeds the limit of {TypeBudget.MaxNodes}");
        return new FuncType(new Seq<Param>(parameters), result, syntax.Async);
    }

    private void CheckLabels(LabelSyntax[] items, string what, string previousWhat)
    {
        var labels = new string[items.Length];
        for (var i = 0; i < labels.Length; i++) labels[i] = items[i].Label;
        CheckLabels(labels, what, previousWhat);
    }

    private void CheckLabels(string[] labels, string what, string previousWhat)
    {
        var seen = new NameMap<string>();
        foreach (var label in labels)
        {
            budget.Spend();
            if (label.Length == 0) throw new InvalidException($"{what} name cannot be empty");
            if (!ExternName.IsLabel(label)) throw new InvalidException($"{what} name `{label}` is not in kebab case");
            var lower = ExternName.Lower(label);
            if (seen.TryGetValue(lower, out var previous)) throw new InvalidException($"{what} name `{label}` conflicts with previous {previousWhat} name `{previous}`");
            seen.Add(lower, label);
        }
    }

    private ComponentType ResolveComponentType(ComponentTypeSyntax syntax)
    {
        var outer = scope;
        scope = new Scope(ScopeKind.ComponentType, outer, budget);
        foreach (var declaration in syntax.Declarations) Located(declaration);
        var type = FinishComponent();
        scope = outer;
        return type;
    }

    private InstanceType ResolveInstanceType(InstanceTypeSyntax syntax)
    {
        var outer = scope;
        scope = new Scope(ScopeKind.InstanceType, outer, budget);
        foreach (var declaration in syntax.Declarations) Located(declaration);
        var type = new InstanceType(scope.Exports.Items, scope.ExportedResources.ToArray());
        scope = outer;
        return type;
    }

    private ResourceDefinedType ResolveResource(ResourceSyntax syntax)
    {
        if (scope.Kind != ScopeKind.Component) throw new InvalidException("resources can only be defined within a concrete component");
        if (syntax.Representation != Types.ValType.I32) throw new InvalidException("resources can only be represented by `i32`");
        if (syntax.Destructor is { } destructor)
        {
            var type = CoreFunctionAt(destructor);
            if (type is not { Parameters: [var parameter], Results: [] } || parameter != Types.ValType.I32)
                throw new InvalidException($"core function {destructor} has wrong signature for a destructor");
        }
        var resource = new ResourceVariable($"resource {scope.Types.Count}");
        scope.LocalResources.Add(resource);
        return new ResourceDefinedType(resource);
    }

    /// <summary>What an <c>externtype</c> describes; a resource that it introduces is named after the import or export.</summary>
    private ItemType Resolve(ExternTypeSyntax syntax, string name)
    {
        if (syntax.Index is not { } index)
        {
            var fresh = new ResourceDefinedType(new ResourceVariable(name));
            return new TypeItem(fresh, fresh);
        }
        switch (syntax.Sort)
        {
            case Sort.CoreModule:
                return new ModuleItem(scope.CoreTypes[index].Module
                    ?? throw new InvalidException($"core type index {index} is not a module type"));
            case Sort.Function:
                return new FunctionItem(FunctionTypeAt(index));
            case Sort.Type:
                return Named(scope.Types[index]);
            case Sort.Instance:
                return new InstanceItem(scope.Types[index] as InstanceType
                    ?? throw new InvalidException($"type index {index} is not an instance type"));
            default:
                return new ComponentItem(scope.Types[index] as ComponentType
                    ?? throw new InvalidException($"type index {index} is not a component type"));
        }
    }

    private FuncType FunctionTypeAt(uint index) =>
        scope.Types[index] is FunctionType function ? function.Type : throw new InvalidException($"type index {index} is not a function type");

    /// <summary>A type under a new name: equal to the original, and another object.</summary>
    private static TypeItem Named(AnyType original) => new(original switch
    {
        DefinedType defined => new DefinedType(defined.Type with { }),
        ResourceDefinedType resource => new ResourceDefinedType(ResourceVariable.AliasOf(resource.Resource)),
        _ => original,
    }, original);
}
