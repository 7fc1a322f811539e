using Sluice.Modules;
using Sluice.Types;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadImportSection(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.Imports, "imports", at);
        for (var i = 0; i < count; i++)
        {
            var from = cursor.ReadName();
            var name = cursor.ReadName();
            module.Imports.Add(new Import(from, name, ReadImportedType(ref cursor, module)));
        }
        module.ImportedFunctions = module.Functions.Count;
        module.ImportedTables = module.Tables.Count;
        module.ImportedMemories = module.Memories.Count;
        module.ImportedGlobals = module.Globals.Count;
        module.ImportedTags = module.Tags.Count;
    }

    /// <summary>Reads what an import is and gives it the next index of its space.</summary>
    private static ExternType ReadImportedType(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        switch (cursor.ReadByte())
        {
            case 0:
                var function = new FunctionExternType(cursor.ReadIndex());
                module.Functions.Add(new FunctionDefinition(function.TypeIndex, [], default));
                return function;
            case 1:
                var table = cursor.ReadTableType();
                module.Tables.Add(new TableDefinition(table, null));
                return table;
            case 2:
                var memory = cursor.ReadMemoryType();
                module.Memories.Add(memory);
                return memory;
            case 3:
                var global = cursor.ReadGlobalType();
                module.Globals.Add(new GlobalDefinition(global, null));
                return global;
            case 4:
                var tag = cursor.ReadTagType();
                module.Tags.Add(tag);
                return tag;
            default:
                throw new MalformedException("malformed import kind", at);
        }
    }
}
