// WebAssembly 3.0, "Execution: Vector Instructions". https://webassembly.github.io/spec/core/exec/instructions.html#vector-instructions

using System.Reflection.Emit;
using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Compilation;

internal sealed partial class FunctionCompiler
{
    private void EmitVector(in Instruction instruction)
    {
        var info = instruction.Info;
        switch (info.Immediate)
        {
            case Immediate.MemArgLane:
                {
                    var vector = PopReusable();
                    var height = EmitAddress(instruction);
                    EmitLoad(vector);
                    Free(vector);
                    EmitI32(instruction.Lane);
                    il.Emit(OpCodes.Call, VectorEmitters.Get(info.Opcode));
                    if (!info.Signature.EndsWith(':')) PushResult(ValKind.V128, height);
                    break;
                }
            case Immediate.Shuffle:
                {
                    var height = Pop(2);
                    var (low, high) = Lanes(instruction, 0);
                    EmitVector(low, high);
                    (low, high) = Lanes(instruction, 16);
                    EmitVector(low, high);
                    il.Emit(OpCodes.Call, VectorEmitters.Get(info.Opcode));
                    PushResult(ValKind.V128, height);
                    break;
                }
            default:
                {
                    var height = Pop(info.Signature.IndexOf(':'));
                    if (info.Immediate == Immediate.Lane) EmitI32(instruction.Lane);
                    il.Emit(OpCodes.Call, VectorEmitters.Get(info.Opcode));
                    PushResult(ResultOf(info), height);
                    break;
                }
        }
    }

    private void EmitVectorLoad(in Instruction instruction, int height)
    {
        il.Emit(OpCodes.Call, VectorEmitters.Get(instruction.Opcode));
        PushResult(ValKind.V128, height);
    }

    private void EmitVectorStore(in Instruction instruction) => il.Emit(OpCodes.Call, VectorEmitters.Get(instruction.Opcode));

    /// <summary>The lanes that a shuffle takes from the vector whose lanes count from <paramref name="first"/>; 255 for the others.</summary>
    private static (ulong Low, ulong High) Lanes(in Instruction instruction, int first)
    {
        Span<ulong> halves = [instruction.Bits, instruction.BitsHigh];
        foreach (ref var lane in System.Runtime.InteropServices.MemoryMarshal.AsBytes(halves)) lane = (byte)(lane >= first && lane < first + 16 ? lane - first : 255);
        return (halves[0], halves[1]);
    }
}
