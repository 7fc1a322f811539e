using Sluice.Modules;

namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadCodeSection(ref BinaryCursor cursor, ModuleDefinition module, int[] types)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.Functions, "functions", at);
        module.Functions = Extend(module.Functions, count);
        for (var i = 0; i < count; i++)
        {
            at = cursor.Position;
            var size = cursor.ReadSize();
            if (size > ImplementationLimits.FunctionBytes)
                throw new MalformedException($"function body too large: {size} bytes, the limit is {ImplementationLimits.FunctionBytes}", at);
            var end = cursor.Position + size;
            var runs = ReadLocals(ref cursor);
            if (cursor.Position > end) throw new MalformedException("section size mismatch", end);
            var body = new ByteRange(cursor.Position, end - cursor.Position);
            // Without as many types the module is malformed, which is found when all sections have been read.
            module.Functions[module.ImportedFunctions + i] = new FunctionDefinition(i < types.Length ? types[i] : -1, runs, body);
            cursor.Skip(body.Length);
        }
    }

    private static LocalRun[] ReadLocals(ref BinaryCursor cursor)
    {
        var runs = cursor.ReadCount();
        if (runs == 0) return LocalRun.None;
        var locals = new LocalRun[runs];
        ulong total = 0;
        for (var i = 0; i < runs; i++)
        {
            var at = cursor.Position;
            var count = cursor.ReadU32();
            total += count;
            if (total > ImplementationLimits.Locals)
                throw new MalformedException($"too many locals: {total}, the limit is {ImplementationLimits.Locals}", at);
            locals[i] = new LocalRun(count, cursor.ReadValType());
        }
        return locals;
    }
}
