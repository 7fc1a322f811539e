using System.Globalization;
using Sluice.Cli.Commands;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Cli.Running;

/// <summary>
/// <c>--invoke</c> on a core module: <c>f(1, 2.5)</c>, or <c>f</c> with its numbers as the command line's further arguments.
/// </summary>
internal sealed record CoreInvocation(string Function, string[] Arguments)
{
    public static CoreInvocation Parse(string text, string[] further)
    {
        int open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0) return new CoreInvocation(text, further);
        if (!text.EndsWith(')')) throw new UsageException($"--invoke {text}: the closing parenthesis is missing");
        string list = text[(open + 1)..^1];
        return new CoreInvocation(text[..open], string.IsNullOrWhiteSpace(list) ? [] : list.Split(',', StringSplitOptions.TrimEntries));
    }

    /// <exception cref="UsageException">The arguments are not what the function takes.</exception>
    public Slot[] ToSlots(FuncType type)
    {
        if (Arguments.Length != type.Parameters.Length) throw new UsageException($"{Function} takes {type.Parameters.Length} arguments, not {Arguments.Length}");
        return [.. Arguments.Zip(type.Parameters, ToSlot)];
    }

    public static string Format(Slot value, ValType type) => type.Kind switch
    {
        ValKind.I32 => ((int)value.Low).ToString(CultureInfo.InvariantCulture),
        ValKind.I64 => ((long)value.Low).ToString(CultureInfo.InvariantCulture),
        ValKind.F32 => BitConverter.UInt32BitsToSingle((uint)value.Low).ToString(CultureInfo.InvariantCulture),
        ValKind.F64 => BitConverter.UInt64BitsToDouble(value.Low).ToString(CultureInfo.InvariantCulture),
        ValKind.V128 => $"0x{value.High:x16}{value.Low:x16}",
        _ => value.Reference is null ? "null" : $"a reference of type {type}",
    };

    // Integers may be given signed or unsigned.
    private static Slot ToSlot(string text, ValType type)
    {
        var culture = CultureInfo.InvariantCulture;
        switch (type.Kind)
        {
            case ValKind.I32 when long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out long i32) && i32 is >= int.MinValue and <= uint.MaxValue:
                return new Slot((uint)i32);
            case ValKind.I64 when Int128.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var i64) && i64 >= long.MinValue && i64 <= ulong.MaxValue:
                return new Slot((ulong)i64);
            case ValKind.F32 when float.TryParse(text, NumberStyles.Float, culture, out float f32):
                return new Slot(BitConverter.SingleToUInt32Bits(f32));
            case ValKind.F64 when double.TryParse(text, NumberStyles.Float, culture, out double f64):
                return new Slot(BitConverter.DoubleToUInt64Bits(f64));
            default:
                throw new UsageException($"'{text}' is no {type}");
        }
    }
}
