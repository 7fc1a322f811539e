// WebAssembly 3.0, "Types: Value Types". https://webassembly.github.io/spec/core/syntax/types.html#value-types

namespace Sluice.Types;

internal enum ValKind : byte
{
    /// <summary>Only the validator's unreachable code produces it: matches every type.</summary>
    Bottom,
    I32,
    I64,
    F32,
    F64,
    V128,
    Ref,
}

/// <summary>A value type: number, vector, or reference (nullable or not) to a heap type.</summary>
internal readonly record struct ValType
{
    private ValType(ValKind kind, bool nullable = false, HeapType heap = default) => (Kind, Nullable, Heap) = (kind, nullable, heap);

    public ValKind Kind { get; }

    /// <summary>For references, whether null is included.</summary>
    public bool Nullable { get; }

    /// <summary>For references, what is referred to.</summary>
    public HeapType Heap { get; }

    public static ValType Bottom => default;
    public static readonly ValType I32 = new(ValKind.I32);
    public static readonly ValType I64 = new(ValKind.I64);
    public static readonly ValType F32 = new(ValKind.F32);
    public static readonly ValType F64 = new(ValKind.F64);
    public static readonly ValType V128 = new(ValKind.V128);
    public static readonly ValType FuncRef = Ref(true, HeapType.Func);
    public static readonly ValType ExternRef = Ref(true, HeapType.Extern);
    public static readonly ValType ExnRef = Ref(true, HeapType.Exn);

    /// <summary>The empty sequence of types.</summary>
    public static readonly ValType[] Empty = new ValType[0];

    public static ValType Ref(bool nullable, HeapType heap) => new(ValKind.Ref, nullable, heap);

    // What the compiler would write asks the framework for comparers of each field's type; types are compared all the time.
    public bool Equals(ValType other) => Kind == other.Kind && Nullable == other.Nullable && Heap.Code == other.Heap.Code;

    public static bool AreEqual(ValType[] left, ValType[] right)
    {
        if (left.Length != right.Length) return false;
        for (var i = 0; i < left.Length; i++)
            if (left[i] != right[i]) return false;
        return true;
    }

    public override int GetHashCode() => HashCode.Combine((int)Kind, Nullable ? 1 : 0, Heap.Code);

    public bool IsRef => Kind == ValKind.Ref;
    public bool IsNumeric => Kind is >= ValKind.I32 and <= ValKind.F64;

    /// <summary>Whether a local of this type has a default value (all but non-null references do).</summary>
    public bool IsDefaultable => Kind != ValKind.Ref || Nullable;

    /// <summary>The same reference without null.</summary>
    public ValType NonNull => Ref(false, Heap);

    public override string ToString() => Kind switch
    {
        ValKind.I32 => "i32",
        ValKind.I64 => "i64",
        ValKind.F32 => "f32",
        ValKind.F64 => "f64",
        ValKind.V128 => "v128",
        ValKind.Ref when Nullable && !Heap.IsConcrete => Heap.ToString() switch
        {
            "none" => "nullref",
            "noextern" => "nullexternref",
            "nofunc" => "nullfuncref",
            "noexn" => "nullexnref",
            var heap => heap + "ref",
        },
        ValKind.Ref => Nullable ? $"(ref null {Heap})" : $"(ref {Heap})",
        _ => "bot",
    };
}
