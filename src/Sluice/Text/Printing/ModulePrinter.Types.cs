using Sluice.Types;

namespace Sluice.Text.Printing;

internal sealed partial class ModulePrinter
{
    private void Types()
    {
        var index = 0;
        foreach (var group in module.RecursionGroups)
        {
            if (group.Length == 1)
            {
                Field(TypeDefinition(index++));
                continue;
            }
            Field("(rec");
            foreach (var _ in group) writer.Write($"\n{indent}    {TypeDefinition(index++)}");
            writer.Write(')');
        }
    }

    private CoreTypeText Text => new(types);

    private string TypeDefinition(int index) => $"(type{types.Binding(index)} {Text.Sub(module.Types[index], fields.GetValueOrDefault(index))})";

    private string List(string word, IReadOnlyCollection<ValType> list) => Text.List(word, list);

    private string Type(ValType type) => Text.Value(type);

    private string Type(HeapType type) => Text.Heap(type);

    private string TypeUse(int index) => Text.Use(index);

    private string TableType(TableType type) => Text.Table(type);

    private static string MemoryType(MemoryType type) => CoreTypeText.Memory(type);

    private string GlobalType(GlobalType type) => Text.Global(type);
}
