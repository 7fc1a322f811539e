using System.Collections.Immutable;
using Sluice.Types;

namespace Sluice.Text.Scripts;

/// <summary>An argument of an invocation.</summary>
internal abstract record ScriptValue
{
    /// <summary>The value as an argument of a component's function; core floats are component floats too.</summary>
    public virtual ComponentValue? ToComponentValue() => null;
}

/// <summary>A number or vector.</summary>
/// <param name="Low">Its bits, or the lower half of a v128.</param>
internal sealed record NumberValue(ValKind Kind, ulong Low, ulong High = 0) : ScriptValue
{
    public override ComponentValue? ToComponentValue() => Kind switch
    {
        ValKind.F32 => ComponentValue.F32(BitConverter.UInt32BitsToSingle((uint)Low)),
        ValKind.F64 => ComponentValue.F64(BitConverter.UInt64BitsToDouble(Low)),
        _ => null,
    };
}

internal sealed record ComponentScriptValue(ComponentValue Value) : ScriptValue
{
    public override ComponentValue? ToComponentValue() => Value;
}

internal sealed record NullValue(HeapType Heap) : ScriptValue;

/// <summary>A reference to something of the host, known by a number.</summary>
/// <param name="IsExtern">Whether it was converted to an externref.</param>
internal sealed record HostValue(uint Number, bool IsExtern) : ScriptValue;

/// <summary>What a result has to look like.</summary>
internal abstract record ResultPattern
{
    /// <summary>Whether a component's result is as it should; core floats are component floats too.</summary>
    public virtual bool Matches(ComponentValue actual) => false;
}

internal sealed record ComponentPattern(ComponentValue Value) : ResultPattern
{
    public override bool Matches(ComponentValue actual) => actual.Equals(Value);

    public override string ToString() => Value.ToString();
}

/// <summary>Exactly this number or, for <see cref="ValKind.V128"/>, these lanes.</summary>
internal sealed record NumberPattern(ValKind Kind, ImmutableArray<LanePattern> Lanes) : ResultPattern
{
    public override bool Matches(ComponentValue actual) => Kind switch
    {
        ValKind.F32 => actual.Equals(ComponentValue.F32(Lanes[0].Nan == NanPattern.None ? BitConverter.UInt32BitsToSingle((uint)Lanes[0].Bits) : float.NaN)),
        ValKind.F64 => actual.Equals(ComponentValue.F64(Lanes[0].Nan == NanPattern.None ? BitConverter.UInt64BitsToDouble(Lanes[0].Bits) : double.NaN)),
        _ => false,
    };

    public override string ToString() => $"{Kind} {string.Join(' ', Lanes)}";
}

internal enum NanPattern : byte
{
    None,
    /// <summary>Payload with the top bit alone.</summary>
    Canonical,
    /// <summary>Payload with the top bit set.</summary>
    Arithmetic,
}

/// <param name="Width">In bits.</param>
/// <param name="Nan">Which NaN; the bits count only where it is none.</param>
internal readonly record struct LanePattern(int Width, ulong Bits, NanPattern Nan)
{
    public override string ToString() => Nan == NanPattern.None ? $"0x{Bits:x}" : $"nan:{Nan.ToString().ToLowerInvariant()}";

    public bool Matches(ulong actual)
    {
        if (Nan == NanPattern.None) return actual == Bits;
        var (mantissa, exponent) = Width == 32 ? (23, 8) : (52, 11);
        ulong quiet = ((1ul << (exponent + 1)) - 1) << (mantissa - 1);
        ulong magnitude = actual & ((1ul << (Width - 1)) - 1);
        return Nan == NanPattern.Canonical ? magnitude == quiet : (magnitude & quiet) == quiet;
    }
}

/// <summary>Null, of any heap type.</summary>
internal sealed record NullPattern : ResultPattern;

/// <summary>This reference to something of the host.</summary>
internal sealed record HostPattern(HostValue Value) : ResultPattern;

/// <summary>Any non-null reference of an abstract heap type.</summary>
internal sealed record RefPattern(HeapType Heap) : ResultPattern;

internal sealed record EitherPattern(ImmutableArray<ResultPattern> Alternatives) : ResultPattern
{
    public override bool Matches(ComponentValue actual) => Alternatives.Any(alternative => alternative.Matches(actual));

    public override string ToString() => string.Join(" or ", Alternatives);
}
