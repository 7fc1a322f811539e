using System.Diagnostics;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using Sluice.Types;

namespace Sluice.Compilation;

// The wasm operand stack. Constants and reads of locals are put off until they are used; expressions stay on the IL stack, where
// the JIT compiler sees whole trees, until a branch forces them into temporaries: at a branch the IL stack is empty.
internal sealed partial class FunctionCompiler
{
    // The JIT compiler recurses over expression trees.
    private const int MaxTreeHeight = 100;

    private readonly OperandStack operands = new();
    private readonly FreeLocal?[] freeTemporaries = new FreeLocal?[(int)ValKind.Ref + 1];
    private int operandsOnStack;

    private LocalBuilder TakeTemporary(ValKind type)
    {
        if (freeTemporaries[(int)type] is not { } free) return DeclareLocal(ClrTypes.Of(type));
        freeTemporaries[(int)type] = free.Next;
        return free.Local;
    }

    private void FreeTemporary(ValKind type, LocalBuilder local) => freeTemporaries[(int)type] = new FreeLocal(local, freeTemporaries[(int)type]);

    private void Free(Operand operand)
    {
        if (operand.Kind == OperandKind.Temporary && operand.Owned) FreeTemporary(operand.Type, operand.Temporary!);
    }

    /// <summary>What was just emitted left its result on the IL stack.</summary>
    private void PushResult(ValKind type, int operandHeight = 0)
    {
        operands.Push(Operand.OnStack(type, operandHeight + 1));
        operandsOnStack++;
        if (operandHeight >= MaxTreeHeight) Spill(operands.Count - 1);
    }

    private void PushTemporary(ValKind type, LocalBuilder local, bool owned = true) => operands.Push(Operand.InTemporary(type, local, owned));

    private void PushConstant(ValKind type, ulong bits, ulong high = 0) => operands.Push(Operand.OfConstant(type, bits, high));

    /// <summary>Puts the top <paramref name="count"/> operands onto the IL stack, in order, and takes them off the operand stack.</summary>
    /// <returns>The height of the tallest tree among them.</returns>
    private int Pop(int count)
    {
        var height = Load(count);
        Drop(count);
        return height;
    }

    /// <summary>Like <see cref="Pop"/> for two operands whose order does not matter.</summary>
    /// <returns>The height, and whether they are in reverse order.</returns>
    private (int Height, bool Reversed) PopEitherOrder()
    {
        var left = operands[^2];
        var right = operands[^1];
        if (left.Kind == OperandKind.Stack || right.Kind != OperandKind.Stack) return (Pop(2), false);
        EmitLoad(left);
        Drop(2);
        return (right.Height, true);
    }

    /// <summary>Puts operands onto the IL stack and keeps them on the operand stack: only where none of them is on the IL stack before.</summary>
    private void Peek(int count)
    {
        for (var i = operands.Count - count; i < operands.Count; i++)
        {
            Debug.Assert(operands[i].Kind != OperandKind.Stack, "The operands were spilled.");
            EmitLoad(operands[i]);
        }
    }

    private int Load(int count)
    {
        var first = operands.Count - count;
        while (first < operands.Count && operands[first].Kind == OperandKind.Stack) first++;
        var height = 0;
        for (var i = operands.Count - 1; i > first; i--)
        {
            if (operands[i].Kind == OperandKind.Stack) Spill(i);
        }
        for (var i = operands.Count - count; i < operands.Count; i++)
        {
            if (i >= first) EmitLoad(operands[i]);
            else height = Math.Max(height, operands[i].Height);
        }
        return height;
    }

    private void Drop(int count)
    {
        for (var i = operands.Count - count; i < operands.Count; i++)
        {
            if (operands[i].Kind == OperandKind.Stack) operandsOnStack--;
            Free(operands[i]);
        }
        operands.Drop(count);
    }

    /// <summary>Takes the top operand in a form that can be loaded any number of times. The caller frees it.</summary>
    private Operand PopReusable()
    {
        if (operands[^1].Kind == OperandKind.Stack) Spill(operands.Count - 1);
        var operand = operands[^1];
        operands.Drop(1);
        return operand;
    }

    /// <summary>Moves the topmost operand of the IL stack, which is number <paramref name="index"/>, to a temporary.</summary>
    private void Spill(int index)
    {
        var operand = operands[index];
        var local = TakeTemporary(operand.Type);
        EmitStore(local);
        operands[index] = Operand.InTemporary(operand.Type, local, owned: true);
        operandsOnStack--;
    }

    /// <summary>Empties the IL stack.</summary>
    private void SpillStack()
    {
        for (var i = operands.Count - 1; operandsOnStack > 0; i--)
        {
            if (operands[i].Kind == OperandKind.Stack) Spill(i);
        }
    }

    /// <summary>Makes sure that nothing but the top operands is on the IL stack.</summary>
    private void SpillBelow(int count)
    {
        var above = 0;
        for (var i = operands.Count - count; i < operands.Count; i++)
        {
            if (operands[i].Kind == OperandKind.Stack) above++;
        }
        if (operandsOnStack > above) SpillStack();
    }

    /// <summary>Before code that may or may not run: it must not find reads put off that it could change.</summary>
    private void SpillAll()
    {
        SpillStack();
        for (var i = 0; i < operands.Count; i++)
        {
            if (operands[i].Kind == OperandKind.Local) Read(i);
        }
    }

