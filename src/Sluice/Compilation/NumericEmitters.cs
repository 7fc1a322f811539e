using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using Sluice.Opcodes;
using static System.Reflection.Emit.OpCodes;

namespace Sluice.Compilation;

/// <summary>How a numeric instruction translates, with its operands on the IL stack.</summary>
/// <param name="Function">Called first, if there is one.</param>
/// <param name="Codes">Then these.</param>
internal sealed record NumericEmitter(Delegate? Function, OpCode[] Codes)
{
    // Reflection is asked only about the functions that a guest needs.
    public MethodInfo? Method => Function?.Method;

    /// <summary>What to emit instead of <see cref="Codes"/> where the two operands come in reverse order.</summary>
    public OpCode[]? Reversed { get; init; }

    public bool IsShift { get; init; }

    /// <summary>Whether <c>rem</c> does it all where the divisor is a constant other than 0 and -1.</summary>
    public bool IsRemainder { get; init; }
}

/// <summary>One row per numeric instruction, made when the instruction first comes up.</summary>
internal static class NumericEmitters
{
    private static readonly NumericEmitter?[] Table = new NumericEmitter?[OpcodeTable.CodeCount];

    public static bool Has(Opcode opcode) => (Table[(int)opcode] ??= Row(opcode)) is not null;

    /// <summary>The row of an opcode that has one.</summary>
    public static NumericEmitter Get(Opcode opcode) => Table[(int)opcode] ??= Row(opcode)!;

    // The functions are apart: each needs a delegate type of its own, and most guests need few of them.
    private static NumericEmitter? Row(Opcode opcode) => opcode switch
    {
        >= Opcode.I32Eqz and <= Opcode.F64Ge => Comparison(opcode),
        >= Opcode.I32Clz and <= Opcode.I64Rotr => Integer(opcode) ?? IntegerFunction(opcode),
        >= Opcode.F32Abs and <= Opcode.F64Copysign => Float(opcode) ?? FloatFunction(opcode),
        _ => Conversion(opcode) ?? ConversionFunction(opcode),
    };

    private static NumericEmitter Codes(params OpCode[] codes) => new(null, codes);

    private static NumericEmitter Either(params OpCode[] codes) => new(null, codes) { Reversed = codes };

    private static NumericEmitter Compare(OpCode[] codes, OpCode[] reversed) => new(null, codes) { Reversed = reversed };

    private static NumericEmitter Shift(params OpCode[] codes) => new(null, codes) { IsShift = true };

    private static NumericEmitter Call(Delegate method) => new(method, []);

    private static NumericEmitter CallAndWiden(Delegate method) => new(method, [Conv_I8]);

    private static NumericEmitter Remainder(Delegate method) => new(method, []) { IsRemainder = true };

    // @formatter:off
    private static NumericEmitter? Comparison(Opcode opcode) => opcode switch
    {
        Opcode.I32Eqz                                                   => Codes(Ldc_I4_0, Ceq),
        Opcode.I64Eqz                                                   => Codes(Ldc_I4_0, Conv_I8, Ceq),
        Opcode.I32Eq  or Opcode.I64Eq  or Opcode.F32Eq or Opcode.F64Eq  => Either(Ceq),
        Opcode.I32Ne  or Opcode.I64Ne  or Opcode.F32Ne or Opcode.F64Ne  => Either(Ceq, Ldc_I4_0, Ceq),
        Opcode.I32LtS or Opcode.I64LtS or Opcode.F32Lt or Opcode.F64Lt  => Compare([Clt],                    [Cgt]),
        Opcode.I32LtU or Opcode.I64LtU                                  => Compare([Clt_Un],                 [Cgt_Un]),
        Opcode.I32GtS or Opcode.I64GtS or Opcode.F32Gt or Opcode.F64Gt  => Compare([Cgt],                    [Clt]),
        Opcode.I32GtU or Opcode.I64GtU                                  => Compare([Cgt_Un],                 [Clt_Un]),
        Opcode.I32LeS or Opcode.I64LeS                                  => Compare([Cgt, Ldc_I4_0, Ceq],     [Clt, Ldc_I4_0, Ceq]),
        Opcode.I32GeS or Opcode.I64GeS                                  => Compare([Clt, Ldc_I4_0, Ceq],     [Cgt, Ldc_I4_0, Ceq]),
        // For floats: not greater (not less), nor unordered.
        Opcode.I32LeU or Opcode.I64LeU or Opcode.F32Le or Opcode.F64Le  => Compare([Cgt_Un, Ldc_I4_0, Ceq],  [Clt_Un, Ldc_I4_0, Ceq]),
        Opcode.I32GeU or Opcode.I64GeU or Opcode.F32Ge or Opcode.F64Ge  => Compare([Clt_Un, Ldc_I4_0, Ceq],  [Cgt_Un, Ldc_I4_0, Ceq]),
        _ => null,
    };

