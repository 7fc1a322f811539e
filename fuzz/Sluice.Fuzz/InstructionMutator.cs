using Sluice.Binary;
using Sluice.Modules;
using Sluice.Opcodes;

namespace Sluice.Fuzz;

/// <summary>Changes a function body instruction by instruction, so that most of what comes out is valid and gets compiled.</summary>
internal sealed class InstructionMutator(Random random)
{
    // Each leaves the operand stack as it was.
    private static readonly byte[][] Snippets =
    [
        [0x01],                                                 // nop
        [0x00],                                                 // unreachable
        [0x0f],                                                 // return
        [0x0c, 0],                                              // br 0
        [0x41, 0, 0x1a],                                        // i32.const 0, drop
        [0x20, 0, 0x1a],                                        // local.get 0, drop
        [0x20, 0, 0x21, 0],                                     // local.get 0, local.set 0
        [0x41, 0x7c, 0x28, 2, 0, 0x1a],                         // i32.const -4, i32.load, drop
        [0x41, 0, 0x28, 2, 0xff, 0xff, 3, 0x1a],                // i32.const 0, i32.load offset=65535, drop
        [0x41, 16, 0x41, 5, 0x36, 2, 0],                        // i32.const 16, i32.const 5, i32.store
        [0x41, 1, 0x40, 0, 0x1a],                               // i32.const 1, memory.grow, drop
        [0x02, 0x40, 0x0b],                                     // block, end
        [0x03, 0x40, 0x0b],                                     // loop, end
        [0x03, 0x40, 0x0c, 0, 0x0b],                            // loop, br 0, end
        [0x41, 1, 0x04, 0x40, 0x05, 0x0b],                      // i32.const 1, if, else, end
        [0x41, 0, 0x0d, 0],                                     // i32.const 0, br_if 0
        [0x41, 1, 0x41, 0, 0x6d, 0x1a],                         // i32.const 1, i32.const 0, i32.div_s, drop
        [0x10, 0],                                              // call 0
        [0x10, 1],                                              // call 1
        [0x1f, 0x40, 1, 2, 0, 0x0b],                            // try_table (catch_all 0), end
        [0x41, 0, 0x41, 0, 0x41, 0x80, 0x80, 4, 0xfc, 11, 0],   // memory.fill of a page
        [0x41, 1, 0x41, 2, 0x41, 3, 0x1b, 0x1a],                // select, drop
        [0x41, 5, 0xfb, 28, 0xfb, 29, 0x1a],                    // i32.const 5, ref.i31, i31.get_s, drop
        [0xd0, 0x6c, 0xfb, 30, 0x1a],                           // ref.null i31, i31.get_u, drop
        [0xd0, 0x6a, 0xfb, 15, 0x1a],                           // ref.null array, array.len, drop
        [0x41, 5, 0xfb, 28, 0xfb, 22, 0x6b, 0x1a],              // i32.const 5, ref.i31, ref.cast (ref struct), drop
        [0x41, 0x7f, 0xfb, 7, 3, 0x1a],                         // i32.const -1, array.new_default 3, drop
        [0xfb, 1, 2, 0x1a],                                     // struct.new_default 2, drop
    ];

    private static readonly Dictionary<(string Signature, Immediate Immediate), Opcode[]> Alike = OpcodeTable.Rows
        .Where(row => row.IsSimple)
        .GroupBy(row => (row.Signature, row.Immediate))
        .ToDictionary(group => group.Key, group => group.Select(row => row.Opcode).ToArray());

    public byte[] Mutate(byte[] body)
    {
        var instructions = Read(body);
        if (instructions.Count == 0) return body;
        var (at, opcode) = instructions[random.Next(instructions.Count)];
        return random.Next(3) switch
        {
            0 => [.. body[..at], .. Snippets[random.Next(Snippets.Length)], .. body[at..]],
            1 => Replace(body, at, opcode),
            _ => Bend(body, instructions, at),
        };
    }

    private static List<(int At, Opcode Opcode)> Read(byte[] body)
    {
        var found = new List<(int, Opcode)>();
        try
        {
            var reader = new InstructionReader(body, new ByteRange(StartOfCode(body), body.Length - StartOfCode(body)));
            var instruction = default(Instruction);
            while (reader.Read(ref instruction)) found.Add((instruction.Position, instruction.Opcode));
        }
        catch (MalformedException)
        {
            // What was read so far will do.
        }
        return found;
    }

    /// <summary>Behind the groups of locals, as far as their types are single bytes.</summary>
    private static int StartOfCode(byte[] body)
    {
        var at = Sections.LebLength(body, 0);
        for (var groups = body.Length > 0 ? body[0] : 0; groups > 0 && at < body.Length; groups--) at += Sections.LebLength(body, at) + 1;
        return Math.Min(at, body.Length);
    }

    private byte[] Replace(byte[] body, int at, Opcode opcode)
    {
        var row = OpcodeTable.Get(opcode);
        if (!Alike.TryGetValue((row.Signature, row.Immediate), out var others)) return body;
        return [.. body[..at], .. Encode(others[random.Next(others.Length)]), .. body[(at + LengthOf(body, at, opcode))..]];
    }

    /// <summary>Changes a byte of an instruction's immediates, if it has any.</summary>
    private byte[] Bend(byte[] body, List<(int At, Opcode Opcode)> instructions, int at)
    {
        var index = instructions.FindIndex(instruction => instruction.At == at);
        var start = at + LengthOf(body, at, instructions[index].Opcode);
        var end = index + 1 < instructions.Count ? instructions[index + 1].At : body.Length;
        if (start >= end) return body;
        var changed = (byte[])body.Clone();
        changed[random.Next(start, end)] = (byte)random.Next(random.Next(2) == 0 ? 4 : 256);
        return changed;
    }

    private static int LengthOf(byte[] body, int at, Opcode opcode) =>
        OpcodeTable.Encoding(opcode).Prefix == 0 ? 1 : 1 + Sections.LebLength(body, at + 1);

    private static byte[] Encode(Opcode opcode)
    {
        var (prefix, code) = OpcodeTable.Encoding(opcode);
        return prefix == 0 ? [(byte)code] : [prefix, .. Sections.Leb((ulong)code)];
    }
}
