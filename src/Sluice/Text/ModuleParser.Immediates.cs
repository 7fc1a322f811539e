using System.Numerics;
using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Text;

internal sealed partial class ModuleParser
{
    /// <summary>One instruction that is not a block: its opcode and immediates.</summary>
    private void Plain(ByteWriter writer)
    {
        var row = Keywords.Instruction(reader.Text) ?? throw reader.Unexpected();
        if (row.Opcode is Opcode.End or Opcode.Else) throw reader.Unexpected();
        reader.Advance();
        switch (row.Opcode)
        {
            case Opcode.Select:
                Select(writer);
                break;
            case Opcode.RefTest or Opcode.RefCast:
                // One mnemonic, two opcodes, told apart by the type's nullability.
                var type = RefType();
                WriteOpcode(writer, (Opcode)((int)row.Opcode + (type.Nullable ? 1 : 0)));
                writer.HeapType(type.Heap);
                break;
            default:
                WriteOpcode(writer, row.Opcode);
                Immediates(row, writer);
                break;
        }
    }

    private static void WriteOpcode(ByteWriter writer, Opcode opcode)
    {
        var (prefix, number) = OpcodeTable.Encoding(opcode);
        if (prefix == 0)
        {
            writer.Byte((byte)number);
        }
        else
        {
            writer.Byte(prefix);
            writer.Unsigned(number);
        }
    }

    private void Select(ByteWriter writer)
    {
        if (!reader.IsOpen("result"u8))
        {
            WriteOpcode(writer, Opcode.Select);
            return;
        }
        WriteOpcode(writer, Opcode.SelectTyped);
        writer.ValTypes(FunctionType(null, identifiers: false).Results);
    }

    private void Immediates(OpcodeInfo row, ByteWriter writer)
    {
        switch (row.Immediate)
        {
            case Immediate.None: break;
            case Immediate.Label: writer.Unsigned(Label()); break;
            case Immediate.LabelTable: LabelTable(writer); break;
            case Immediate.Function: writer.Unsigned(Index(functionSpace)); break;
            case Immediate.TypeIndex: writer.Unsigned(Index(typeSpace)); break;
            case Immediate.TypeTable:
                int calledTable = OptionalIndex(tableSpace);
                writer.Unsigned(TypeUse(null, identifiers: false));
                writer.Unsigned(calledTable);
                break;
            case Immediate.Tag: writer.Unsigned(Index(tagSpace)); break;
            case Immediate.Local: writer.Unsigned(Index(locals)); break;
            case Immediate.Global: writer.Unsigned(Index(globalSpace)); break;
            case Immediate.Table: writer.Unsigned(OptionalIndex(tableSpace)); break;
            case Immediate.TableTable: OptionalPair(writer, tableSpace); break;
            case Immediate.Element: writer.Unsigned(Index(elementSpace)); break;
            case Immediate.ElementTable: SegmentOf(writer, tableSpace, elementSpace); break;
            case Immediate.Memory: writer.Unsigned(OptionalIndex(memorySpace)); break;
            case Immediate.MemoryMemory: OptionalPair(writer, memorySpace); break;
            case Immediate.Data: DataIndex(writer); break;
            case Immediate.DataMemory:
                needsDataCount = true;
                SegmentOf(writer, memorySpace, dataSpace);
                break;
            case Immediate.MemArg:
                MemArg(row, writer, OptionalIndex(memorySpace));
                break;
            case Immediate.MemArgLane:
                MemArg(row, writer, LaneAccessMemory());
                writer.Byte(Lane());
                break;
            case Immediate.I32: writer.Signed((int)(uint)reader.Integer(32)); break;
            case Immediate.I64: writer.Signed((long)reader.Integer(64)); break;
            case Immediate.F32: writer.Fixed32(reader.Float32()); break;
            case Immediate.F64: writer.Fixed64(reader.Float64()); break;
            case Immediate.V128: writer.Bytes(VectorLiteral.Read(reader)); break;
            case Immediate.Lane: writer.Byte(Lane()); break;
            case Immediate.Shuffle: Shuffle(writer); break;
            case Immediate.HeapType: writer.HeapType(HeapType()); break;
            case Immediate.TypeField: TypeAndField(writer); break;
            case Immediate.TypeCount:
                writer.Unsigned(Index(typeSpace));
                writer.Unsigned((ulong)reader.Natural32());
                break;
            case Immediate.TypeData:
                writer.Unsigned(Index(typeSpace));
                DataIndex(writer);
                break;
            case Immediate.TypeElement:
                writer.Unsigned(Index(typeSpace));
                writer.Unsigned(Index(elementSpace));
                break;
            case Immediate.TypeType:
                writer.Unsigned(Index(typeSpace));
                writer.Unsigned(Index(typeSpace));
                break;
            case Immediate.CastLabel: CastLabel(writer); break;
            default: throw new InvalidOperationException($"{row.Mnemonic} has no rule for its immediates");
        }
    }

