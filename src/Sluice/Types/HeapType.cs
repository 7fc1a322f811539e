// WebAssembly 3.0, "Types: Heap Types". https://webassembly.github.io/spec/core/syntax/types.html#heap-types

namespace Sluice.Types;

/// <summary>
/// A heap type: an abstract one, or an index. Inside a module the index is the module's type index; in
/// <c>TypeRegistry</c> and in everything that crosses modules it is the canonical type id. The two never mix:
/// <see cref="Modules.ModuleDefinition"/> says which of its members hold which.
/// </summary>
internal readonly record struct HeapType(int Code)
{
    // Abstract types are the binary format's one-byte codes read as s33.
    public static readonly HeapType NoExn = new(-0x0c);
    public static readonly HeapType NoFunc = new(-0x0d);
    public static readonly HeapType NoExtern = new(-0x0e);
    public static readonly HeapType None = new(-0x0f);
    public static readonly HeapType Func = new(-0x10);
    public static readonly HeapType Extern = new(-0x11);
    public static readonly HeapType Any = new(-0x12);
    public static readonly HeapType Eq = new(-0x13);
    public static readonly HeapType I31 = new(-0x14);
    public static readonly HeapType Struct = new(-0x15);
    public static readonly HeapType Array = new(-0x16);
    public static readonly HeapType Exn = new(-0x17);

    /// <summary>Subtype of every heap type; only the validator's unreachable code produces it.</summary>
    public static readonly HeapType Bottom = new(int.MinValue);

    public bool IsConcrete => Code >= 0;

    /// <summary>The type index or canonical id of a concrete heap type.</summary>
    public int Index => Code;

    public override string ToString() => Code switch
    {
        >= 0 => Code.ToString(System.Globalization.CultureInfo.InvariantCulture),
        -0x0c => "noexn",
        -0x0d => "nofunc",
        -0x0e => "noextern",
        -0x0f => "none",
        -0x10 => "func",
        -0x11 => "extern",
        -0x12 => "any",
        -0x13 => "eq",
        -0x14 => "i31",
        -0x15 => "struct",
        -0x16 => "array",
        -0x17 => "exn",
        _ => "bot",
    };
}
