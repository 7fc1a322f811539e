// WebAssembly 3.0, "Types: External Types". https://webassembly.github.io/spec/core/syntax/types.html#external-types

namespace Sluice.Types;

internal enum ExternKind : byte
{
    Function = 0,
    Table = 1,
    Memory = 2,
    Global = 3,
    Tag = 4,
}

/// <summary>The size range of a memory (in pages) or table (in elements).</summary>
internal readonly record struct Limits(ulong Minimum, ulong? Maximum);

/// <summary>What a module imports or exports.</summary>
internal abstract record ExternType(ExternKind Kind);

/// <param name="TypeIndex">Index of a function type: the module's in a module, the canonical id outside.</param>
internal sealed record FunctionExternType(int TypeIndex) : ExternType(ExternKind.Function);

/// <param name="Element">A reference type.</param>
/// <param name="Is64">Whether indices are i64.</param>
internal sealed record TableType(ValType Element, Limits Limits, bool Is64) : ExternType(ExternKind.Table);

/// <param name="Is64">Whether addresses are i64 (memory64).</param>
/// <param name="PageSizeLog2">Base-two logarithm of the page size; 16 without the custom-page-sizes proposal.</param>
internal sealed record MemoryType(Limits Limits, bool Is64, bool Shared = false, int PageSizeLog2 = 16) : ExternType(ExternKind.Memory)
{
    /// <summary>The type of addresses into this memory.</summary>
    public ValType AddressType => Is64 ? ValType.I64 : ValType.I32;
}

internal sealed record GlobalType(ValType Type, bool Mutable) : ExternType(ExternKind.Global);

/// <param name="TypeIndex">Index of a function type without results: the module's in a module, the canonical id outside.</param>
internal sealed record TagType(int TypeIndex) : ExternType(ExternKind.Tag);
