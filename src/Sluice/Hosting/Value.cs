using System.Diagnostics;
using System.Runtime.Intrinsics;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice;

/// <summary>The kinds of core values.</summary>
public enum ValueKind
{
    /// <summary>A 32-bit integer.</summary>
    I32,
    /// <summary>A 64-bit integer.</summary>
    I64,
    /// <summary>A 32-bit float.</summary>
    F32,
    /// <summary>A 64-bit float.</summary>
    F64,
    /// <summary>A 128-bit vector.</summary>
    V128,
    /// <summary>A reference: to an object of the host, or to a guest's function, exception, structure, array or i31; or null.</summary>
    Reference,
}

/// <summary>A core value of any type, for callers that do not know a function's type when they are compiled.</summary>
public readonly struct Value : IEquatable<Value>
{
    internal Value(ValueKind kind, Slot slot) => (Kind, Slot) = (kind, slot);

    /// <summary>Which of the conversions applies.</summary>
    public ValueKind Kind { get; }

    internal Slot Slot { get; }

    /// <summary>An i32.</summary>
    public static Value FromInt32(int value) => new(ValueKind.I32, new Slot((uint)value));

    /// <summary>An i64.</summary>
    public static Value FromInt64(long value) => new(ValueKind.I64, new Slot((ulong)value));

    /// <summary>An f32; NaN payloads are kept.</summary>
    public static Value FromSingle(float value) => new(ValueKind.F32, new Slot(BitConverter.SingleToUInt32Bits(value)));

    /// <summary>An f64; NaN payloads are kept.</summary>
    public static Value FromDouble(double value) => new(ValueKind.F64, new Slot(BitConverter.DoubleToUInt64Bits(value)));

    /// <summary>A v128.</summary>
    public static Value FromVector(Vector128<byte> value) => new(ValueKind.V128, new Slot(value.AsUInt64()[0], value.AsUInt64()[1]));

    /// <summary>A reference: any object as an externref or anyref, or one that a guest of the same store gave out.</summary>
    public static Value FromReference(object? value) => new(ValueKind.Reference, new Slot(0, 0, value));

    /// <summary>The value of an i32.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public int AsInt32() => (int)Expect(ValueKind.I32).Low;

    /// <summary>The value of an i64.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public long AsInt64() => (long)Expect(ValueKind.I64).Low;

    /// <summary>The value of an f32.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public float AsSingle() => BitConverter.UInt32BitsToSingle((uint)Expect(ValueKind.F32).Low);

    /// <summary>The value of an f64.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public double AsDouble() => BitConverter.UInt64BitsToDouble(Expect(ValueKind.F64).Low);

    /// <summary>The value of a v128.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public Vector128<byte> AsVector() => Vector128.Create(Expect(ValueKind.V128).Low, Slot.High).AsByte();

    /// <summary>What a reference refers to. What is the guest's own can be kept and given back, and no more.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public object? AsReference() => Expect(ValueKind.Reference).Reference;

    private Slot Expect(ValueKind kind) => Kind == kind ? Slot : throw new InvalidOperationException($"The value is of kind {Kind}, not {kind}.");

    internal static ValueKind KindOf(ValKind kind) => kind switch
    {
        ValKind.I32 => ValueKind.I32,
        ValKind.I64 => ValueKind.I64,
        ValKind.F32 => ValueKind.F32,
        ValKind.F64 => ValueKind.F64,
        ValKind.V128 => ValueKind.V128,
        ValKind.Ref => ValueKind.Reference,
        _ => throw new UnreachableException(),
    };

    /// <summary>Whether the kinds and the bits are equal, for references the objects.</summary>
    public bool Equals(Value other) => Kind == other.Kind && Slot.Low == other.Slot.Low && Slot.High == other.Slot.High && ReferenceEquals(Slot.Reference, other.Slot.Reference);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Slot.Low, Slot.High, Slot.Reference);

    /// <summary>Whether the kinds and the bits are equal, for references the objects.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Whether the kinds or the bits differ, for references the objects.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>The kind and the value, as in <c>i32 5</c>.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.I32 => $"i32 {AsInt32()}",
        ValueKind.I64 => $"i64 {AsInt64()}",
        ValueKind.F32 => $"f32 {AsSingle()}",
        ValueKind.F64 => $"f64 {AsDouble()}",
        ValueKind.V128 => $"v128 0x{Slot.High:x16}{Slot.Low:x16}",
        _ => AsReference() is { } reference ? $"ref {reference}" : "ref null",
    };
}
