using Sluice.Modules;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadMemorySection(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count + module.Memories.Length, ImplementationLimits.Memories, "memories", at);
        var space = module.Memories = Extend(module.Memories, count);
        for (var i = space.Length - count; i < space.Length; i++) space[i] = cursor.ReadMemoryType();
    }
}
