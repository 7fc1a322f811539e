// WebAssembly 3.0, "Types: Composite Types". https://webassembly.github.io/spec/core/syntax/types.html#composite-types

using System.Collections.Immutable;

namespace Sluice.Types;

/// <summary>What a type definition describes: a function, a structure or an array.</summary>
internal abstract record CompositeType;

internal sealed record FuncType(ImmutableArray<ValType> Parameters, ImmutableArray<ValType> Results) : CompositeType
{
    public static readonly FuncType Empty = new([], []);

    public bool Equals(FuncType? other) =>
        other is not null && Parameters.AsSpan().SequenceEqual(other.Parameters.AsSpan()) && Results.AsSpan().SequenceEqual(other.Results.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var type in Parameters) hash.Add(type);
        hash.Add(-1);
        foreach (var type in Results) hash.Add(type);
        return hash.ToHashCode();
    }

    public override string ToString()
    {
        static string List(string word, ImmutableArray<ValType> types) => types.IsEmpty ? "" : $" ({word} {string.Join(' ', types)})";
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

internal sealed record StructType(ImmutableArray<FieldType> Fields) : CompositeType
{
    public bool Equals(StructType? other) => other is not null && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var field in Fields) hash.Add(field);
        return hash.ToHashCode();
    }
}

internal sealed record ArrayType(FieldType Element) : CompositeType;

/// <summary>A type definition: a composite type with its declared supertypes (at most one in WebAssembly 3.0).</summary>
internal sealed record SubType(bool IsFinal, ImmutableArray<int> Supertypes, CompositeType Composite)
{
    public bool Equals(SubType? other) => other is not null && IsFinal == other.IsFinal
        && Supertypes.AsSpan().SequenceEqual(other.Supertypes.AsSpan()) && Composite.Equals(other.Composite);

    public override int GetHashCode() => HashCode.Combine(IsFinal, Supertypes.Length, Composite);
}
