using Sluice.Modules;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadGlobalSection(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.Globals, "globals", at);
        for (var i = 0; i < count; i++)
        {
            var type = cursor.ReadGlobalType();
            module.Globals.Add(new GlobalDefinition(type, ReadExpression(ref cursor, module)));
        }
    }
}
