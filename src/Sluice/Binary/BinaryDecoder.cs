// WebAssembly 3.0, "Binary Format: Modules". https://webassembly.github.io/spec/core/binary/modules.html
//
// Sections/ has a file per section. A section is read without regard to its size, which is compared afterwards: that is
// how the specification has it, and what its suite expects of the messages.

using Sluice.Modules;
using Sluice.Opcodes;

namespace Sluice.Binary;

/// <summary>Turns a binary into a <see cref="ModuleDefinition"/>. Function bodies stay bytes; validation reads them.</summary>
internal static partial class BinaryDecoder
{
    private const uint Magic = 0x6d736100;
    private const uint Version = 1;

    private const int LastSection = 13;

    /// <exception cref="MalformedException">It is not a module in the binary format, or exceeds a limit.</exception>
    public static ModuleDefinition Decode(ReadOnlyMemory<byte> binary)
    {
        var module = new ModuleDefinition { Binary = binary };
        var cursor = new BinaryCursor(binary.Span);
        ReadHeader(ref cursor);

        int[] functionTypes = [];
        try
        {
            ReadSections(ref cursor, module, ref functionTypes);
        }
        catch (MalformedException)
        {
            // A body that is not as long as it says derails what follows: its own mistake is the one to report.
            for (var i = module.ImportedFunctions; i < module.Functions.Length && module.Functions[i] is { } read; i++) CheckBody(module, read.Body);
            throw;
        }

        if (module.Functions.Length - module.ImportedFunctions != functionTypes.Length)
            throw new MalformedException("function and code section have inconsistent lengths", cursor.Position);
        if (module.DataCount >= 0 && module.DataCount != module.Data.Length)
            throw new MalformedException("data count and data section have inconsistent lengths", cursor.Position);
        return module;
    }

    private static void ReadSections(ref BinaryCursor cursor, ModuleDefinition module, ref int[] functionTypes)
    {
        var last = 0;
        while (!cursor.AtEnd)
        {
            var at = cursor.Position;
            var id = cursor.ReadByte();
            if (id > LastSection) throw new MalformedException("malformed section id", at);
            var size = cursor.ReadSize();
            var end = cursor.Position + size;
            if (id != 0)
            {
                if (PlaceOf(id) <= last) throw new MalformedException("unexpected content after last section", at);
                last = PlaceOf(id);
            }
            switch (id)
            {
                case 0: ReadCustomSection(ref cursor, end, module); break;
                case 1: ReadTypeSection(ref cursor, module); break;
                case 2: ReadImportSection(ref cursor, module); break;
                case 3: functionTypes = ReadFunctionSection(ref cursor); break;
                case 4: ReadTableSection(ref cursor, module); break;
                case 5: ReadMemorySection(ref cursor, module); break;
                case 6: ReadGlobalSection(ref cursor, module); break;
                case 7: ReadExportSection(ref cursor, module); break;
                case 8: module.StartFunction = cursor.ReadIndex(); break;
                case 9: ReadElementSection(ref cursor, module); break;
                case 10: ReadCodeSection(ref cursor, module, functionTypes); break;
                case 11: ReadDataSection(ref cursor, module); break;
                case 12: module.DataCount = cursor.ReadIndex(); break;
                case 13: ReadTagSection(ref cursor, module); break;
            }
            if (cursor.Position != end) throw new MalformedException("section size mismatch", end);
        }
    }

    /// <summary>A section's place in the required order, which the ids of the later ones do not follow.</summary>
    private static int PlaceOf(int id) => id switch
    {
        <= 5 => id,
        13 => 6,
        <= 9 => id + 1,
        12 => 11,
        _ => id + 2,
    };

    /// <summary>An index space with room for <paramref name="count"/> more.</summary>
    private static T[] Extend<T>(T[] space, int count) where T : class
    {
        Array.Resize(ref space, space.Length + count);
        return space;
    }

    private static void CheckBody(ModuleDefinition module, ByteRange body)
    {
        var cursor = new BinaryCursor(module.Binary.Span, body.Start);
        if (ReadExpression(ref cursor, module) != body) throw new MalformedException("section size mismatch", body.End);
    }

    private static void ReadHeader(ref BinaryCursor cursor)
    {
        if (cursor.ReadFixed32() != Magic) throw new MalformedException("magic header not detected", 0);
        if (cursor.ReadFixed32() != Version) throw new MalformedException("unknown binary version", 4);
    }

    /// <summary>Skips over one expression, of any nesting, and says where it was.</summary>
    private static ByteRange ReadExpression(ref BinaryCursor cursor, ModuleDefinition module)
    {
        var start = cursor.Position;
        var reader = new InstructionReader(module.Binary.Span, new ByteRange(start, cursor.Remaining));
        var instruction = default(Instruction);
        var depth = 1;
        while (depth > 0)
        {
            if (!reader.Read(ref instruction)) throw BinaryCursor.UnexpectedEnd(reader.Position);
            switch (instruction.Opcode)
            {
                case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.TryTable:
                    depth++;
                    break;
                case Opcode.Else when depth == 1:
                    throw new MalformedException("END opcode expected", instruction.Position);
                case Opcode.End:
                    depth--;
                    break;
            }
        }
        cursor.Skip(reader.Position - start);
        return new ByteRange(start, reader.Position - start);
    }
}
