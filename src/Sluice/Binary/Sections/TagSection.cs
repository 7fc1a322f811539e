using Sluice.Modules;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadTagSection(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.Tags, "tags", at);
        var space = module.Tags = Extend(module.Tags, count);
        for (var i = space.Length - count; i < space.Length; i++) space[i] = cursor.ReadTagType();
    }
}
