namespace Sluice.Wit.Types;

/// <summary>
/// A value type of the Component Model. Types are immutable and equal by structure, down to resources, which are equal by
/// identity. What follows from a type — layout, contents, size — is worked out once, at construction, from its parts.
/// </summary>
/// <remarks>https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#fundamental-value-types</remarks>
public abstract record ValType
{
    // Whoever decodes untrusted types limits Depth and NodeCount before it compares or hashes them: both walk the whole tree.
    private protected ValType(ValKind kind, TypeContents contents, Layout memory32, Layout memory64, int depth, long nodes)
    {
        Kind = kind;
        Contents = contents;
        Memory32 = memory32;
        Memory64 = memory64;
        Depth = depth;
        NodeCount = nodes;
    }

    private protected ValType(ValKind kind, TypeContents contents, Layout memory32, Layout memory64)
        : this(kind, contents, memory32, memory64, depth: 1, nodes: 1)
    {
    }

    private protected ValType(ValKind kind, TypeContents contents, Layout memory32, Layout memory64, IReadOnlyList<ValType?> parts)
        : this(kind, contents, memory32, memory64)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not { } part) continue;
            Contents |= part.Contents;
            Depth = Math.Max(Depth, part.Depth + 1);
            NodeCount = Layout.Saturate(NodeCount + part.NodeCount);
        }
    }

    /// <summary><c>bool</c></summary>
    public static PrimType Bool { get; } = new(ValKind.Bool);

    /// <summary><c>s8</c></summary>
    public static PrimType S8 { get; } = new(ValKind.S8);

    /// <summary><c>u8</c></summary>
    public static PrimType U8 { get; } = new(ValKind.U8);

    /// <summary><c>s16</c></summary>
    public static PrimType S16 { get; } = new(ValKind.S16);

    /// <summary><c>u16</c></summary>
    public static PrimType U16 { get; } = new(ValKind.U16);

    /// <summary><c>s32</c></summary>
    public static PrimType S32 { get; } = new(ValKind.S32);

    /// <summary><c>u32</c></summary>
    public static PrimType U32 { get; } = new(ValKind.U32);

    /// <summary><c>s64</c></summary>
    public static PrimType S64 { get; } = new(ValKind.S64);

    /// <summary><c>u64</c></summary>
    public static PrimType U64 { get; } = new(ValKind.U64);

    /// <summary><c>f32</c></summary>
    public static PrimType F32 { get; } = new(ValKind.F32);

    /// <summary><c>f64</c></summary>
    public static PrimType F64 { get; } = new(ValKind.F64);

    /// <summary><c>char</c></summary>
    public static PrimType Char { get; } = new(ValKind.Char);

    /// <summary><c>string</c></summary>
    public static PrimType String { get; } = new(ValKind.String);

    /// <summary><c>error-context</c></summary>
    public static PrimType ErrorContext { get; } = new(ValKind.ErrorContext);

    /// <summary>The type without parts of this kind.</summary>
    public static PrimType Primitive(ValKind kind) => kind switch
    {
        ValKind.Bool => Bool,
        ValKind.S8 => S8,
        ValKind.U8 => U8,
        ValKind.S16 => S16,
        ValKind.U16 => U16,
        ValKind.S32 => S32,
        ValKind.U32 => U32,
        ValKind.S64 => S64,
        ValKind.U64 => U64,
        ValKind.F32 => F32,
        ValKind.F64 => F64,
        ValKind.Char => Char,
        ValKind.String => String,
        ValKind.ErrorContext => ErrorContext,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a primitive type"),
    };

    /// <summary>What users of this object have worked out for it, to find it again. It is no part of the type's value.</summary>
    internal object? Memo;

    /// <summary>Which type this is.</summary>
    public ValKind Kind { get; }

    /// <summary>What values of the type may hold.</summary>
    public TypeContents Contents { get; }

    /// <summary>How deep the type is nested: 1 for a primitive one.</summary>
    public int Depth { get; }

    /// <summary>How many types it consists of, shared ones counted at each use; saturates.</summary>
    public long NodeCount { get; }

    /// <summary>The layout in memories with 32-bit addresses.</summary>
    public Layout Memory32 { get; }

    /// <summary>The layout in memories with 64-bit addresses.</summary>
    public Layout Memory64 { get; }

    /// <summary>Whether a value may hold a borrowed handle.</summary>
    public bool ContainsBorrow => (Contents & TypeContents.Borrow) != 0;

    /// <summary>Whether a value may hold a stream or a future.</summary>
    public bool ContainsAsyncValue => (Contents & (TypeContents.Stream | TypeContents.Future)) != 0;

    /// <summary>Whether values are mere data: they hold no resource, stream, future or error context.</summary>
    public bool IsPureData => (Contents & TypeContents.Handle) == 0;

    /// <summary>The layout for memories with such pointers.</summary>
    public Layout LayoutFor(PointerSize pointer) => pointer == PointerSize.Memory64 ? Memory64 : Memory32;

    /// <summary>
    /// The same values by fewer kinds of types: tuples as records, enums, options and results as variants, maps as lists.
    /// </summary>
    public virtual ValType Despecialize() => this;

    // The derived properties follow from the structure and are left out of comparisons.

    /// <summary>Whether both types have the same structure and the same resources.</summary>
    public virtual bool Equals(ValType? other) => ReferenceEquals(this, other) || (other is not null && Kind == other.Kind);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Kind;

    /// <summary>The type in WIT's syntax; unnamed records and the like by structure.</summary>
    public sealed override string ToString() => TypeText.Write(this);
}
