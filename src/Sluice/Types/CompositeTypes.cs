// WebAssembly 3.0, "Types: Composite Types". https://webassembly.github.io/spec/core/syntax/types.html#composite-types

namespace Sluice.Types;

/// <summary>What a type definition describes: a function, a structure or an array.</summary>
internal abstract record CompositeType;

internal sealed record FuncType(ValType[] Parameters, ValType[] Results) : CompositeType
{
    public static readonly FuncType Empty = new(ValType.Empty, ValType.Empty);

    public bool Equals(FuncType? other) =>
        other is not null && ValType.AreEqual(Parameters, other.Parameters) && ValType.AreEqual(Results, other.Results);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var type in Parameters) hash.Add(type.GetHashCode());
        hash.Add(-1);
        foreach (var type in Results) hash.Add(type.GetHashCode());
        return hash.ToHashCode();
    }

    public override string ToString()
    {
        static string List(string word, ValType[] types) => types.Length == 0 ? "" : $" ({word} {string.Join(' ', types)})";
        return $"(func{List("param", Parameters)}{List("result", Results)})";
    }
}

internal enum PackedType : byte
{
    None,
    I8,
    I16,
}

/// <summary>A structure's field or an array's element. A packed one has value type i32 on the stack.</summary>
internal readonly record struct FieldType(ValType Type, PackedType Packed, bool Mutable);

internal sealed record StructType(FieldType[] Fields) : CompositeType
{
    public bool Equals(StructType? other) => other is not null && Fields.AsSpan().SequenceEqual(other.Fields);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var field in Fields) hash.Add(field.GetHashCode());
        return hash.ToHashCode();
    }
}

internal sealed record ArrayType(FieldType Element) : CompositeType;

/// <summary>A type definition: a composite type with its declared supertypes (at most one in WebAssembly 3.0).</summary>
internal sealed record SubType(bool IsFinal, int[] Supertypes, CompositeType Composite)
{
    public bool Equals(SubType? other) => other is not null && IsFinal == other.IsFinal
        && Supertypes.AsSpan().SequenceEqual(other.Supertypes) && Composite.Equals(other.Composite);

    public override int GetHashCode() => HashCode.Combine(IsFinal ? 1 : 0, Supertypes.Length, Composite.GetHashCode());
}
