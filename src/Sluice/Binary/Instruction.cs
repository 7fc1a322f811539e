using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Binary;

/// <summary>
/// One decoded instruction. Which members mean something follows from the row's <see cref="Immediate"/>:
/// <list type="bullet">
/// <item>one index (function, type, local, …): <see cref="Index"/>; a second one: <see cref="Index2"/>;</item>
/// <item>TypeTable: type in <see cref="Index"/>, table in <see cref="Index2"/>; DataMemory and ElementTable: segment, then memory or table;
///   MemoryMemory and TableTable: destination, then source; TypeField, TypeCount, TypeData, TypeElement, TypeType: in the order encoded;</item>
/// <item>MemArg: memory in <see cref="Index"/>, <see cref="Offset"/>, <see cref="AlignLog2"/>; MemArgLane also <see cref="Lane"/>;</item>
/// <item>constants: <see cref="Bits"/> (and <see cref="BitsHigh"/> for v128 and shuffle lanes, little-endian);</item>
/// <item>Label: depth in <see cref="Index"/>; LabelTable: <see cref="Labels"/>, the default last;</item>
/// <item>BlockType and TryTable: <see cref="Block"/>, and <see cref="Catches"/>;</item>
/// <item>HeapType: <see cref="Heap"/>; SelectTypes: <see cref="SelectTypes"/>; CastLabel: flags in <see cref="Lane"/>, label in
///   <see cref="Index"/>, source in <see cref="Heap"/>, target in <see cref="Heap2"/>.</item>
/// </list>
/// </summary>
internal struct Instruction
{
    public OpcodeInfo Info;

    /// <summary>Where the opcode starts, in bytes from the start of the binary.</summary>
    public int Position;

    public int Index;
    public int Index2;
    public ulong Offset;
    public int AlignLog2;
    public byte Lane;
    public ulong Bits;
    public ulong BitsHigh;
    public BlockType Block;
    public HeapType Heap;
    public HeapType Heap2;

    /// <summary>Valid until the reader moves on.</summary>
    public int[]? Labels;
    public ValType[]? SelectTypes;
    public CatchClause[]? Catches;

    public readonly Opcode Opcode => Info.Opcode;
}

/// <summary>A block's type: nothing, one result, or a function type by index.</summary>
/// <param name="TypeIndex">Type index, or -1.</param>
/// <param name="Result">Where there is no index: the only result, or null.</param>
internal readonly record struct BlockType(int TypeIndex, ValType? Result)
{
    public static readonly BlockType Empty = new(-1, null);
}

internal enum CatchKind : byte
{
    Catch = 0,
    CatchRef = 1,
    CatchAll = 2,
    CatchAllRef = 3,
}

/// <param name="Tag">Tag index; -1 for the catch-all kinds.</param>
/// <param name="Label">Depth of the label, counted outside the try_table.</param>
internal readonly record struct CatchClause(CatchKind Kind, int Tag, int Label);
