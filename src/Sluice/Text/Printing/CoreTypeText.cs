// WebAssembly 3.0, "Text Format: Types". https://webassembly.github.io/spec/core/text/types.html

using System.Globalization;
using System.Text;
using Sluice.Types;

namespace Sluice.Text.Printing;

/// <summary>Writes core types.</summary>
/// <param name="types">How types that are referred to by index are called.</param>
internal readonly struct CoreTypeText(Identifiers types)
{
    private readonly Identifiers types = types;

    public string Value(ValType type) =>
        type.IsRef && type.Heap.IsConcrete ? $"(ref {(type.Nullable ? "null " : "")}{types.Reference(type.Heap.Index)})" : type.ToString();

    public string Heap(HeapType type) => type.IsConcrete ? types.Reference(type.Index) : type.ToString();

    /// <param name="fields">How the fields of a structure are called; null if they have no names.</param>
    public string Sub(SubType type, Identifiers? fields = null)
    {
        var composite = Composite(type.Composite, fields);
        if (type.IsFinal && type.Supertypes.Length == 0) return composite;
        var supertypes = "";
        foreach (var supertype in type.Supertypes) supertypes += " " + types.Reference(supertype);
        return $"(sub{(type.IsFinal ? " final" : "")}{supertypes} {composite})";
    }

    public string Signature(FuncType type) => List("param", type.Parameters) + List("result", type.Results);

    public string List(string word, IReadOnlyCollection<ValType> list) => list.Count == 0 ? "" : $" ({word} {string.Join(' ', list.Select(Value))})";

    public string Use(int index) => $"(type {types.Reference(index)})";

    /// <summary>What an import or export describes, in parentheses.</summary>
    public string Extern(ExternType type) => type switch
    {
        FunctionExternType function => $"(func {Use(function.TypeIndex)})",
        TableType table => $"(table {Table(table)})",
        MemoryType memory => $"(memory {Memory(memory)})",
        GlobalType global => $"(global {Global(global)})",
        TagType tag => $"(tag {Use(tag.TypeIndex)})",
        _ => throw new InvalidOperationException($"{type} has no text"),
    };

    public string Table(TableType type) => $"{(type.Is64 ? "i64 " : "")}{Limits(type.Limits)} {Value(type.Element)}";

    public static string Memory(MemoryType type) =>
        $"{(type.Is64 ? "i64 " : "")}{Limits(type.Limits)}{(type.Shared ? " shared" : "")}{(type.PageSizeLog2 == 16 ? "" : $" (pagesize {Number(1ul << type.PageSizeLog2)})")}";

    public string Global(GlobalType type) => type.Mutable ? $"(mut {Value(type.Type)})" : Value(type.Type);

    private string Composite(CompositeType type, Identifiers? names)
    {
        switch (type)
        {
            case FuncType function: return $"(func{Signature(function)})";
            case StructType structure:
                var fields = new StringBuilder();
                for (var i = 0; i < structure.Fields.Length; i++) fields.Append($" (field{names?.BindingOnly(i)} {Field(structure.Fields[i])})");
                return $"(struct{fields})";
            case ArrayType array: return $"(array {Field(array.Element)})";
            default: throw new InvalidOperationException($"{type} has no text");
        }
    }

    private string Field(FieldType field)
    {
        var type = field.Packed switch { PackedType.I8 => "i8", PackedType.I16 => "i16", _ => Value(field.Type) };
        return field.Mutable ? $"(mut {type})" : type;
    }

    private static string Limits(Limits limits) => limits.Maximum is { } maximum ? $"{Number(limits.Minimum)} {Number(maximum)}" : Number(limits.Minimum);

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
