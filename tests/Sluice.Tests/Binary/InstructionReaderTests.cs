using Sluice.Binary;
using Sluice.Modules;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Tests.Binary;

public sealed class InstructionReaderTests
{
    // Read from the middle of a binary, as bodies are.
    private static Instruction Read(params byte[] bytes)
    {
        var reader = new InstructionReader([0xff, 0xff, .. bytes, 0xff], new ByteRange(2, bytes.Length));
        var instruction = default(Instruction);
        Assert.True(reader.Read(ref instruction));
        Assert.Equal(2, instruction.Position);
        Assert.True(reader.AtEnd);
        return instruction;
    }

    private static void IsMalformed(string rule, params byte[] bytes) =>
        Assert.StartsWith(rule, Assert.Throws<MalformedException>(() => Read(bytes)).Rule, StringComparison.Ordinal);

    [Fact]
    public void Memory_accesses_may_name_a_memory()
    {
        var plain = Read(0x28, 2, 0x90, 1);
        Assert.Equal((Opcode.I32Load, 0, 2, 0x90ul), (plain.Opcode, plain.Index, plain.AlignLog2, plain.Offset));
        var named = Read(0x37, 0x43, 5, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1);
        Assert.Equal((Opcode.I64Store, 5, 3, ulong.MaxValue), (named.Opcode, named.Index, named.AlignLog2, named.Offset));
        var lane = Read(0xfd, 0x55, 0x41, 1, 7, 3);
        Assert.Equal((Opcode.V128Load16Lane, 1, 1, 7ul, (byte)3), (lane.Opcode, lane.Index, lane.AlignLog2, lane.Offset, lane.Lane));
        IsMalformed("malformed memop flags", 0x28, 0x80, 1, 0);
    }

    [Fact]
    public void Two_indices_come_in_the_order_encoded()
    {
        foreach (byte[] bytes in new byte[][] { [0x11, 4, 9], [0xfc, 8, 4, 9], [0xfc, 10, 4, 9], [0xfc, 12, 4, 9], [0xfc, 14, 4, 9], [0xfb, 2, 4, 9] })
        {
            var instruction = Read(bytes);
            Assert.Equal((4, 9), (instruction.Index, instruction.Index2));
        }
        Assert.Equal(1, Read(0x11, 0x81, 0x80, 0x80, 0x80, 0x00, 0x80, 0x80, 0x80, 0x80, 0x00).Index);
    }

    [Fact]
    public void Constants_are_bits()
    {
        Assert.Equal(0xffff_fffful, Read(0x41, 0x7f).Bits);
        Assert.Equal(ulong.MaxValue, Read(0x42, 0x7f).Bits);
        Assert.Equal(0x7fa0_0001ul, Read(0x43, 1, 0, 0xa0, 0x7f).Bits);
        Assert.Equal(0x7ff4_0000_0000_0001ul, Read(0x44, 1, 0, 0, 0, 0, 0, 0xf4, 0x7f).Bits);
        var vector = Read(0xfd, 0x0c, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0);
        Assert.Equal((1ul, 2ul), (vector.Bits, vector.BitsHigh));
    }

    [Fact]
    public void The_default_label_is_the_last() => Assert.Equal([3, 4, 5], Read(0x0e, 2, 3, 4, 5).Labels!);

    [Fact]
    public void Block_types_are_empty_a_result_or_a_function_type()
    {
        Assert.Equal(BlockType.Empty, Read(0x02, 0x40).Block);
        Assert.Equal(new BlockType(-1, ValType.V128), Read(0x03, 0x7b).Block);
        Assert.Equal(new BlockType(-1, ValType.Ref(false, new HeapType(6))), Read(0x04, 0x64, 6).Block);
        Assert.Equal(new BlockType(64, null), Read(0x02, 0xc0, 0x00).Block);
        IsMalformed("malformed value type", 0x02, 0x41);
        IsMalformed("malformed block type", 0x02, 0xbf, 0x7f);
    }

    [Fact]
    public void Catch_clauses_have_a_tag_where_they_catch_one()
    {
        var handler = Read(0x1f, 0x7f, 4, 0, 7, 1, 1, 8, 2, 2, 3, 3, 4);
        Assert.Equal(new BlockType(-1, ValType.I32), handler.Block);
        Assert.Equal(
            [new(CatchKind.Catch, 7, 1), new(CatchKind.CatchRef, 8, 2), new(CatchKind.CatchAll, -1, 3), new(CatchKind.CatchAllRef, -1, 4)],
            handler.Catches!);
        IsMalformed("malformed catch clause", 0x1f, 0x40, 1, 4, 0);
    }

    [Fact]
    public void Reference_instructions_have_heap_types()
    {
        Assert.Equal(HeapType.Extern, Read(0xd0, 0x6f).Heap);
        Assert.Equal(new HeapType(300), Read(0xd0, 0xac, 0x02).Heap);
        Assert.Equal([ValType.I32, ValType.FuncRef], Read(0x1c, 2, 0x7f, 0x70).SelectTypes!);
        var cast = Read(0xfb, 0x18, 2, 5, 0x6e, 3);
        Assert.Equal(((byte)2, 5, HeapType.Any, new HeapType(3)), (cast.Lane, cast.Index, cast.Heap, cast.Heap2));
        IsMalformed("malformed heap type", 0xd0, 0x41);
    }
}
