using Sluice.Modules;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadMemorySection(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count + module.Memories.Count, ImplementationLimits.Memories, "memories", at);
        for (var i = 0; i < count; i++) module.Memories.Add(cursor.ReadMemoryType());
    }
}
