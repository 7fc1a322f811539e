using Sluice.Modules;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadCodeSection(ref BinaryCursor cursor, List<(LocalRun[] Locals, ByteRange Body)> code)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.Functions, "functions", at);
        var locals = new List<LocalRun>();
        for (var i = 0; i < count; i++)
        {
            at = cursor.Position;
            var size = cursor.ReadSize();
            if (size > ImplementationLimits.FunctionBytes)
                throw new MalformedException($"function body too large: {size} bytes, the limit is {ImplementationLimits.FunctionBytes}", at);
            var end = cursor.Position + size;
            var runs = ReadLocals(ref cursor, locals);
            if (cursor.Position > end) throw new MalformedException("section size mismatch", end);
            var body = new ByteRange(cursor.Position, end - cursor.Position);
            code.Add((runs, body));
            cursor.Skip(body.Length);
        }
    }

    private static LocalRun[] ReadLocals(ref BinaryCursor cursor, List<LocalRun> buffer)
    {
        var runs = cursor.ReadCount();
        if (runs == 0) return [];
        buffer.Clear();
        ulong total = 0;
        for (var i = 0; i < runs; i++)
        {
            var at = cursor.Position;
            var count = cursor.ReadU32();
            total += count;
            if (total > ImplementationLimits.Locals)
                throw new MalformedException($"too many locals: {total}, the limit is {ImplementationLimits.Locals}", at);
            buffer.Add(new LocalRun(count, cursor.ReadValType()));
        }
        return [.. buffer];
    }
}
