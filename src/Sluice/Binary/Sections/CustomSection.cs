using Sluice.Modules;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadCustomSection(ref BinaryCursor cursor, int end, ModuleDefinition module)
    {
        var name = cursor.ReadName();
        if (cursor.Position > end) throw BinaryCursor.UnexpectedEnd(end);
        var bytes = new ByteRange(cursor.Position, end - cursor.Position);
        module.CustomSections.Add(new CustomSection(name, bytes));
        cursor.Skip(bytes.Length);
    }
}