    private static NumericEmitter? Integer(Opcode opcode) => opcode switch
    {
        Opcode.I32Add  or Opcode.I64Add   => Either(Add),
        Opcode.I32Sub  or Opcode.I64Sub   => Codes(Sub),
        Opcode.I32Mul  or Opcode.I64Mul   => Either(Mul),
        Opcode.I32DivS or Opcode.I64DivS  => Codes(Div),
        Opcode.I32DivU or Opcode.I64DivU  => Codes(Div_Un),
        Opcode.I32RemU or Opcode.I64RemU  => Codes(Rem_Un),
        Opcode.I32And  or Opcode.I64And   => Either(And),
        Opcode.I32Or   or Opcode.I64Or    => Either(Or),
        Opcode.I32Xor  or Opcode.I64Xor   => Either(Xor),
        Opcode.I32Shl                     => Shift(And, Shl),
        Opcode.I32ShrS                    => Shift(And, Shr),
        Opcode.I32ShrU                    => Shift(And, Shr_Un),
        Opcode.I64Shl                     => Shift(And, Conv_I4, Shl),
        Opcode.I64ShrS                    => Shift(And, Conv_I4, Shr),
        Opcode.I64ShrU                    => Shift(And, Conv_I4, Shr_Un),
        _ => null,
    };

    private static NumericEmitter? IntegerFunction(Opcode opcode) => opcode switch
    {
        Opcode.I32Clz    => Call((Func<uint, int>)BitOperations.LeadingZeroCount),
        Opcode.I32Ctz    => Call((Func<int, int>)BitOperations.TrailingZeroCount),
        Opcode.I32Popcnt => Call((Func<uint, int>)BitOperations.PopCount),
        Opcode.I64Clz    => CallAndWiden((Func<ulong, int>)BitOperations.LeadingZeroCount),
        Opcode.I64Ctz    => CallAndWiden((Func<long, int>)BitOperations.TrailingZeroCount),
        Opcode.I64Popcnt => CallAndWiden((Func<ulong, int>)BitOperations.PopCount),
        Opcode.I32RemS   => Remainder((Func<int, int, int>)Numerics.Remainder),
        Opcode.I64RemS   => Remainder((Func<long, long, long>)Numerics.Remainder),
        Opcode.I32Rotl   => Call((Func<uint, int, uint>)BitOperations.RotateLeft),
        Opcode.I32Rotr   => Call((Func<uint, int, uint>)BitOperations.RotateRight),
        Opcode.I64Rotl   => Call((Func<long, long, long>)Numerics.RotateLeft),
        Opcode.I64Rotr   => Call((Func<long, long, long>)Numerics.RotateRight),
        _ => null,
    };

    private static NumericEmitter? Float(Opcode opcode) => opcode switch
    {
        Opcode.F32Neg or Opcode.F64Neg => Codes(Neg),
        Opcode.F32Add or Opcode.F64Add => Codes(Add),
        Opcode.F32Sub or Opcode.F64Sub => Codes(Sub),
        Opcode.F32Mul or Opcode.F64Mul => Codes(Mul),
        Opcode.F32Div or Opcode.F64Div => Codes(Div),
        _ => null,
    };

    private static NumericEmitter? FloatFunction(Opcode opcode) => opcode switch
    {
        Opcode.F32Abs      => Call((Func<float, float>)MathF.Abs),
        Opcode.F32Ceil     => Call((Func<float, float>)MathF.Ceiling),
        Opcode.F32Floor    => Call((Func<float, float>)MathF.Floor),
        Opcode.F32Trunc    => Call((Func<float, float>)MathF.Truncate),
        Opcode.F32Nearest  => Call((Func<float, float>)MathF.Round),
        Opcode.F32Sqrt     => Call((Func<float, float>)MathF.Sqrt),
        Opcode.F32Min      => Call((Func<float, float, float>)MathF.Min),
        Opcode.F32Max      => Call((Func<float, float, float>)MathF.Max),
        Opcode.F32Copysign => Call((Func<float, float, float>)MathF.CopySign),
        Opcode.F64Abs      => Call((Func<double, double>)Math.Abs),
        Opcode.F64Ceil     => Call((Func<double, double>)Math.Ceiling),
        Opcode.F64Floor    => Call((Func<double, double>)Math.Floor),
        Opcode.F64Trunc    => Call((Func<double, double>)Math.Truncate),
        Opcode.F64Nearest  => Call((Func<double, double>)Math.Round),
        Opcode.F64Sqrt     => Call((Func<double, double>)Math.Sqrt),
        Opcode.F64Min      => Call((Func<double, double, double>)Math.Min),
        Opcode.F64Max      => Call((Func<double, double, double>)Math.Max),
        Opcode.F64Copysign => Call((Func<double, double, double>)Math.CopySign),
        _ => null,
    };

