using Sluice.Modules;
using Sluice.Types;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadTypeSection(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var groups = cursor.ReadCount();
        ImplementationLimits.Check(groups, ImplementationLimits.Types, "types", at);
        module.RecursionGroups = new SubType[groups][];
        var types = 0;
        for (var i = 0; i < groups; i++)
        {
            at = cursor.Position;
            var group = cursor.ReadRecursiveType(types);
            types += group.Length;
            ImplementationLimits.Check(types, ImplementationLimits.Types, "types", at);
            module.RecursionGroups[i] = group;
        }

        module.Types = new SubType[types];
        var start = 0;
        foreach (var group in module.RecursionGroups)
        {
            group.CopyTo(module.Types, start);
            start += group.Length;
        }
    }
}
