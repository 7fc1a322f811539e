using Sluice.Modules;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadTypeSection(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var groups = cursor.ReadCount();
        ImplementationLimits.Check(groups, ImplementationLimits.Types, "types", at);
        for (var i = 0; i < groups; i++)
        {
            var start = module.Types.Count;
            at = cursor.Position;
            cursor.ReadRecursiveType(module.Types);
            ImplementationLimits.Check(module.Types.Count, ImplementationLimits.Types, "types", at);
            module.RecursionGroups.Add(start..module.Types.Count);
        }
    }
}