    private static NumericEmitter? Conversion(Opcode opcode) => opcode switch
    {
        Opcode.I32WrapI64      => Codes(Conv_I4),
        Opcode.I64ExtendI32S   => Codes(Conv_I8),
        Opcode.I64ExtendI32U   => Codes(Conv_U8),
        Opcode.F32ConvertI32S  => Codes(Conv_R4),
        Opcode.F32ConvertI32U  => Codes(Conv_U8, Conv_R4),
        Opcode.F32ConvertI64S  => Codes(Conv_R4),
        Opcode.F64ConvertI32S  => Codes(Conv_R8),
        Opcode.F64ConvertI32U  => Codes(Conv_U8, Conv_R8),
        Opcode.F64ConvertI64S  => Codes(Conv_R8),
        Opcode.F64ConvertI64U  => Codes(Conv_R_Un, Conv_R8),
        Opcode.F64PromoteF32   => Codes(Conv_R8),

        Opcode.I32Extend8S     => Codes(Conv_I1),
        Opcode.I32Extend16S    => Codes(Conv_I2),
        Opcode.I64Extend8S     => Codes(Conv_I1, Conv_I8),
        Opcode.I64Extend16S    => Codes(Conv_I2, Conv_I8),
        Opcode.I64Extend32S    => Codes(Conv_I4, Conv_I8),

        // conv saturates and turns NaN into 0.
        Opcode.I32TruncSatF32S => Codes(Conv_I4),
        Opcode.I32TruncSatF32U => Codes(Conv_U4),
        Opcode.I32TruncSatF64S => Codes(Conv_I4),
        Opcode.I32TruncSatF64U => Codes(Conv_U4),
        Opcode.I64TruncSatF32S => Codes(Conv_I8),
        Opcode.I64TruncSatF32U => Codes(Conv_U8),
        Opcode.I64TruncSatF64S => Codes(Conv_I8),
        Opcode.I64TruncSatF64U => Codes(Conv_U8),
        _ => null,
    };

    private static NumericEmitter? ConversionFunction(Opcode opcode) => opcode switch
    {
        Opcode.I32TruncF32S      => Call((Func<float, int>)Numerics.TruncateToInt32),
        Opcode.I32TruncF32U      => Call((Func<float, uint>)Numerics.TruncateToUInt32),
        Opcode.I32TruncF64S      => Call((Func<double, int>)Numerics.TruncateToInt32),
        Opcode.I32TruncF64U      => Call((Func<double, uint>)Numerics.TruncateToUInt32),
        Opcode.I64TruncF32S      => Call((Func<float, long>)Numerics.TruncateToInt64),
        Opcode.I64TruncF32U      => Call((Func<float, ulong>)Numerics.TruncateToUInt64),
        Opcode.I64TruncF64S      => Call((Func<double, long>)Numerics.TruncateToInt64),
        Opcode.I64TruncF64U      => Call((Func<double, ulong>)Numerics.TruncateToUInt64),
        Opcode.F32ConvertI64U    => Call((Func<ulong, float>)Numerics.ToSingle),
        Opcode.F32DemoteF64      => Call((Func<double, float>)Numerics.Demote),
        Opcode.I32ReinterpretF32 => Call((Func<float, int>)BitConverter.SingleToInt32Bits),
        Opcode.I64ReinterpretF64 => Call((Func<double, long>)BitConverter.DoubleToInt64Bits),
        Opcode.F32ReinterpretI32 => Call((Func<int, float>)BitConverter.Int32BitsToSingle),
        Opcode.F64ReinterpretI64 => Call((Func<long, double>)BitConverter.Int64BitsToDouble),
        _ => null,
    };
    // @formatter:on
}
