// WebAssembly 3.0, "Custom Sections: Name Section". https://webassembly.github.io/spec/core/appendix/custom.html#name-section

using Sluice.Modules;

namespace Sluice.Binary;

/// <summary>
/// Reads the names that a module gives to its parts. A custom section never makes a module malformed:
/// reading stops at the first mistake and keeps what came before it.
/// </summary>
internal static class NameSectionReader
{
    public static NameSection Read(ModuleDefinition module)
    {
        var names = new NameSection();
        foreach (var section in module.CustomSections)
        {
            if (section.Name != "name") continue;
            try
            {
                ReadSubsections(new BinaryCursor(module.Binary.Span, section.Bytes.Start, section.Bytes.End), names);
            }
            catch (MalformedException)
            {
                break;
            }
        }
        return names;
    }

    private static void ReadSubsections(BinaryCursor cursor, NameSection names)
    {
        while (!cursor.AtEnd)
        {
            var id = cursor.ReadByte();
            var size = cursor.ReadSize();
            var end = cursor.Position + size;
            switch (id)
            {
                case 0: names.Module = cursor.ReadName(); break;
                case 1: ReadMap(ref cursor, names.Functions); break;
                case 2: ReadIndirectMap(ref cursor, names.Locals); break;
                case 4: ReadMap(ref cursor, names.Types); break;
                case 5: ReadMap(ref cursor, names.Tables); break;
                case 6: ReadMap(ref cursor, names.Memories); break;
                case 7: ReadMap(ref cursor, names.Globals); break;
                case 8: ReadMap(ref cursor, names.Elements); break;
                case 9: ReadMap(ref cursor, names.Data); break;
                case 10: ReadIndirectMap(ref cursor, names.Fields); break;
                case 11: ReadMap(ref cursor, names.Tags); break;
                default: cursor.Skip(size); break;
            }
            if (cursor.Position != end) return;
        }
    }

    private static void ReadMap(ref BinaryCursor cursor, Dictionary<int, string> names)
    {
        var count = cursor.ReadCount();
        for (var i = 0; i < count; i++)
        {
            var index = cursor.ReadIndex();
            names[index] = cursor.ReadName();
        }
    }

    private static void ReadIndirectMap(ref BinaryCursor cursor, Dictionary<(int, int), string> names)
    {
        var maps = cursor.ReadCount();
        for (var i = 0; i < maps; i++)
        {
            var outer = cursor.ReadIndex();
            var count = cursor.ReadCount();
            for (var j = 0; j < count; j++)
            {
                var inner = cursor.ReadIndex();
                names[(outer, inner)] = cursor.ReadName();
            }
        }
    }
}
