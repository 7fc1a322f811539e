using Sluice.Modules;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadDataSection(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.DataSegments, "data segments", at);
        module.Data = new DataSegment[count];
        for (var i = 0; i < count; i++) module.Data[i] = ReadDataSegment(ref cursor, module);
    }

    private static DataSegment ReadDataSegment(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var flags = cursor.ReadU32();
        if (flags > 2) throw new MalformedException("malformed data segment kind", at);
        var mode = flags == 1 ? SegmentMode.Passive : SegmentMode.Active;
        var memory = flags == 2 ? cursor.ReadIndex() : 0;
        ByteRange? offset = mode == SegmentMode.Active ? ReadExpression(ref cursor, module) : null;
        var size = cursor.ReadCount();
        var bytes = new ByteRange(cursor.Position, size);
        cursor.Skip(size);
        return new DataSegment(mode, memory, offset, bytes);
    }
}
