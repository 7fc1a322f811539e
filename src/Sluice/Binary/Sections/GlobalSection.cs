using Sluice.Modules;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadGlobalSection(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.Globals, "globals", at);
        var space = module.Globals = Extend(module.Globals, count);
        for (var i = space.Length - count; i < space.Length; i++)
        {
            var type = cursor.ReadGlobalType();
            space[i] = new GlobalDefinition(type, ReadExpression(ref cursor, module));
        }
    }
}
