// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#type-definitions

using Sluice.Components.Definitions;

namespace Sluice.Text.Printing;

internal sealed partial class ComponentPrinter
{
    private void Type(TypeSyntax type)
    {
        switch (type)
        {
            case DefinedTypeSyntax defined: writer.Write(DefinedType(defined)); break;
            case FuncTypeSyntax function: writer.Write(FunctionType(function)); break;
            case ResourceSyntax resource:
                var destructor = resource.Destructor is { } index ? $" (dtor {Item(Sort.CoreFunction, index)})" : "";
                writer.Write($"(resource (rep {resource.Representation}){destructor})");
                break;
            case ComponentTypeSyntax component: Declarations("component", component.Declarations); break;
            case InstanceTypeSyntax instance: Declarations("instance", instance.Declarations); break;
            default: throw new InvalidOperationException($"{type.GetType().Name} has no text");
        }
    }

    private void Declarations(string keyword, Definition[] declarations)
    {
        writer.Write($"({keyword}");
        var (outerScope, outerIndent) = (scope, indent);
        scope = new PrintedScope();
        indent += "  ";
        foreach (var declaration in declarations)
        {
            writer.Write('\n');
            Definition(declaration);
        }
        (scope, indent) = (outerScope, outerIndent);
        writer.Write(')');
    }

    private string ValType(ValTypeSyntax type) => type.Primitive?.ToString() ?? scope.Reference(Sort.Type, type.Index);

    private string Optional(ValTypeSyntax? type) => type is { } present ? " " + ValType(present) : "";

    private string DefinedType(DefinedTypeSyntax type) => type switch
    {
        PrimitiveSyntax primitive => primitive.Type.ToString(),
        RecordSyntax record => $"(record{string.Concat(record.Fields.Select(f => $" (field {StringText.Quote(f.Label)} {ValType(f.Type)})"))})",
        VariantSyntax variant => $"(variant{string.Concat(variant.Cases.Select(c => $" (case {StringText.Quote(c.Label)}{Optional(c.Type)})"))})",
        ListSyntax list => $"(list {ValType(list.Element)})",
        FixedListSyntax list => $"(list {ValType(list.Element)} {Number(list.Length)})",
        MapSyntax map => $"(map {ValType(map.Key)} {ValType(map.Value)})",
        TupleSyntax tuple => $"(tuple{string.Concat(tuple.Types.Select(t => " " + ValType(t)))})",
        FlagsSyntax flags => $"(flags{Labels(flags.Labels)})",
        EnumSyntax labels => $"(enum{Labels(labels.Labels)})",
        OptionSyntax option => $"(option {ValType(option.Some)})",
        ResultSyntax result => $"(result{Optional(result.Ok)}{(result.Error is { } error ? $" (error {ValType(error)})" : "")})",
        HandleSyntax handle => $"({(handle.Owned ? "own" : "borrow")} {scope.Reference(Sort.Type, handle.ResourceIndex)})",
        AsyncValueSyntax value => $"({(value.Stream ? "stream" : "future")}{Optional(value.Element)})",
        _ => throw new InvalidOperationException($"{type.GetType().Name} has no text"),
    };

    private static string Labels(string[] labels) => string.Concat(labels.Select(static l => " " + StringText.Quote(l)));

    private string FunctionType(FuncTypeSyntax type)
    {
        var parameters = string.Concat(type.Params.Select(p => $" (param {StringText.Quote(p.Label)} {ValType(p.Type)})"));
        return $"(func{(type.Async ? " async" : "")}{parameters}{(type.Result is { } result ? $" (result {ValType(result)})" : "")})";
    }
}