    /// <summary>Before a wasm local changes: its reads that were put off happen now.</summary>
    private void ReadPending(int local, int above = 0)
    {
        for (var i = 0; i < operands.Count - above; i++)
        {
            if (operands[i].Kind == OperandKind.Local && operands[i].Local == local) Read(i);
        }
    }

    private void Read(int index)
    {
        var operand = operands[index];
        var temporary = TakeTemporary(operand.Type);
        EmitLoad(operand);
        EmitStore(temporary);
        operands[index] = Operand.InTemporary(operand.Type, temporary, owned: true);
    }

    private void EmitLoad(Operand operand)
    {
        switch (operand.Kind)
        {
            case OperandKind.Temporary:
                EmitLoad(operand.Temporary!);
                break;
            case OperandKind.Local:
                EmitGetLocal(operand.Local);
                break;
            case OperandKind.Constant:
                EmitConstant(operand);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void EmitConstant(Operand constant)
    {
        switch (constant.Type)
        {
            case ValKind.I32:
                EmitI32((int)constant.Bits);
                break;
            case ValKind.I64:
                EmitI64(constant.Bits);
                break;
            case ValKind.F32:
                // The JIT compiler keeps constants as doubles, which makes signalling NaNs quiet.
                var single = BitConverter.UInt32BitsToSingle((uint)constant.Bits);
                if (!float.IsNaN(single))
                {
                    il.Emit(OpCodes.Ldc_R4, single);
                    break;
                }
                EmitI32((int)constant.Bits);
                il.Emit(OpCodes.Call, Methods.OpaqueSingle);
                break;
            case ValKind.F64:
                var number = BitConverter.UInt64BitsToDouble(constant.Bits);
                if (!double.IsNaN(number))
                {
                    il.Emit(OpCodes.Ldc_R8, number);
                    break;
                }
                il.Emit(OpCodes.Ldc_I8, (long)constant.Bits);
                il.Emit(OpCodes.Call, Methods.Int64BitsToDouble);
                break;
            case ValKind.V128:
                EmitVector(constant.Bits, constant.BitsHigh);
                break;
            case ValKind.Ref:
                il.Emit(OpCodes.Ldnull);
                break;
        }
    }

    private void EmitVector(ulong low, ulong high)
    {
        il.Emit(OpCodes.Ldc_I8, (long)low);
        il.Emit(OpCodes.Ldc_I8, (long)high);
        il.Emit(OpCodes.Call, Methods.CreateVector);
    }

    private void EmitI32(int value)
    {
        switch (value)
        {
            case -1: il.Emit(OpCodes.Ldc_I4_M1); break;
            case 0: il.Emit(OpCodes.Ldc_I4_0); break;
            case 1: il.Emit(OpCodes.Ldc_I4_1); break;
            case >= sbyte.MinValue and <= sbyte.MaxValue: il.Emit(OpCodes.Ldc_I4_S, (sbyte)value); break;
            default: il.Emit(OpCodes.Ldc_I4, value); break;
        }
    }

    private void EmitI64(ulong bits)
    {
        for (var i = 0; i < keptConstants.Length; i++)
        {
            if (keptConstants[i] != bits) continue;
            EmitLoad(keptConstantLocals[i]);
            return;
        }
        il.Emit(OpCodes.Ldc_I8, (long)bits);
    }

    private LocalBuilder DeclareLocal(Type type)
    {
        localCount++;
        return il.DeclareLocal(type);
    }

    private void EmitLoad(LocalBuilder local)
    {
        localAccesses++;
        il.Emit(OpCodes.Ldloc, local);
    }

    private void EmitStore(LocalBuilder local)
    {
        localAccesses++;
        il.Emit(OpCodes.Stloc, local);
    }

    private void EmitGetLocal(int index)
    {
        localAccesses++;
        if (index < parameterCount) EmitArgument(index);
        else il.Emit(OpCodes.Ldloc, wasmLocals[index - parameterCount]);
    }

    private void EmitSetLocal(int index)
    {
        localAccesses++;
        if (index < parameterCount && index <= byte.MaxValue) il.Emit(OpCodes.Starg_S, (byte)index);
        else if (index < parameterCount) il.Emit(OpCodes.Starg, (short)index);
        else il.Emit(OpCodes.Stloc, wasmLocals[index - parameterCount]);
    }

    private void EmitContext() => EmitArgument(parameterCount);

    // ILGenerator does not choose the short forms by itself, and the code's length counts.
    private void EmitArgument(int index)
    {
        switch (index)
        {
            case 0: il.Emit(OpCodes.Ldarg_0); break;
            case 1: il.Emit(OpCodes.Ldarg_1); break;
            case 2: il.Emit(OpCodes.Ldarg_2); break;
            case 3: il.Emit(OpCodes.Ldarg_3); break;
            case <= byte.MaxValue: il.Emit(OpCodes.Ldarg_S, (byte)index); break;
            default: il.Emit(OpCodes.Ldarg, (short)index); break;
        }
    }

    private sealed class FreeLocal(LocalBuilder local, FreeLocal? next)
    {
        public LocalBuilder Local => local;

        public FreeLocal? Next => next;
    }
}
