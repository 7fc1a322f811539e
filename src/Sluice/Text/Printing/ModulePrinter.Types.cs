using Sluice.Types;

namespace Sluice.Text.Printing;

internal sealed partial class ModulePrinter
{
    private void Types()
    {
        foreach (var group in module.RecursionGroups)
        {
            var (first, count) = group.GetOffsetAndLength(module.Types.Count);
            if (count == 1)
            {
                Field(TypeDefinition(first));
                continue;
            }
            Field("(rec");
            for (int i = first; i < first + count; i++) writer.Write($"\n{indent}    {TypeDefinition(i)}");
            writer.Write(')');
        }
    }

    private string TypeDefinition(int index) => $"(type{types.Binding(index)} {SubType(module.Types[index])})";

    private string SubType(SubType type)
    {
        string composite = type.Composite switch
        {
            FuncType function => $"(func{Signature(function)})",
            StructType structure => $"(struct{string.Concat(structure.Fields.Select(field => $" (field {FieldType(field)})"))})",
            ArrayType array => $"(array {FieldType(array.Element)})",
            _ => throw new InvalidOperationException($"{type} has no text"),
        };
        if (type.IsFinal && type.Supertypes.IsEmpty) return composite;
        return $"(sub{(type.IsFinal ? " final" : "")}{string.Concat(type.Supertypes.Select(supertype => " " + types.Reference(supertype)))} {composite})";
    }

    private string FieldType(FieldType field)
    {
        string type = field.Packed switch { PackedType.I8 => "i8", PackedType.I16 => "i16", _ => Type(field.Type) };
        return field.Mutable ? $"(mut {type})" : type;
    }

    private string Signature(FuncType type) => List("param", type.Parameters) + List("result", type.Results);

    private string List(string word, IReadOnlyCollection<ValType> list) => list.Count == 0 ? "" : $" ({word} {string.Join(' ', list.Select(Type))})";

    private string Type(ValType type) =>
        type.IsRef && type.Heap.IsConcrete ? $"(ref {(type.Nullable ? "null " : "")}{types.Reference(type.Heap.Index)})" : type.ToString();

    private string Type(HeapType type) => type.IsConcrete ? types.Reference(type.Index) : type.ToString();

    private string TypeUse(int index) => $"(type {types.Reference(index)})";

    private string TableType(TableType type) => $"{(type.Is64 ? "i64 " : "")}{Limits(type.Limits)} {Type(type.Element)}";

    private static string MemoryType(MemoryType type) =>
        $"{(type.Is64 ? "i64 " : "")}{Limits(type.Limits)}{(type.Shared ? " shared" : "")}{(type.PageSizeLog2 == 16 ? "" : $" (pagesize {Number(1ul << type.PageSizeLog2)})")}";

    private string GlobalType(GlobalType type) => type.Mutable ? $"(mut {Type(type.Type)})" : Type(type.Type);

    private static string Limits(Limits limits) => limits.Maximum is { } maximum ? $"{Number(limits.Minimum)} {Number(maximum)}" : Number(limits.Minimum);
}
