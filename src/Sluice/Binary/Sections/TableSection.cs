using Sluice.Modules;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadTableSection(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count + module.Tables.Length, ImplementationLimits.Tables, "tables", at);
        var space = module.Tables = Extend(module.Tables, count);
        for (var i = space.Length - count; i < space.Length; i++) space[i] = ReadTable(ref cursor, module);
    }

    // 0x40 0x00 announces an initializer after the type.
    private static TableDefinition ReadTable(ref BinaryCursor cursor, ModuleDefinition module)
    {
        if (cursor.Peek() != 0x40) return new TableDefinition(cursor.ReadTableType(), null);
        cursor.Skip(1);
        var at = cursor.Position;
        if (cursor.ReadByte() != 0) throw new MalformedException("malformed table", at);
        var type = cursor.ReadTableType();
        return new TableDefinition(type, ReadExpression(ref cursor, module));
    }
}
