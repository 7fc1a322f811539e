// WebAssembly 3.0, "Execution: Numeric Instructions". https://webassembly.github.io/spec/core/exec/instructions.html#numeric-instructions

using System.Reflection.Emit;
using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Compilation;

internal sealed partial class FunctionCompiler
{
    private void EmitNumeric(in Instruction instruction)
    {
        var info = instruction.Info;
        var emitter = NumericEmitters.Get(info.Opcode);
        var count = info.Signature.IndexOf(':');
        if (emitter.IsShift && operands[^1] is { Kind: OperandKind.Constant } amount)
        {
            // With the count masked here the JIT compiler need not see the mask.
            var mask = info.Signature[0] == 'I' ? 63UL : 31UL;
            Drop(1);
            var value = Pop(1);
            EmitI32((int)(amount.Bits & mask));
            il.Emit(emitter.Codes[^1]);
            PushResult(ResultOf(info), value);
            return;
        }
        if (emitter.IsRemainder && operands[^1] is { Kind: OperandKind.Constant } divisor && IsSafeDivisor(divisor))
        {
            var height = Pop(2);
            il.Emit(OpCodes.Rem);
            PushResult(ResultOf(info), height);
            return;
        }
        if (info.Opcode is >= Opcode.F32Abs and <= Opcode.F64Copysign) HideNeutralElements(info.Opcode);
        int tallest;
        var codes = emitter.Codes;
        if (count == 2 && emitter.Reversed is { } reversedCodes)
        {
            (tallest, var reversed) = PopEitherOrder();
            if (reversed) codes = reversedCodes;
        }
        else
        {
            tallest = Pop(count);
        }
        if (emitter.IsShift)
        {
            EmitI32(info.Signature[0] == 'I' ? 63 : 31);
            if (info.Signature[0] == 'I') il.Emit(OpCodes.Conv_I8);
        }
        if (emitter.Method is not null) il.Emit(OpCodes.Call, emitter.Method);
        foreach (var code in codes) il.Emit(code);
        PushResult(ResultOf(info), tallest);
    }

    private void HideNeutralElements(Opcode opcode)
    {
        Func<Operand, string?> opaqueName;
        if (opcode is Opcode.F32Add or Opcode.F32Sub or Opcode.F64Add or Opcode.F64Sub) opaqueName = ZeroName;
        else if (opcode is Opcode.F32Mul or Opcode.F32Div or Opcode.F64Mul or Opcode.F64Div) opaqueName = OneName;
        else return;
        for (var i = operands.Count - 2; i < operands.Count; i++)
        {
            if (operands[i].Kind != OperandKind.Constant || opaqueName(operands[i]) is not { } name) continue;
            var temporary = TakeTemporary(operands[i].Type);
            il.Emit(OpCodes.Ldsfld, Methods.Opaque(name));
            EmitStore(temporary);
            operands[i] = Operand.InTemporary(operands[i].Type, temporary, owned: true);
        }
    }

    private static string? ZeroName(Operand constant) => (constant.Type, constant.Bits) switch
    {
        (ValKind.F32, 0) => nameof(OpaqueConstants.SingleZero),
        (ValKind.F32, 0x80000000) => nameof(OpaqueConstants.SingleNegativeZero),
        (ValKind.F64, 0) => nameof(OpaqueConstants.DoubleZero),
        (ValKind.F64, 0x8000000000000000) => nameof(OpaqueConstants.DoubleNegativeZero),
        _ => null,
    };

    private static string? OneName(Operand constant) => (constant.Type, constant.Bits) switch
    {
        (ValKind.F32, 0x3f800000) => nameof(OpaqueConstants.SingleOne),
        (ValKind.F64, 0x3ff0000000000000) => nameof(OpaqueConstants.DoubleOne),
        _ => null,
    };

    // A remainder by -1 must be 0 where the CPU would fault.
    private static bool IsSafeDivisor(Operand divisor) =>
        divisor.Type == ValKind.I32 ? (int)divisor.Bits is not (0 or -1) : (long)divisor.Bits is not (0 or -1);
}
