using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Sluice.Wit.Types;

namespace Sluice;

/// <summary>A value of the Component Model whose type is known at run time only.</summary>
/// <remarks>
/// Values are immutable and compare by structure; floats by their bits, all NaNs being one value; resources, streams, futures
/// and error contexts by identity. The default value is <c>false</c>. <see cref="ToString"/> and <see cref="Parse"/> use WAVE,
/// the text format of component values.
/// <code>
/// var point = ComponentValue.Record(("x", ComponentValue.S32(1)), ("y", ComponentValue.S32(2)));
/// Console.WriteLine(point);    // {x: 1, y: 2}
/// </code>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct ComponentValue : IEquatable<ComponentValue>
{
    // Scalars: the value, sign-extended; floats by their bits. Strings: where the string came from, see LiftedFrom.
    private readonly ulong bits;

    // Elements, members, fields' values; the payload of a variant, option or result, if there is one.
    private readonly ComponentValue[]? items;

    // The string; the label of a variant or enum; the labels of a record or flags (string[]); whatever a handle stands for.
    private readonly object? _object;

    private ComponentValue(ValKind kind, ulong bits, ComponentValue[]? items = null, object? obj = null)
    {
        Kind = kind;
        this.bits = bits;
        this.items = items;
        _object = obj;
    }

    /// <summary>Which kind of type the value has. Lists of a fixed length are <see cref="ValKind.List"/>s.</summary>
    public ValKind Kind { get; }

    /// <summary>A <c>bool</c>.</summary>
    public static ComponentValue Bool(bool value) => new(ValKind.Bool, value ? 1u : 0u);

    /// <summary>An <c>s8</c>.</summary>
    public static ComponentValue S8(sbyte value) => new(ValKind.S8, (ulong)value);

    /// <summary>A <c>u8</c>.</summary>
    public static ComponentValue U8(byte value) => new(ValKind.U8, value);

    /// <summary>An <c>s16</c>.</summary>
    public static ComponentValue S16(short value) => new(ValKind.S16, (ulong)value);

    /// <summary>A <c>u16</c>.</summary>
    public static ComponentValue U16(ushort value) => new(ValKind.U16, value);

    /// <summary>An <c>s32</c>.</summary>
    public static ComponentValue S32(int value) => new(ValKind.S32, (ulong)value);

    /// <summary>A <c>u32</c>.</summary>
    public static ComponentValue U32(uint value) => new(ValKind.U32, value);

    /// <summary>An <c>s64</c>.</summary>
    public static ComponentValue S64(long value) => new(ValKind.S64, (ulong)value);

    /// <summary>A <c>u64</c>.</summary>
    public static ComponentValue U64(ulong value) => new(ValKind.U64, value);

    /// <summary>An <c>f32</c>; a NaN becomes the canonical one.</summary>
    public static ComponentValue F32(float value) => new(ValKind.F32, BitConverter.SingleToUInt32Bits(CanonicalAbi.Scalars.CanonicalizeNan(value)));

    /// <summary>An <c>f64</c>; a NaN becomes the canonical one.</summary>
    public static ComponentValue F64(double value) => new(ValKind.F64, BitConverter.DoubleToUInt64Bits(CanonicalAbi.Scalars.CanonicalizeNan(value)));

    /// <summary>A <c>char</c>.</summary>
    public static ComponentValue Char(Rune value) => new(ValKind.Char, (uint)value.Value);

    /// <summary>A <c>string</c>.</summary>
    public static ComponentValue String(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(ValKind.String, 0, null, value);
    }

    /// <summary>A <c>list</c>, of any or of a fixed length.</summary>
    public static ComponentValue List(params IEnumerable<ComponentValue> elements) => new(ValKind.List, 0, [.. elements]);

    /// <summary>A <c>map</c>, its entries in the given order.</summary>
    public static ComponentValue Map(params IEnumerable<(ComponentValue Key, ComponentValue Value)> entries) =>
        new(ValKind.Map, 0, [.. entries.Select(static e => Tuple(e.Key, e.Value))]);

    /// <summary>A <c>tuple</c>.</summary>
    public static ComponentValue Tuple(params IEnumerable<ComponentValue> members) => new(ValKind.Tuple, 0, [.. members]);

    /// <summary>A <c>record</c>, its fields in the type's order.</summary>
    public static ComponentValue Record(params IEnumerable<(string Label, ComponentValue Value)> fields)
    {
        var all = fields.ToArray();
        return new(ValKind.Record, 0, [.. all.Select(static f => f.Value)], all.Select(static f => f.Label).ToArray());
    }

    /// <summary>A case of a <c>variant</c>.</summary>
    public static ComponentValue Variant(string label, ComponentValue? payload = null)
    {
        ArgumentNullException.ThrowIfNull(label);
        return new(ValKind.Variant, 0, Optional(payload), label);
    }

    /// <summary>A case of an <c>enum</c>.</summary>
    public static ComponentValue Enum(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return new(ValKind.Enum, 0, null, label);
    }

    /// <summary>An <c>option</c> without a value.</summary>
    public static ComponentValue None { get; } = new(ValKind.Option, 0);

    /// <summary>An <c>option</c> with a value.</summary>
    public static ComponentValue Some(ComponentValue value) => new(ValKind.Option, 0, [value]);

    /// <summary>The <c>ok</c> case of a <c>result</c>.</summary>
    public static ComponentValue Ok(ComponentValue? value = null) => new(ValKind.Result, 0, Optional(value));

    /// <summary>The <c>err</c> case of a <c>result</c>.</summary>
    public static ComponentValue Err(ComponentValue? error = null) => new(ValKind.Result, 1, Optional(error));

    /// <summary>A <c>flags</c>: the labels that are set, in any order.</summary>
    public static ComponentValue Flags(params IEnumerable<string> labels)
    {
        var set = labels.Distinct().ToArray();
        System.Array.Sort(set, StringComparer.Ordinal);
        return new(ValKind.Flags, 0, null, set);
    }

    /// <summary>An owned handle.</summary>
    public static ComponentValue Own(GuestResourceHandle resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new(ValKind.Own, 0, null, resource);
    }

    /// <summary>A borrowed handle.</summary>
    public static ComponentValue Borrow(GuestResourceHandle resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new(ValKind.Borrow, 0, null, resource);
    }

    internal static ComponentValue Stream(object shared) => new(ValKind.Stream, 0, null, shared);

    internal static ComponentValue Future(object shared) => new(ValKind.Future, 0, null, shared);

    internal static ComponentValue ErrorContext(object errorContext) => new(ValKind.ErrorContext, 0, null, errorContext);

    // Strings that are passed on to another guest are lowered as the specification wants it for the encoding they came in.
    internal static ComponentValue String(string value, CanonicalAbi.SimpleEncoding encoding, CanonicalAbi.StringEncoding declared) =>
        new(ValKind.String, 1u | ((uint)encoding << 8) | ((uint)declared << 16), null, value);

    internal (CanonicalAbi.SimpleEncoding Encoding, CanonicalAbi.StringEncoding Declared)? LiftedFrom => bits == 0
        ? null
        : ((CanonicalAbi.SimpleEncoding)(byte)(bits >> 8), (CanonicalAbi.StringEncoding)(byte)(bits >> 16));

    internal static ComponentValue Scalar(ValKind kind, ulong bits) => new(kind, bits);

    internal static ComponentValue Items(ValKind kind, ComponentValue[] items, string[]? labels = null) => new(kind, 0, items, labels);

    internal ulong Bits => bits;

    internal object? Handle => _object;

    internal ReadOnlySpan<ComponentValue> ItemSpan => items;

    /// <summary>The value of a <c>bool</c>.</summary>
    public bool AsBool() => Expect(ValKind.Bool).bits != 0;

    /// <summary>The value of an integer of any width.</summary>
    /// <exception cref="InvalidOperationException">The value is not an integer.</exception>
    /// <exception cref="OverflowException">A <c>u64</c> beyond the range of <see cref="long"/>.</exception>
    public long AsInteger() => Kind switch
    {
        ValKind.U64 => checked((long)bits),
        >= ValKind.S8 and <= ValKind.U32 or ValKind.S64 => (long)bits,
        _ => throw Mismatch("an integer"),
    };

    /// <summary>The value of a <c>u64</c>, or of another integer that is not negative.</summary>
    public ulong AsUnsigned() => Kind == ValKind.U64 ? bits : checked((ulong)AsInteger());

    /// <summary>The value of an <c>f32</c>.</summary>
    public float AsF32() => BitConverter.UInt32BitsToSingle((uint)Expect(ValKind.F32).bits);

    /// <summary>The value of an <c>f64</c>.</summary>
    public double AsF64() => BitConverter.UInt64BitsToDouble(Expect(ValKind.F64).bits);

    /// <summary>The value of a <c>char</c>.</summary>
    public Rune AsChar() => new((uint)Expect(ValKind.Char).bits);

    /// <summary>The value of a <c>string</c>.</summary>
    public string AsString() => (string)Expect(ValKind.String)._object!;

    /// <summary>
    /// The elements of a list, the members of a tuple, the values of a record's fields in their order, or a map's entries as
    /// tuples; empty for other kinds.
    /// </summary>
    public IReadOnlyList<ComponentValue> Elements =>
        Kind is ValKind.List or ValKind.Tuple or ValKind.Record or ValKind.Map ? items! : [];

    /// <summary>The names of a record's fields, or those of the flags that are set; empty for other kinds.</summary>
    public IReadOnlyList<string> Labels => _object as string[] ?? [];

    /// <summary>The name of a variant's or enum's case; <c>some</c>, <c>none</c>, <c>ok</c> or <c>err</c>; null for other kinds.</summary>
    public string? Label => Kind switch
    {
        ValKind.Variant or ValKind.Enum => (string)_object!,
        ValKind.Option => items is null ? "none" : "some",
        ValKind.Result => bits == 0 ? "ok" : "err",
        _ => null,
    };

    /// <summary>The payload of a variant, option or result; null if the case has none, and for other kinds.</summary>
    public ComponentValue? Payload =>
        Kind is ValKind.Variant or ValKind.Option or ValKind.Result && items is [var payload] ? payload : null;

    /// <summary>The field of a record.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public ComponentValue this[string label]
    {
        get
        {
            var index = System.Array.IndexOf((string[])Expect(ValKind.Record)._object!, label);
            return index >= 0 ? items![index] : throw new KeyNotFoundException($"The record has no field '{label}'.");
        }
    }

    /// <summary>What an owned or borrowed handle stands for.</summary>
    public GuestResourceHandle AsResource() => _object as GuestResourceHandle ?? throw Mismatch("a resource");

    /// <summary>Reads a value in WAVE.</summary>
    /// <param name="text">For example <c>{name: "x", size: some(3)}</c>.</param>
    /// <param name="type">The value's type, which decides how the text is read.</param>
    /// <exception cref="MalformedException">The text is no value of this type.</exception>
    public static ComponentValue Parse(string text, ValType type)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(type);
        var reader = new CanonicalAbi.WaveReader(text);
        var value = reader.ReadValue(type);
        reader.ExpectEnd();
        return value;
    }

    /// <summary>The value in WAVE; handles, which WAVE cannot express, as <c>&lt;own …&gt;</c> and the like.</summary>
    public override string ToString() => CanonicalAbi.WaveWriter.Write(this);

    /// <inheritdoc/>
    public bool Equals(ComponentValue other)
    {
        if (Kind != other.Kind || (bits != other.bits && Kind != ValKind.String)) return false;
        if ((items is null) != (other.items is null) || !ItemSpan.SequenceEqual(other.ItemSpan)) return false;
        return (_object, other._object) is (string[] a, string[] b) ? a.AsSpan().SequenceEqual(b) : Equals(_object, other._object);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ComponentValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Kind);
        if (Kind != ValKind.String) hash.Add(bits);
        foreach (var item in ItemSpan) hash.Add(item);
        if (_object is string[] labels)
        {
            foreach (var label in labels) hash.Add(label);
        }
        else hash.Add(_object);
        return hash.ToHashCode();
    }

    /// <summary>Whether both values are the same.</summary>
    public static bool operator ==(ComponentValue left, ComponentValue right) => left.Equals(right);

    /// <summary>Whether the values differ.</summary>
    public static bool operator !=(ComponentValue left, ComponentValue right) => !left.Equals(right);

    private static ComponentValue[]? Optional(ComponentValue? value) => value is { } present ? [present] : null;

    private ComponentValue Expect(ValKind kind, [CallerMemberName] string member = "") =>
        Kind == kind ? this : throw new InvalidOperationException($"{member} is not for a value of kind {Kind}.");

    private InvalidOperationException Mismatch(string expected) => new($"The value is not {expected} but of kind {Kind}.");
}
