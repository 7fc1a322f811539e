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
        module.Imports = new Import[count];
        for (var i = 0; i < count; i++)
        {
            var from = cursor.ReadName();
            var name = cursor.ReadName();
            module.Imports[i] = new Import(from, name, ReadImportedType(ref cursor));
        }
        AddToIndexSpaces(module);
    }

    /// <summary>Gives each import the next index of its space.</summary>
    private static void AddToIndexSpaces(ModuleDefinition module)
    {
        foreach (var import in module.Imports)
        {
            switch (import.Type.Kind)
            {
                case ExternKind.Function: module.ImportedFunctions++; break;
                case ExternKind.Table: module.ImportedTables++; break;
                case ExternKind.Memory: module.ImportedMemories++; break;
                case ExternKind.Global: module.ImportedGlobals++; break;
                case ExternKind.Tag: module.ImportedTags++; break;
            }
        }
        module.Functions = new FunctionDefinition[module.ImportedFunctions];
        module.Tables = new TableDefinition[module.ImportedTables];
        module.Memories = new MemoryType[module.ImportedMemories];
        module.Globals = new GlobalDefinition[module.ImportedGlobals];
        module.Tags = new TagType[module.ImportedTags];
        int functions = 0, tables = 0, memories = 0, globals = 0, tags = 0;
        foreach (var import in module.Imports)
        {
            switch (import.Type)
            {
                case FunctionExternType function: module.Functions[functions++] = new FunctionDefinition(function.TypeIndex, LocalRun.None, default); break;
                case TableType table: module.Tables[tables++] = new TableDefinition(table, null); break;
                case MemoryType memory: module.Memories[memories++] = memory; break;
                case GlobalType global: module.Globals[globals++] = new GlobalDefinition(global, null); break;
                case TagType tag: module.Tags[tags++] = tag; break;
            }
        }
    }

    private static ExternType ReadImportedType(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        return cursor.ReadByte() switch
        {
            0 => new FunctionExternType(cursor.ReadIndex()),
            1 => cursor.ReadTableType(),
            2 => cursor.ReadMemoryType(),
            3 => cursor.ReadGlobalType(),
            4 => cursor.ReadTagType(),
            _ => throw new MalformedException("malformed import kind", at),
        };
    }
}
