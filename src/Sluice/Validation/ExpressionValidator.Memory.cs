// WebAssembly 3.0, "Validation: Instructions": memory, table and vector instructions.
// https://webassembly.github.io/spec/core/valid/instructions.html

using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Validation;

internal sealed partial class ExpressionValidator
{
    private void CheckImmediate(ref Instruction instruction)
    {
        switch (instruction.Info.Immediate)
        {
            case Immediate.MemArg:
                CheckMemArg(ref instruction);
                break;
            case Immediate.MemArgLane:
                CheckMemArg(ref instruction);
                CheckLane(instruction.Lane, 16 / instruction.Info.AccessBytes);
                break;
            case Immediate.Lane:
                CheckLane(instruction.Lane, LaneCount(instruction.Info));
                break;
            case Immediate.Shuffle:
                CheckShuffle(instruction.Bits);
                CheckShuffle(instruction.BitsHigh);
                break;
        }
    }

    private void CheckMemArg(ref Instruction instruction)
    {
        var memory = Memory(instruction.Index);
        if (1L << instruction.AlignLog2 > instruction.Info.AccessBytes || instruction.AlignLog2 >= 32)
            throw new InvalidException("alignment must not be larger than natural", position);
        if (!memory.Is64 && instruction.Offset > uint.MaxValue) throw new InvalidException("offset out of range", position);
    }

    // The mnemonic of a lane instruction starts with its shape: i8x16, i16x8, i32x4, f32x4, i64x2, f64x2.
    private static int LaneCount(OpcodeInfo info) => info.Mnemonic[1] switch { '8' => 16, '1' => 8, '3' => 4, _ => 2 };

    private void CheckLane(int lane, int count)
    {
        if (lane >= count) throw new InvalidException($"invalid lane index {lane}", position);
    }

    private void CheckShuffle(ulong lanes)
    {
        if ((lanes & 0xe0e0e0e0e0e0e0e0) != 0) throw new InvalidException("invalid lane index: a shuffle's lanes are below 32", position);
    }

    private MemoryType Memory(int index)
    {
        var memories = context.Module.Memories;
        return (uint)index < (uint)memories.Length ? memories[index] : throw Unknown("memory", index);
    }

    private void MemoryGrow(int index)
    {
        var address = Memory(index).AddressType;
        Pop(address);
        operands.Push(address);
    }

    private void MemoryFill(int index)
    {
        var address = Memory(index).AddressType;
        Pop(address);
        PopI32();
        Pop(address);
    }

    private void MemoryCopy(int destination, int source)
    {
        var to = Memory(destination).AddressType;
        var from = Memory(source).AddressType;
        Pop(Smaller(to, from));
        Pop(from);
        Pop(to);
    }

    private void MemoryInit(int segment, int memory)
    {
        var address = Memory(memory).AddressType;
        CheckData(segment);
        PopI32();
        PopI32();
        Pop(address);
    }

    // Without a data count section a one-pass decoder could not know the segments: the binary format demands it.
    private void CheckData(int segment)
    {
        var count = context.Module.DataCount;
        if (count < 0) throw new MalformedException("data count section required", position);
        if (segment >= count) throw Unknown("data segment", segment);
    }

    private static ValType AddressType(TableType table) => table.Is64 ? ValType.I64 : ValType.I32;

    private static ValType Smaller(ValType a, ValType b) => a.Kind == ValKind.I64 && b.Kind == ValKind.I64 ? ValType.I64 : ValType.I32;

    private TableType Table(int index) => (uint)index < (uint)context.Tables.Length ? context.Tables[index] : throw Unknown("table", index);

    private ValType Element(int index) => (uint)index < (uint)context.Elements.Length ? context.Elements[index] : throw Unknown("elem segment", index);

    private void TableGet(int index)
    {
        var table = Table(index);
        Pop(AddressType(table));
        operands.Push(table.Element);
    }

    private void TableSet(int index)
    {
        var table = Table(index);
        Pop(table.Element);
        Pop(AddressType(table));
    }

    private void TableGrow(int index)
    {
        var table = Table(index);
        Pop(AddressType(table));
        Pop(table.Element);
        operands.Push(AddressType(table));
    }

    private void TableFill(int index)
    {
        var table = Table(index);
        Pop(AddressType(table));
        Pop(table.Element);
        Pop(AddressType(table));
    }

    private void TableCopy(int destination, int source)
    {
        var to = Table(destination);
        var from = Table(source);
        if (!context.Registry.Matches(from.Element, to.Element)) throw Mismatch(to.Element, from.Element.ToString());
        Pop(Smaller(AddressType(to), AddressType(from)));
        Pop(AddressType(from));
        Pop(AddressType(to));
    }

    private void TableInit(int segment, int index)
    {
        var table = Table(index);
        var element = Element(segment);
        if (!context.Registry.Matches(element, table.Element)) throw Mismatch(table.Element, element.ToString());
        PopI32();
        PopI32();
        Pop(AddressType(table));
    }
}
