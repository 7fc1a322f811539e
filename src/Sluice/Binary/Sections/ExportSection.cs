using Sluice.Modules;
using Sluice.Types;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadExportSection(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.Exports, "exports", at);
        module.Exports = new Export[count];
        for (var i = 0; i < count; i++)
        {
            var name = cursor.ReadName();
            at = cursor.Position;
            var kind = (ExternKind)cursor.ReadByte();
            if (kind > ExternKind.Tag) throw new MalformedException("malformed export kind", at);
            module.Exports[i] = new Export(name, kind, cursor.ReadIndex());
        }
    }
}
