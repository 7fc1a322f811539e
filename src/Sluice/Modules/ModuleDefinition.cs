// WebAssembly 3.0, "Structure: Modules". https://webassembly.github.io/spec/core/syntax/modules.html

using Sluice.Binary;
using Sluice.Types;

namespace Sluice.Modules;

/// <summary>
/// A decoded module. Immutable once validated. Every type index in it is the module's own, except where a member says canonical.
/// Index spaces start with the imports, as in the specification.
/// </summary>
internal sealed class ModuleDefinition
{
    /// <summary>The whole binary; function bodies and data segments are ranges of it.</summary>
    public required ReadOnlyMemory<byte> Binary { get; init; }

    /// <summary>The type index space.</summary>
    public SubType[] Types { get; set; } = [];

    /// <summary>The recursion groups, in order; <see cref="Types"/> is one after the other.</summary>
    public SubType[][] RecursionGroups { get; set; } = [];

    /// <summary>Canonical id of each of <see cref="Types"/>, filled in when the module is validated against an engine's <c>TypeRegistry</c>.</summary>
    public int[] CanonicalTypes { get; set; } = [];

    public Import[] Imports { get; set; } = [];

    /// <summary>Index spaces, imports first.</summary>
    public FunctionDefinition[] Functions { get; set; } = [];
    public TableDefinition[] Tables { get; set; } = [];
    public MemoryType[] Memories { get; set; } = [];
    public GlobalDefinition[] Globals { get; set; } = [];
    public TagType[] Tags { get; set; } = [];

    public int ImportedFunctions { get; set; }
    public int ImportedTables { get; set; }
    public int ImportedMemories { get; set; }
    public int ImportedGlobals { get; set; }
    public int ImportedTags { get; set; }

    public Export[] Exports { get; set; } = [];

    /// <summary>Filled in when the module is validated.</summary>
    public NameMap<Export>? ExportsByName { get; set; }

    /// <summary>Function index of the start function, or -1.</summary>
    public int StartFunction { get; set; } = -1;

    public ElementSegment[] Elements { get; set; } = [];
    public DataSegment[] Data { get; set; } = [];

    /// <summary>The count of the data count section, or -1 without one.</summary>
    public int DataCount { get; set; } = -1;

    public List<CustomSection> CustomSections { get; } = [];

    /// <summary>What the name section says; empty if it is absent, and less if a part of it is malformed (which is not an error).</summary>
    /// <remarks>Read when first asked for: only backtraces and printers do.</remarks>
    public NameSection Names => names ??= NameSectionReader.Read(this);

    private NameSection? names;

    /// <summary>What validation found out about each defined function, in order.</summary>
    public FunctionSummary[] Summaries { get; set; } = new FunctionSummary[0];

    public FuncType FunctionType(int functionIndex) => (FuncType)Types[Functions[functionIndex].TypeIndex].Composite;
}

internal sealed record Import(string Module, string Name, ExternType Type);

internal sealed record Export(string Name, ExternKind Kind, int Index);

/// <param name="TypeIndex">Index of its function type.</param>
/// <param name="Locals">Declared locals as runs of one type; empty for imports.</param>
/// <param name="Body">Byte range of its expression in the binary, from after the locals to after the final <c>end</c>; empty for imports.</param>
internal sealed record FunctionDefinition(int TypeIndex, LocalRun[] Locals, ByteRange Body);

internal readonly record struct LocalRun(uint Count, ValType Type)
{
    public static readonly LocalRun[] None = new LocalRun[0];
}

/// <summary>What a compiler wants to know of a function before it starts.</summary>
/// <param name="MaxOperands">The most operands that are on the stack at a time.</param>
/// <param name="MaxNesting">The deepest nesting of blocks, with the function's own.</param>
/// <param name="HasCalls">Whether it calls, in any way, a function.</param>
/// <param name="HasLoops">Whether it has a loop.</param>
/// <param name="HasHandlers">Whether it has a try_table.</param>
/// <param name="CastsAny">Whether a cast or test is applied to an anyref, which may be an object of the host.</param>
internal readonly record struct FunctionSummary(int MaxOperands, int MaxNesting, bool HasCalls, bool HasLoops, bool HasHandlers, bool CastsAny);

/// <summary>A range of the module's binary.</summary>
internal readonly record struct ByteRange(int Start, int Length)
{
    public int End => Start + Length;
}

/// <param name="Initializer">A constant expression, or null for the default null.</param>
internal sealed record TableDefinition(TableType Type, ByteRange? Initializer);

/// <param name="Initializer">A constant expression; null for imports.</param>
internal sealed record GlobalDefinition(GlobalType Type, ByteRange? Initializer);

internal enum SegmentMode : byte
{
    Passive,
    Active,
    Declarative,
}

/// <param name="Functions">The elements where they are plain function indices, else null.</param>
/// <param name="Expressions">The elements where they are constant expressions, else null.</param>
/// <param name="Offset">For active segments, the constant expression of the offset.</param>
internal sealed record ElementSegment(
    SegmentMode Mode, int TableIndex, ByteRange? Offset, ValType Type, int[]? Functions, ByteRange[]? Expressions)
{
    public int Count => Functions?.Length ?? Expressions!.Length;
}

internal sealed record DataSegment(SegmentMode Mode, int MemoryIndex, ByteRange? Offset, ByteRange Bytes);

internal sealed record CustomSection(string Name, ByteRange Bytes);

/// <summary>The name section's subsections that Sluice uses.</summary>
internal sealed class NameSection
{
    public string? Module { get; set; }
    public Dictionary<int, string> Functions { get; } = [];
    public Dictionary<(int Function, int Local), string> Locals { get; } = [];
    public Dictionary<int, string> Types { get; } = [];
    public Dictionary<int, string> Tables { get; } = [];
    public Dictionary<int, string> Memories { get; } = [];
    public Dictionary<int, string> Globals { get; } = [];
    public Dictionary<int, string> Elements { get; } = [];
    public Dictionary<int, string> Data { get; } = [];
    public Dictionary<(int Type, int Field), string> Fields { get; } = [];
    public Dictionary<int, string> Tags { get; } = [];
}
