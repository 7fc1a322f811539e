namespace Sluice.Opcodes;

/// <summary>The shape of what follows an opcode in the binary format. See <see cref="Binary.Instruction"/> for where each part lands.</summary>
internal enum Immediate : byte
{
    None,
    /// <summary>s33: empty, a value type or a type index.</summary>
    BlockType,
    Label,
    LabelTable,
    Function,
    TypeIndex,
    /// <summary>Type index, then table index.</summary>
    TypeTable,
    Tag,
    /// <summary>Block type, then a vector of catch clauses.</summary>
    TryTable,
    SelectTypes,
    Local,
    Global,
    Table,
    TableTable,
    Element,
    /// <summary>Element segment index, then table index.</summary>
    ElementTable,
    Memory,
    MemoryMemory,
    Data,
    /// <summary>Data segment index, then memory index.</summary>
    DataMemory,
    /// <summary>Alignment exponent (bit 6: a memory index follows), offset.</summary>
    MemArg,
    MemArgLane,
    I32,
    I64,
    F32,
    F64,
    V128,
    Lane,
    /// <summary>Sixteen lane indices.</summary>
    Shuffle,
    HeapType,
    TypeField,
    TypeCount,
    TypeData,
    TypeElement,
    TypeType,
    /// <summary>Flags, label, source heap type, target heap type.</summary>
    CastLabel,
}