    private void LabelTable(ByteWriter writer)
    {
        var targets = new List<int> { Label() };
        while (AtIndex) targets.Add(Label());
        writer.Unsigned(targets.Count - 1);
        foreach (int target in targets) writer.Unsigned(target);
    }

    private void DataIndex(ByteWriter writer)
    {
        needsDataCount = true;
        writer.Unsigned(Index(dataSpace));
    }

    private void OptionalPair(ByteWriter writer, IndexSpace space)
    {
        bool given = AtIndex;
        writer.Unsigned(given ? Index(space) : 0);
        writer.Unsigned(given ? Index(space) : 0);
    }

    /// <summary>In text the table or memory comes first and may be left out, in binary it comes last.</summary>
    private void SegmentOf(ByteWriter writer, IndexSpace container, IndexSpace segments)
    {
        int first = reader.Position;
        reader.Advance();
        bool both = AtIndex;
        reader.Position = first;
        int target = both ? Index(container) : 0;
        writer.Unsigned(Index(segments));
        writer.Unsigned(target);
    }

    private void MemArg(OpcodeInfo row, ByteWriter writer, int memory)
    {
        ulong offset = Assignment("offset="u8) ?? 0;
        ulong align = (ulong)row.AccessBytes;
        var at = reader.Current;
        if (Assignment("align="u8) is { } given)
        {
            if (!BitOperations.IsPow2(given)) throw reader.Error("alignment must be a power of two", at);
            align = given;
        }
        int exponent = BitOperations.Log2(align);
        writer.Unsigned(exponent | (memory == 0 ? 0 : 0x40));
        if (memory != 0) writer.Unsigned(memory);
        writer.Unsigned(offset);
    }

    private ulong? Assignment(ReadOnlySpan<byte> prefix)
    {
        if (reader.Kind != TokenKind.Keyword || !reader.Text.StartsWith(prefix)) return null;
        var value = reader.Text[prefix.Length..];
        if (value.IsEmpty || NumberLiteral.Classify(value) != TokenKind.Natural) throw reader.Unexpected();
        if (!NumberLiteral.TryNatural(value, out ulong number)) throw reader.Error("i64 constant out of range");
        reader.Advance();
        return number;
    }

    /// <summary>A number in front of a lane access's lane is the memory only if something follows that is not an instruction.</summary>
    private int LaneAccessMemory()
    {
        if (reader.Kind == TokenKind.Natural)
        {
            var next = reader[reader.NextPosition];
            bool isMemory = next.Kind == TokenKind.Natural
                || (next.Kind == TokenKind.Keyword && (reader.TextOf(next).StartsWith("offset="u8) || reader.TextOf(next).StartsWith("align="u8)));
            if (!isMemory) return 0;
        }
        return OptionalIndex(memorySpace);
    }

    private byte Lane()
    {
        if (reader.Kind != TokenKind.Natural) throw reader.Unexpected();
        if (!NumberLiteral.TryNatural(reader.Text, out ulong lane) || lane > 255) throw reader.Error("i8 constant out of range");
        reader.Advance();
        return (byte)lane;
    }

    private void Shuffle(ByteWriter writer)
    {
        var at = reader.Current;
        int start = reader.Position;
        int count = 0;
        for (; reader.IsNumber; count++) reader.Advance();
        if (count != 16) throw reader.Error("invalid lane length", at);
        reader.Position = start;
        for (int i = 0; i < 16; i++)
        {
            if (reader.Kind != TokenKind.Natural) throw reader.Error("i8 constant out of range");
            writer.Byte(Lane());
        }
    }

    private void TypeAndField(ByteWriter writer)
    {
        int type = Index(typeSpace);
        writer.Unsigned(type);
        writer.Unsigned(Index(fieldSpaces.GetValueOrDefault(type) ?? new IndexSpace("field")));
    }

    private void CastLabel(ByteWriter writer)
    {
        int label = Label();
        var source = RefType();
        var target = RefType();
        writer.Byte((byte)((source.Nullable ? 1 : 0) | (target.Nullable ? 2 : 0)));
        writer.Unsigned(label);
        writer.HeapType(source.Heap);
        writer.HeapType(target.Heap);
    }
}
