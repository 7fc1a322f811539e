using Sluice.Modules;
using Sluice.Types;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadElementSection(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.ElementSegments, "element segments", at);
        module.Elements = new ElementSegment[count];
        for (var i = 0; i < count; i++) module.Elements[i] = ReadElementSegment(ref cursor, module);
    }

    // Flags: bit 0 not active; bit 1 declarative if so, else an explicit table; bit 2 expressions instead of function indices.
    // Without bits 0 and 1 there is no element kind or type: function indices, or funcref expressions.
    private static ElementSegment ReadElementSegment(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var at = cursor.Position;
        var flags = cursor.ReadU32();
        if (flags > 7) throw new MalformedException("malformed elements segment kind", at);

        var mode = (flags & 3) switch { 1 => SegmentMode.Passive, 3 => SegmentMode.Declarative, _ => SegmentMode.Active };
        var table = (flags & 3) == 2 ? cursor.ReadIndex() : 0;
        ByteRange? offset = mode == SegmentMode.Active ? ReadExpression(ref cursor, module) : null;
        var isExpressions = (flags & 4) != 0;

        // Function indices are never null, the funcref expressions of the shortest form may be.
        var type = isExpressions ? ValType.FuncRef : ValType.Ref(false, HeapType.Func);
        if ((flags & 3) != 0)
        {
            if (isExpressions) type = cursor.ReadRefType();
            else ReadElementKind(ref cursor);
        }
        return isExpressions
            ? new ElementSegment(mode, table, offset, type, null, ReadElementExpressions(ref cursor, module))
            : new ElementSegment(mode, table, offset, type, ReadElementFunctions(ref cursor), null);
    }

    private static void ReadElementKind(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        if (cursor.ReadByte() != 0) throw new MalformedException("malformed element kind", at);
    }

    private static int[] ReadElementFunctions(ref BinaryCursor cursor)
    {
        var functions = new int[cursor.ReadCount()];
        for (var i = 0; i < functions.Length; i++) functions[i] = cursor.ReadIndex();
        return functions;
    }

    private static ByteRange[] ReadElementExpressions(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var expressions = new ByteRange[cursor.ReadCount()];
        for (var i = 0; i < expressions.Length; i++) expressions[i] = ReadExpression(ref cursor, module);
        return expressions;
    }
}
