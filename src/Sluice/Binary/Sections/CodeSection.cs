using Sluice.Modules;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    /// <returns>How many functions the section has.</returns>
    private static int ReadCodeSection(ref BinaryCursor cursor, ModuleDefinition module, List<int> functionTypes)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        if (count != functionTypes.Count) throw InconsistentCode(at);
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
            module.Functions.Add(new FunctionDefinition(functionTypes[i], runs, body));
            cursor.Skip(body.Length);
        }
        return count;
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
