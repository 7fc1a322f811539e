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

    /// <summary>What to emit where the divisor is a constant other than 0 and -1.</summary>
    public OpCode? NonTrappingFor { get; init; }
}

/// <summary>One row per numeric instruction.</summary>
internal static class NumericEmitters
{
    private static readonly NumericEmitter?[] Table = Build();

    public static bool Has(Opcode opcode) => Table[(int)opcode] is not null;

    public static NumericEmitter Get(Opcode opcode) => Table[(int)opcode]!;

    // @formatter:off
    private static NumericEmitter?[] Build()
    {
        var table = new NumericEmitter?[OpcodeTable.CodeCount];

        void Codes(Opcode opcode, params OpCode[] codes) => table[(int)opcode] = new NumericEmitter(null, codes);
        void Either(Opcode opcode, params OpCode[] codes) => table[(int)opcode] = new NumericEmitter(null, codes) { Reversed = codes };
        void Compare(Opcode opcode, OpCode[] codes, OpCode[] reversed) => table[(int)opcode] = new NumericEmitter(null, codes) { Reversed = reversed };
        void Shift(Opcode opcode, OpCode code) => table[(int)opcode] = new NumericEmitter(null, [And, .. opcode < Opcode.I64Clz ? Array.Empty<OpCode>() : [Conv_I4], code]) { IsShift = true };
        void Call(Opcode opcode, Delegate method, params OpCode[] codes) => table[(int)opcode] = new NumericEmitter(method, codes);
        void Rem(Opcode opcode, Delegate method) => table[(int)opcode] = new NumericEmitter(method, []) { NonTrappingFor = OpCodes.Rem };

        Codes(Opcode.I32Eqz, Ldc_I4_0, Ceq);
        Codes(Opcode.I64Eqz, Ldc_I4_0, Conv_I8, Ceq);

        foreach (var first in (Opcode[])[Opcode.I32Eq, Opcode.I64Eq])
        {
            Either(first + 0, Ceq);
            Either(first + 1, Ceq, Ldc_I4_0, Ceq);
            Compare(first + 2, [Clt],                    [Cgt]);
            Compare(first + 3, [Clt_Un],                 [Cgt_Un]);
            Compare(first + 4, [Cgt],                    [Clt]);
            Compare(first + 5, [Cgt_Un],                 [Clt_Un]);
            Compare(first + 6, [Cgt, Ldc_I4_0, Ceq],     [Clt, Ldc_I4_0, Ceq]);
            Compare(first + 7, [Cgt_Un, Ldc_I4_0, Ceq],  [Clt_Un, Ldc_I4_0, Ceq]);
            Compare(first + 8, [Clt, Ldc_I4_0, Ceq],     [Cgt, Ldc_I4_0, Ceq]);
            Compare(first + 9, [Clt_Un, Ldc_I4_0, Ceq],  [Cgt_Un, Ldc_I4_0, Ceq]);
        }
        foreach (var first in (Opcode[])[Opcode.F32Eq, Opcode.F64Eq])
        {
            Either(first + 0, Ceq);
            Either(first + 1, Ceq, Ldc_I4_0, Ceq);
            Compare(first + 2, [Clt],                    [Cgt]);
            Compare(first + 3, [Cgt],                    [Clt]);
            // Not greater, nor unordered.
            Compare(first + 4, [Cgt_Un, Ldc_I4_0, Ceq],  [Clt_Un, Ldc_I4_0, Ceq]);
            Compare(first + 5, [Clt_Un, Ldc_I4_0, Ceq],  [Cgt_Un, Ldc_I4_0, Ceq]);
        }

        Call(Opcode.I32Clz,    (Func<uint, int>)BitOperations.LeadingZeroCount);
        Call(Opcode.I32Ctz,    (Func<int, int>)BitOperations.TrailingZeroCount);
        Call(Opcode.I32Popcnt, (Func<uint, int>)BitOperations.PopCount);
        Call(Opcode.I64Clz,    (Func<ulong, int>)BitOperations.LeadingZeroCount, Conv_I8);
        Call(Opcode.I64Ctz,    (Func<long, int>)BitOperations.TrailingZeroCount, Conv_I8);
        Call(Opcode.I64Popcnt, (Func<ulong, int>)BitOperations.PopCount, Conv_I8);
        foreach (var first in (Opcode[])[Opcode.I32Add, Opcode.I64Add])
        {
            Either(first + 0, Add);
            Codes(first + 1, Sub);
            Either(first + 2, Mul);
            Codes(first + 3, Div);
            Codes(first + 4, Div_Un);
            Codes(first + 6, Rem_Un);
            Either(first + 7, And);
            Either(first + 8, Or);
            Either(first + 9, Xor);
            Shift(first + 10, Shl);
            Shift(first + 11, Shr);
            Shift(first + 12, Shr_Un);
        }
        Rem(Opcode.I32RemS, (Func<int, int, int>)Numerics.Remainder);
        Rem(Opcode.I64RemS, (Func<long, long, long>)Numerics.Remainder);
        Call(Opcode.I32Rotl, (Func<uint, int, uint>)BitOperations.RotateLeft);
        Call(Opcode.I32Rotr, (Func<uint, int, uint>)BitOperations.RotateRight);
        Call(Opcode.I64Rotl, (Func<long, long, long>)Numerics.RotateLeft);
        Call(Opcode.I64Rotr, (Func<long, long, long>)Numerics.RotateRight);

        Call(Opcode.F32Abs,      (Func<float, float>)MathF.Abs);
        Codes(Opcode.F32Neg,     Neg);
        Call(Opcode.F32Ceil,     (Func<float, float>)MathF.Ceiling);
        Call(Opcode.F32Floor,    (Func<float, float>)MathF.Floor);
        Call(Opcode.F32Trunc,    (Func<float, float>)MathF.Truncate);
        Call(Opcode.F32Nearest,  (Func<float, float>)MathF.Round);
        Call(Opcode.F32Sqrt,     (Func<float, float>)MathF.Sqrt);
        Codes(Opcode.F32Add,     Add);
        Codes(Opcode.F32Sub,     Sub);
        Codes(Opcode.F32Mul,     Mul);
        Codes(Opcode.F32Div,     Div);
        Call(Opcode.F32Min,      (Func<float, float, float>)MathF.Min);
        Call(Opcode.F32Max,      (Func<float, float, float>)MathF.Max);
        Call(Opcode.F32Copysign, (Func<float, float, float>)MathF.CopySign);
        Call(Opcode.F64Abs,      (Func<double, double>)Math.Abs);
        Codes(Opcode.F64Neg,     Neg);
        Call(Opcode.F64Ceil,     (Func<double, double>)Math.Ceiling);
        Call(Opcode.F64Floor,    (Func<double, double>)Math.Floor);
        Call(Opcode.F64Trunc,    (Func<double, double>)Math.Truncate);
        Call(Opcode.F64Nearest,  (Func<double, double>)Math.Round);
        Call(Opcode.F64Sqrt,     (Func<double, double>)Math.Sqrt);
        Codes(Opcode.F64Add,     Add);
        Codes(Opcode.F64Sub,     Sub);
        Codes(Opcode.F64Mul,     Mul);
        Codes(Opcode.F64Div,     Div);
        Call(Opcode.F64Min,      (Func<double, double, double>)Math.Min);
        Call(Opcode.F64Max,      (Func<double, double, double>)Math.Max);
        Call(Opcode.F64Copysign, (Func<double, double, double>)Math.CopySign);

        Codes(Opcode.I32WrapI64,      Conv_I4);
        Call(Opcode.I32TruncF32S,     (Func<float, int>)Numerics.TruncateToInt32);
        Call(Opcode.I32TruncF32U,     (Func<float, uint>)Numerics.TruncateToUInt32);
        Call(Opcode.I32TruncF64S,     (Func<double, int>)Numerics.TruncateToInt32);
        Call(Opcode.I32TruncF64U,     (Func<double, uint>)Numerics.TruncateToUInt32);
        Codes(Opcode.I64ExtendI32S,   Conv_I8);
        Codes(Opcode.I64ExtendI32U,   Conv_U8);
        Call(Opcode.I64TruncF32S,     (Func<float, long>)Numerics.TruncateToInt64);
        Call(Opcode.I64TruncF32U,     (Func<float, ulong>)Numerics.TruncateToUInt64);
        Call(Opcode.I64TruncF64S,     (Func<double, long>)Numerics.TruncateToInt64);
        Call(Opcode.I64TruncF64U,     (Func<double, ulong>)Numerics.TruncateToUInt64);
        Codes(Opcode.F32ConvertI32S,  Conv_R4);
        Codes(Opcode.F32ConvertI32U,  Conv_U8, Conv_R4);
        Codes(Opcode.F32ConvertI64S,  Conv_R4);
        Call(Opcode.F32ConvertI64U,   (Func<ulong, float>)Numerics.ToSingle);
        Call(Opcode.F32DemoteF64,     (Func<double, float>)Numerics.Demote);
        Codes(Opcode.F64ConvertI32S,  Conv_R8);
        Codes(Opcode.F64ConvertI32U,  Conv_U8, Conv_R8);
        Codes(Opcode.F64ConvertI64S,  Conv_R8);
        Codes(Opcode.F64ConvertI64U,  Conv_R_Un, Conv_R8);
        Codes(Opcode.F64PromoteF32,   Conv_R8);
        Call(Opcode.I32ReinterpretF32, (Func<float, int>)BitConverter.SingleToInt32Bits);
        Call(Opcode.I64ReinterpretF64, (Func<double, long>)BitConverter.DoubleToInt64Bits);
        Call(Opcode.F32ReinterpretI32, (Func<int, float>)BitConverter.Int32BitsToSingle);
        Call(Opcode.F64ReinterpretI64, (Func<long, double>)BitConverter.Int64BitsToDouble);

        Codes(Opcode.I32Extend8S,  Conv_I1);
        Codes(Opcode.I32Extend16S, Conv_I2);
        Codes(Opcode.I64Extend8S,  Conv_I1, Conv_I8);
        Codes(Opcode.I64Extend16S, Conv_I2, Conv_I8);
        Codes(Opcode.I64Extend32S, Conv_I4, Conv_I8);

        // conv saturates and turns NaN into 0.
        Codes(Opcode.I32TruncSatF32S, Conv_I4);
        Codes(Opcode.I32TruncSatF32U, Conv_U4);
        Codes(Opcode.I32TruncSatF64S, Conv_I4);
        Codes(Opcode.I32TruncSatF64U, Conv_U4);
        Codes(Opcode.I64TruncSatF32S, Conv_I8);
        Codes(Opcode.I64TruncSatF32U, Conv_U8);
        Codes(Opcode.I64TruncSatF64S, Conv_I8);
        Codes(Opcode.I64TruncSatF64U, Conv_U8);
        return table;
    }
    // @formatter:on
}
