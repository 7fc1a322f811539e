using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Tests.Binary;

namespace Sluice.Tests.Validation;

/// <summary>No instruction without a rule: every row of the table is read back and validated.</summary>
public sealed class OpcodeRuleTests
{
    public static TheoryData<string> Opcodes => [.. OpcodeTable.Rows.Select(row => row.Opcode.ToString())];

    public static TheoryData<string> SimpleOpcodes => [.. OpcodeTable.Rows.Where(row => row.IsSimple && row.Signature[0] != ':').Select(row => row.Opcode.ToString())];

    private static OpcodeInfo Row(string opcode) => OpcodeTable.Get(Enum.Parse<Opcode>(opcode));

    [Fact]
    public void The_table_has_each_opcode_once() =>
        Assert.Equal(Enum.GetValues<Opcode>(), OpcodeTable.Rows.Select(row => row.Opcode).Order());

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void An_instruction_is_read_as_long_as_it_is(string opcode)
    {
        var row = Row(opcode);
        var bytes = Encode(row);
        var reader = new InstructionReader(bytes, new(0, bytes.Length));
        var instruction = default(Instruction);
        Assert.True(reader.Read(ref instruction));
        Assert.Equal(row.Opcode, instruction.Opcode);
        Assert.Equal(bytes.Length, reader.Position);
        Assert.False(reader.Read(ref instruction));
        for (var length = 1; length < bytes.Length; length++)
        {
            Assert.Throws<MalformedException>(() =>
            {
                var cut = new InstructionReader(bytes, new(0, length));
                var partial = default(Instruction);
                cut.Read(ref partial);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void An_instruction_has_a_rule(string opcode)
    {
        var row = Row(opcode);
        // Behind unreachable any operands are there.
        byte[] body = row.Opcode switch
        {
            Opcode.End => [0x00, .. Encode(row)],
            Opcode.Else => [0x00, 0x04, 0x40, .. Encode(row), 0x0b, 0x00, 0x0b],
            Opcode.Block or Opcode.Loop or Opcode.If or Opcode.TryTable => [0x00, .. Encode(row), 0x00, 0x0b, 0x00, 0x0b],
            _ => [0x00, .. Encode(row), 0x00, 0x0b],
        };
        Load.Module(ModuleWith(body));
    }

    [Theory]
    [MemberData(nameof(SimpleOpcodes))]
    public void An_instruction_wants_its_operands(string opcode) =>
        Load.IsInvalid(ModuleWith([.. Encode(Row(opcode)), 0x00, 0x0b]), "type mismatch");

    // A structure of an i32 and an i8, and arrays of i8, i32 and funcref.
    private const byte Structure = 2, Bytes = 3, Numbers = 4, References = 5;

    private static byte[] TypeAndMore(Opcode opcode) => opcode switch
    {
        Opcode.StructNew or Opcode.StructNewDefault => [Structure],
        Opcode.StructGet or Opcode.StructSet => [Structure, 0],
        Opcode.StructGetS or Opcode.StructGetU => [Structure, 1],
        Opcode.ArrayNewElem or Opcode.ArrayInitElem => [References, 0],
        Opcode.ArrayGetS or Opcode.ArrayGetU => [Bytes],
        Opcode.ArrayNewFixed or Opcode.ArrayNewData or Opcode.ArrayInitData => [Numbers, 0],
        Opcode.ArrayCopy => [Numbers, Numbers],
        >= Opcode.ArrayNew and <= Opcode.ArrayInitElem => [Numbers],
        _ => [0],
    };

    // The function returns funcref, so that every branch instruction can have its label.
    private static byte[] ModuleWith(byte[] body) => new ModuleBytes()
        .Vector(1, [0x60, 0, 1, 0x70], [0x60, 0, 0], [0x5f, 2, 0x7f, 1, 0x78, 1], [0x5e, 0x78, 1], [0x5e, 0x7f, 1], [0x5e, 0x70, 1])
        .Vector(3, [0])
        .Vector(4, [0x70, 0, 1])
        .Vector(5, [0, 1])
        .Vector(13, [0, 1])
        .Vector(6, [0x7f, 1, 0x41, 0, 0x0b])
        .Vector(7, [1, (byte)'f', 0, 0])
        .Vector(9, [1, 0, 0])
        .Section(12, 1)
        .Vector(10, ModuleBytes.Code([1, 1, 0x7f, .. body]))
        .Vector(11, [1, 0])
        .ToArray();

    private static byte[] Encode(OpcodeInfo row)
    {
        var writer = new ByteWriter();
        var (prefix, code) = OpcodeTable.Encoding(row.Opcode);
        if (prefix != 0)
        {
            writer.Byte(prefix);
            writer.Unsigned(code);
        }
        else
        {
            writer.Byte((byte)code);
        }
        writer.Bytes(row.Immediate switch
        {
            Immediate.None => [],
            Immediate.BlockType => [0x40],
            Immediate.LabelTable => [2, 0, 0, 0],
            Immediate.TryTable => [0x40, 0],
            Immediate.SelectTypes => [1, 0x7f],
            Immediate.TypeTable or Immediate.TableTable or Immediate.ElementTable or Immediate.MemoryMemory or Immediate.DataMemory => [0, 0],
            Immediate.TypeIndex or Immediate.TypeField or Immediate.TypeCount or Immediate.TypeData or Immediate.TypeElement or Immediate.TypeType
                => TypeAndMore(row.Opcode),
            Immediate.MemArg => [0, 0],
            Immediate.MemArgLane => [0, 0, 0],
            Immediate.F32 => new byte[4],
            Immediate.F64 => new byte[8],
            Immediate.V128 or Immediate.Shuffle => new byte[16],
            Immediate.HeapType => [0x70],
            Immediate.CastLabel => [0, 0, 0x70, 0x70],
            _ => [0],
        });
        return writer.ToArray();
    }
}
