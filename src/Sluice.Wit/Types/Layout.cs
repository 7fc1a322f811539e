// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#alignment
// The one layout algorithm: alignment, element size, offsets, discriminants and flattening. A type asks for its layout when it
// is constructed; its parts have theirs already, so nothing recurses and nothing is computed twice.

namespace Sluice.Wit.Types;

/// <summary>How values of a type lie in linear memory and how they are passed as core values, for one pointer size.</summary>
public sealed class Layout
{
    /// <summary>So many core parameters are passed as such; more go through memory.</summary>
    public const int MaxFlatParams = 16;

    /// <summary>The same for calls with the asynchronous ABI from a lowered function.</summary>
    public const int MaxFlatAsyncParams = 4;

    /// <summary>So many core results are returned as such; more go through memory.</summary>
    public const int MaxFlatResults = 1;

    /// <summary>The most names a flags type can have.</summary>
    public const int MaxFlags = 32;

    // Far beyond any memory, and sums of a few of them still fit.
    private const long Huge = 1L << 60;

    internal static readonly Layout Handle = Scalar(4, CoreType.I32);

    private readonly Seq<long>? offsets;

    private Layout(int alignment, long size, Seq<CoreType>? flat, Seq<long>? offsets = null)
    {
        Alignment = alignment;
        Size = size;
        Flat = flat;
        this.offsets = offsets;
    }

    /// <summary>The alignment in memory: 1, 2, 4 or 8 bytes.</summary>
    public int Alignment { get; }

    /// <summary>The size in memory in bytes, a multiple of the alignment. Saturates at 2^60.</summary>
    public long Size { get; }

    /// <summary>The core types that a value is passed as, or null if these are more than <see cref="MaxFlatParams"/>.</summary>
    public Seq<CoreType>? Flat { get; }

    /// <summary>The offset of each field of a record or tuple in bytes; empty for other types.</summary>
    public Seq<long> FieldOffsets => offsets ?? Seq<long>.Empty;

    /// <summary>How many bytes the case's number takes in a variant, enum, option or result: 1, 2 or 4; else 0.</summary>
    public int DiscriminantSize { get; private set; }

    /// <summary>Where the payload of a variant, option or result starts, in bytes.</summary>
    public int PayloadOffset { get; private set; }

    /// <summary>How many bytes number the cases of a variant with so many of them: 1, 2 or 4.</summary>
    public static int DiscriminantSizeFor(int cases) => cases <= 1 << 8 ? 1 : cases <= 1 << 16 ? 2 : 4;

    /// <summary>The core type that can hold values of both.</summary>
    public static CoreType Join(CoreType a, CoreType b)
    {
        if (a == b) return a;
        return (a, b) is (CoreType.I32, CoreType.F32) or (CoreType.F32, CoreType.I32) ? CoreType.I32 : CoreType.I64;
    }

    /// <summary>The next multiple of <paramref name="alignment"/>, a power of two, from <paramref name="offset"/> on.</summary>
    public static long AlignTo(long offset, int alignment) => (offset + alignment - 1) & -alignment;

    internal static long Saturate(long value) => Math.Min(value, Huge);

    internal static Layout Primitive(ValKind kind, PointerSize pointer) => kind switch
    {
        ValKind.Bool or ValKind.S8 or ValKind.U8 => Scalar(1, CoreType.I32),
        ValKind.S16 or ValKind.U16 => Scalar(2, CoreType.I32),
        ValKind.S32 or ValKind.U32 or ValKind.Char or ValKind.ErrorContext => Handle,
        ValKind.S64 or ValKind.U64 => Scalar(8, CoreType.I64),
        ValKind.F32 => Scalar(4, CoreType.F32),
        ValKind.F64 => Scalar(8, CoreType.F64),
        ValKind.String => List(pointer),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a primitive type"),
    };

    // Pointer and length.
    internal static Layout List(PointerSize pointer) => new((int)pointer, 2 * (int)pointer, Seq.Of(pointer.CoreType(), pointer.CoreType()));

    internal static Layout FixedList(Layout element, uint length)
    {
        if (length == 0) throw new ArgumentOutOfRangeException(nameof(length), "a fixed-length list has at least one element");
        var size = element.Size > Huge / length ? Huge : element.Size * length;
        var flat = new FlatTypes();
        for (var i = 0; i < length && flat.Fits; i++) flat.Add(element.Flat);
        return new Layout(element.Alignment, size, flat.ToSeq());
    }

    internal static Layout Record(Seq<ValType> types, PointerSize pointer)
    {
        var alignment = 1;
        long size = 0;
        var offsets = new long[types.Count];
        var flat = new FlatTypes();
        for (var i = 0; i < offsets.Length; i++)
        {
            var field = types[i].LayoutFor(pointer);
            alignment = Math.Max(alignment, field.Alignment);
            offsets[i] = AlignTo(size, field.Alignment);
            size = Saturate(offsets[i] + field.Size);
            flat.Add(field.Flat);
        }
        return new Layout(alignment, AlignTo(size, alignment), flat.ToSeq(), new Seq<long>(offsets));
    }

    internal static Layout Variant(Seq<ValType?> cases, PointerSize pointer)
    {
        if (cases.Count == 0) throw new ArgumentException("a variant has at least one case", nameof(cases));
        var discriminant = DiscriminantSizeFor(cases.Count);
        var payloadAlignment = 1;
        long payloadSize = 0;
        var flat = new FlatTypes();
        flat.Join(0, CoreType.I32);
        for (var i = 0; i < cases.Count; i++)
        {
            if (cases[i] is not { } type) continue;
            var payload = type.LayoutFor(pointer);
            payloadAlignment = Math.Max(payloadAlignment, payload.Alignment);
            payloadSize = Math.Max(payloadSize, payload.Size);
            flat.Join(1, payload.Flat);
        }
        var alignment = Math.Max(discriminant, payloadAlignment);
        var payloadOffset = (int)AlignTo(discriminant, payloadAlignment);
        return new Layout(alignment, AlignTo(Saturate(payloadOffset + payloadSize), alignment), flat.ToSeq())
        {
            DiscriminantSize = discriminant,
            PayloadOffset = payloadOffset,
        };
    }

    internal static Layout Enum(int cases)
    {
        if (cases == 0) throw new ArgumentException("an enum has at least one case", nameof(cases));
        var size = DiscriminantSizeFor(cases);
        var layout = Scalar(size, CoreType.I32);
        layout.DiscriminantSize = size;
        layout.PayloadOffset = size;
        return layout;
    }

    internal static Layout Flags(int labels)
    {
        if (labels is 0 or > MaxFlags) throw new ArgumentOutOfRangeException(nameof(labels), labels, "flags have 1 to 32 names");
        return Scalar(labels <= 8 ? 1 : labels <= 16 ? 2 : 4, CoreType.I32);
    }

    private static Layout Scalar(int size, CoreType flat) => new(size, size, Seq.Of(flat));
}
