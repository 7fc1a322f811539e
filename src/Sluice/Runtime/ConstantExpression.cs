// WebAssembly 3.0, "Validation: Constant Expressions". https://webassembly.github.io/spec/core/valid/instructions.html#constant-expressions

using System.Diagnostics;
using Sluice.Binary;
using Sluice.Modules;
using Sluice.Opcodes;

namespace Sluice.Runtime;

/// <summary>Evaluates the constant expressions of a validated module.</summary>
internal static class ConstantExpression
{
    public static Slot Evaluate(Instance instance, ByteRange range)
    {
        var reader = new InstructionReader(instance.Module.Definition.Binary.Span, range);
        var stack = new Stack<Slot>(2);
        var instruction = default(Instruction);
        while (reader.Read(ref instruction))
        {
            switch (instruction.Opcode)
            {
                case Opcode.I32Const or Opcode.I64Const or Opcode.F32Const or Opcode.F64Const:
                    stack.Push(new Slot(instruction.Bits));
                    break;
                case Opcode.V128Const:
                    stack.Push(new Slot(instruction.Bits, instruction.BitsHigh));
                    break;
                case Opcode.RefNull:
                    stack.Push(default);
                    break;
                case Opcode.RefFunc:
                    stack.Push(new Slot(0, 0, instance.GetFunction(instruction.Index)));
                    break;
                case Opcode.GlobalGet:
                    stack.Push(instance.ReadGlobal(instruction.Index));
                    break;
                case Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul:
                    var right = stack.Pop().Low;
                    stack.Push(new Slot(Arithmetic(instruction.Opcode, stack.Pop().Low, right)));
                    break;
                case Opcode.End:
                    return stack.Pop();
                default:
                    throw new UnreachableException($"{instruction.Info.Mnemonic} is not constant.");
            }
        }
        return stack.Pop();
    }

    private static ulong Arithmetic(Opcode opcode, ulong left, ulong right) => opcode switch
    {
        Opcode.I32Add => (uint)left + (ulong)(uint)right & uint.MaxValue,
        Opcode.I32Sub => (uint)((uint)left - (uint)right),
        Opcode.I32Mul => (uint)((uint)left * (uint)right),
        Opcode.I64Add => left + right,
        Opcode.I64Sub => left - right,
        Opcode.I64Mul => left * right,
        _ => throw new UnreachableException(),
    };
}
