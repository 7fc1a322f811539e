// WebAssembly 3.0, "Binary Format: Instructions". https://webassembly.github.io/spec/core/binary/instructions.html

using Sluice.Modules;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Binary;

/// <summary>Reads the instructions of one expression, one after the other. Checks their encoding, and nothing of their meaning.</summary>
internal ref struct InstructionReader
{
    private BinaryCursor cursor;

    /// <param name="binary">The whole module; positions count from its start.</param>
    /// <param name="range">Where the expression is.</param>
    public InstructionReader(ReadOnlySpan<byte> binary, ByteRange range) => cursor = new BinaryCursor(binary, range.Start, range.End);

    /// <summary>Where the next instruction starts.</summary>
    public readonly int Position => cursor.Position;

    public readonly bool AtEnd => cursor.AtEnd;

    /// <summary>Reads the next instruction; members that its <see cref="Immediate"/> does not use keep what they were.</summary>
    /// <returns>Whether there was one before the end of the range.</returns>
    public bool Read(ref Instruction instruction)
    {
        if (cursor.AtEnd) return false;
        instruction.Position = cursor.Position;
        var info = ReadOpcode();
        instruction.Info = info;
        switch (info.Immediate)
        {
            case Immediate.None:
                break;
            case Immediate.Local or Immediate.Global or Immediate.Function or Immediate.Label or Immediate.TypeIndex or Immediate.Tag
                or Immediate.Table or Immediate.Element or Immediate.Memory or Immediate.Data:
                instruction.Index = cursor.ReadIndex();
                break;
            case Immediate.TypeTable or Immediate.TableTable or Immediate.ElementTable or Immediate.MemoryMemory or Immediate.DataMemory
                or Immediate.TypeField or Immediate.TypeCount or Immediate.TypeData or Immediate.TypeElement or Immediate.TypeType:
                instruction.Index = cursor.ReadIndex();
                instruction.Index2 = cursor.ReadIndex();
                break;
            case Immediate.I32:
                instruction.Bits = (uint)cursor.ReadS32();
                break;
            case Immediate.I64:
                instruction.Bits = (ulong)cursor.ReadS64();
                break;
            case Immediate.F32:
                instruction.Bits = cursor.ReadFixed32();
                break;
            case Immediate.F64:
                instruction.Bits = cursor.ReadFixed64();
                break;
            case Immediate.V128 or Immediate.Shuffle:
                instruction.Bits = cursor.ReadFixed64();
                instruction.BitsHigh = cursor.ReadFixed64();
                break;
            case Immediate.MemArg:
                ReadMemArg(ref instruction);
                break;
            case Immediate.MemArgLane:
                ReadMemArg(ref instruction);
                instruction.Lane = cursor.ReadByte();
                break;
            case Immediate.Lane:
                instruction.Lane = cursor.ReadByte();
                break;
            case Immediate.BlockType:
                instruction.Block = cursor.ReadBlockType();
                break;
            case Immediate.TryTable:
                instruction.Block = cursor.ReadBlockType();
                instruction.Catches = ReadCatches();
                break;
            case Immediate.LabelTable:
                instruction.Labels = ReadLabels();
                break;
            case Immediate.SelectTypes:
                instruction.SelectTypes = ReadSelectTypes();
                break;
            case Immediate.HeapType:
                instruction.Heap = cursor.ReadHeapType();
                break;
            case Immediate.CastLabel:
                instruction.Lane = ReadCastFlags();
                instruction.Index = cursor.ReadIndex();
                instruction.Heap = cursor.ReadHeapType();
                instruction.Heap2 = cursor.ReadHeapType();
                break;
            default:
                throw new InvalidOperationException($"No encoding is known for {info.Immediate}.");
        }
        return true;
    }

    private OpcodeInfo ReadOpcode()
    {
        var at = cursor.Position;
        var first = cursor.ReadByte();
        var prefix = first >= 0xFB ? OpcodeTable.PrefixBase(first) : 0;
        if (prefix == 0) return OpcodeTable.Find(first) ?? throw Illegal(first, at);

        var code = cursor.ReadU32();
        var info = code < 0x200 ? OpcodeTable.Find(prefix + (int)code) : null;
        // A sub-opcode that is too large for its prefix would find another prefix's instruction.
        if (info is null || OpcodeTable.Encoding(info.Opcode).Prefix != first)
            throw new MalformedException($"illegal opcode {first:x2} {code:x2}", at);
        return info;
    }

    private static MalformedException Illegal(byte code, int at)
    {
        var legacy = code switch { 0x06 => "try", 0x07 => "catch", 0x09 => "rethrow", 0x18 => "delegate", 0x19 => "catch_all", _ => null };
        return new MalformedException(
            legacy is null ? $"illegal opcode {code:x2}" : $"illegal opcode {code:x2}: legacy exception-handling instruction {legacy} is not supported", at);
    }

    private void ReadMemArg(ref Instruction instruction)
    {
        var at = cursor.Position;
        var flags = cursor.ReadU32();
        if (flags >= 0x80) throw new MalformedException("malformed memop flags", at);
        instruction.AlignLog2 = (int)flags & 0x3f;
        instruction.Index = (flags & 0x40) != 0 ? cursor.ReadIndex() : 0;
        instruction.Offset = cursor.ReadU64();
    }

    private int[] ReadLabels()
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.BranchTableEntries, "branch table entries", at);
        var labels = new int[count + 1];
        for (var i = 0; i < labels.Length; i++) labels[i] = cursor.ReadIndex();
        return labels;
    }

    private ValType[] ReadSelectTypes()
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.Results, "result types", at);
        var types = new ValType[count];
        for (var i = 0; i < types.Length; i++) types[i] = cursor.ReadValType();
        return types;
    }

    private CatchClause[] ReadCatches()
    {
        var start = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.CatchClauses, "catch clauses", start);
        var clauses = new CatchClause[count];
        for (var i = 0; i < clauses.Length; i++)
        {
            var at = cursor.Position;
            var kind = (CatchKind)cursor.ReadByte();
            if (kind > CatchKind.CatchAllRef) throw new MalformedException("malformed catch clause", at);
            var tag = kind <= CatchKind.CatchRef ? cursor.ReadIndex() : -1;
            clauses[i] = new CatchClause(kind, tag, cursor.ReadIndex());
        }
        return clauses;
    }

    private byte ReadCastFlags()
    {
        var at = cursor.Position;
        var flags = cursor.ReadByte();
        if (flags > 3) throw new MalformedException("malformed br_on_cast flags", at);
        return flags;
    }
}
