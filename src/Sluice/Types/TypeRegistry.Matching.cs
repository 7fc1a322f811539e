// WebAssembly 3.0, "Validation: Matching". https://webassembly.github.io/spec/core/valid/matching.html

namespace Sluice.Types;

internal sealed partial class TypeRegistry
{
    /// <summary>Whether the type with canonical id <paramref name="sub"/> is, or is declared below, <paramref name="super"/>.</summary>
    public bool IsSubtype(int sub, int super)
    {
        if (sub == super) return true;
        var snapshot = entries;
        var ancestors = snapshot[sub].Ancestors;
        var depth = snapshot[super].Ancestors.Length;
        return depth < ancestors.Length && ancestors[depth] == super;
    }

    /// <summary>Heap type matching; concrete ones are canonical ids.</summary>
    public bool Matches(HeapType sub, HeapType super)
    {
        if (sub == super || sub == HeapType.Bottom) return true;
        if (super.IsConcrete)
            return sub.IsConcrete ? IsSubtype(sub.Index, super.Index) : sub == BottomOf(super);
        if (sub.IsConcrete) return Matches(AbstractOf(sub), super);
        if (super == HeapType.Any) return sub == HeapType.Eq || IsEq(sub);
        if (super == HeapType.Eq) return IsEq(sub);
        return super != HeapType.Bottom && sub == BottomOf(super);

        static bool IsEq(HeapType type) =>
            type == HeapType.I31 || type == HeapType.Struct || type == HeapType.Array || type == HeapType.None;
    }

    /// <summary>Value type matching; concrete heap types are canonical ids.</summary>
    public bool Matches(ValType sub, ValType super)
    {
        if (sub.Kind != super.Kind) return sub.Kind == ValKind.Bottom;
        if (sub.Kind != ValKind.Ref) return true;
        return (super.Nullable || !sub.Nullable) && Matches(sub.Heap, super.Heap);
    }

    public bool Matches(ReadOnlySpan<ValType> sub, ReadOnlySpan<ValType> super)
    {
        if (sub.Length != super.Length) return false;
        for (var i = 0; i < sub.Length; i++)
        {
            if (!Matches(sub[i], super[i])) return false;
        }
        return true;
    }

    /// <summary>Composite type matching; references are canonical ids.</summary>
    public bool Matches(CompositeType sub, CompositeType super) => (sub, super) switch
    {
        (FuncType a, FuncType b) => Matches(b.Parameters, a.Parameters) && Matches(a.Results, b.Results),
        (StructType a, StructType b) => Matches(a.Fields, b.Fields),
        (ArrayType a, ArrayType b) => Matches(a.Element, b.Element),
        _ => false,
    };

    private bool Matches(FieldType[] sub, FieldType[] super)
    {
        if (sub.Length < super.Length) return false;
        for (var i = 0; i < super.Length; i++)
        {
            if (!Matches(sub[i], super[i])) return false;
        }
        return true;
    }

    private bool Matches(FieldType sub, FieldType super) =>
        sub.Mutable == super.Mutable && sub.Packed == super.Packed && Matches(sub.Type, super.Type)
        && (!sub.Mutable || Matches(super.Type, sub.Type));

    /// <summary>
    /// Whether something of type <paramref name="actual"/> may be imported as <paramref name="expected"/>; references are canonical ids.
    /// For tables and memories the actual minimum is the current size.
    /// </summary>
    public bool Matches(ExternType actual, ExternType expected) => (actual, expected) switch
    {
        (FunctionExternType a, FunctionExternType b) => IsSubtype(a.TypeIndex, b.TypeIndex),
        (TagType a, TagType b) => a.TypeIndex == b.TypeIndex,
        (TableType a, TableType b) => a.Is64 == b.Is64 && Matches(a.Limits, b.Limits)
            && Matches(a.Element, b.Element) && Matches(b.Element, a.Element),
        (MemoryType a, MemoryType b) => a.Is64 == b.Is64 && a.Shared == b.Shared && a.PageSizeLog2 == b.PageSizeLog2 && Matches(a.Limits, b.Limits),
        (GlobalType a, GlobalType b) => a.Mutable == b.Mutable && Matches(a.Type, b.Type) && (!a.Mutable || Matches(b.Type, a.Type)),
        _ => false,
    };

    private static bool Matches(Limits actual, Limits expected) =>
        actual.Minimum >= expected.Minimum
        && (expected.Maximum is not { } maximum || actual.Maximum is { } actualMaximum && actualMaximum <= maximum);

    private HeapType AbstractOf(HeapType concrete) => entries[concrete.Index].Type.Composite switch
    {
        FuncType => HeapType.Func,
        StructType => HeapType.Struct,
        _ => HeapType.Array,
    };

    /// <summary>The greatest type of a heap type's hierarchy.</summary>
    public HeapType TopOf(HeapType type)
    {
        var bottom = BottomOf(type);
        if (bottom == HeapType.NoFunc) return HeapType.Func;
        if (bottom == HeapType.NoExtern) return HeapType.Extern;
        if (bottom == HeapType.NoExn) return HeapType.Exn;
        return HeapType.Any;
    }

    /// <summary>The least type of a heap type's hierarchy.</summary>
    private HeapType BottomOf(HeapType type)
    {
        if (type.IsConcrete) type = AbstractOf(type);
        if (type == HeapType.Func || type == HeapType.NoFunc) return HeapType.NoFunc;
        if (type == HeapType.Extern || type == HeapType.NoExtern) return HeapType.NoExtern;
        if (type == HeapType.Exn || type == HeapType.NoExn) return HeapType.NoExn;
        return HeapType.None;
    }
}
