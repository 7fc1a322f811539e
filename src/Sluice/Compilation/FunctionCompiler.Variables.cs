// WebAssembly 3.0, "Execution: Parametric Instructions" and "Variable Instructions".
// https://webassembly.github.io/spec/core/exec/instructions.html#parametric-instructions

using System.Diagnostics;
using System.Reflection.Emit;
using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Compilation;

internal sealed partial class FunctionCompiler
{
    private void EmitVariable(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.LocalGet:
                operands.Push(Operand.OfLocal(localTypes[instruction.Index], instruction.Index));
                break;
            case Opcode.LocalSet:
                EmitLocalSet(instruction.Index);
                break;
            case Opcode.LocalTee:
                EmitLocalSet(instruction.Index);
                operands.Push(Operand.OfLocal(localTypes[instruction.Index], instruction.Index));
                break;
            case Opcode.GlobalGet:
                EmitGlobalGet(instruction.Index);
                break;
            case Opcode.GlobalSet:
                EmitGlobalSet(instruction.Index);
                break;
            case Opcode.Drop:
                if (operands[^1].Kind == OperandKind.Stack) il.Emit(OpCodes.Pop);
                Drop(1);
                break;
            case Opcode.Select or Opcode.SelectTyped:
                EmitSelect();
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void EmitLocalSet(int index)
    {
        ReadPending(index, above: 1);
        Pop(1);
        EmitSetLocal(index);
        ForgetChecks(index);
    }

    private void EmitSelect()
    {
        var condition = PopReusable();
        var otherwise = PopReusable();
        var type = operands[^1].Type;
        if (openLoops > 0 && type is ValKind.I32 or ValKind.I64)
        {
            EmitSelectByMask(condition, otherwise, type);
            return;
        }
        var result = TakeTemporary(type);
        Pop(1);
        EmitStore(result);
        SpillStack();
        var done = il.DefineLabel();
        EmitLoad(condition);
        il.Emit(OpCodes.Brtrue, done);
        EmitLoad(otherwise);
        EmitStore(result);
        MarkLabel(done);
        Free(condition);
        Free(otherwise);
        PushTemporary(type, result);
    }

    /// <summary>
    /// <c>otherwise ^ ((operand ^ otherwise) &amp; mask)</c>. The JIT compiler makes conditional moves only outside of loops, and inside of
    /// them a branch that the CPU cannot foresee costs far more than this.
    /// </summary>
    private void EmitSelectByMask(Operand condition, Operand otherwise, ValKind type)
    {
        var height = Pop(1);
        EmitLoad(otherwise);
        il.Emit(OpCodes.Xor);
        EmitLoad(condition);
        EmitI32(0);
        il.Emit(OpCodes.Cgt_Un);
        il.Emit(OpCodes.Neg);
        if (type == ValKind.I64) il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.And);
        EmitLoad(otherwise);
        il.Emit(OpCodes.Xor);
        Free(condition);
        Free(otherwise);
        PushResult(type, height + 3);
    }

    private void EmitGlobalGet(int index)
    {
        var global = definition.Globals[index].Type;
        EmitGlobalPlace(index);
        EmitIndirectLoad(global.Type.Kind);
        PushResult(global.Type.Kind);
    }

    private void EmitGlobalSet(int index)
    {
        var global = definition.Globals[index].Type;
        var value = PopReusable();
        EmitGlobalPlace(index);
        EmitLoad(value);
        Free(value);
        EmitIndirectStore(global.Type.Kind);
    }

    /// <summary>Pushes the address of the global's cell, or for references the global itself.</summary>
    private void EmitGlobalPlace(int index)
    {
        var type = definition.Globals[index].Type;
        if (type.Type.IsRef)
        {
            EmitContext();
            il.Emit(OpCodes.Ldfld, Methods.Globals);
            EmitI32(index);
            il.Emit(OpCodes.Ldelem_Ref);
            return;
        }
        if (globalCells is not null)
        {
            EmitLoad(globalCells);
        }
        else
        {
            EmitContext();
            il.Emit(OpCodes.Ldfld, Methods.GlobalCells);
        }
        if (index != 0)
        {
            EmitI32(2 * sizeof(ulong) * index);
            il.Emit(OpCodes.Add);
        }
        if (index < definition.ImportedGlobals && type.Mutable) il.Emit(OpCodes.Ldind_I);
    }

    private void EmitIndirectLoad(ValKind type)
    {
        switch (type)
        {
            case ValKind.I32: il.Emit(OpCodes.Ldind_I4); break;
            case ValKind.I64: il.Emit(OpCodes.Ldind_I8); break;
            case ValKind.F32: il.Emit(OpCodes.Ldind_R4); break;
            case ValKind.F64: il.Emit(OpCodes.Ldind_R8); break;
            case ValKind.V128:
                il.Emit(OpCodes.Unaligned, (byte)1);
                il.Emit(OpCodes.Ldobj, ClrTypes.Of(type));
                break;
            case ValKind.Ref: il.Emit(OpCodes.Ldfld, Methods.GlobalReference); break;
        }
    }

    private void EmitIndirectStore(ValKind type)
    {
        switch (type)
        {
            case ValKind.I32: il.Emit(OpCodes.Stind_I4); break;
            case ValKind.I64: il.Emit(OpCodes.Stind_I8); break;
            case ValKind.F32: il.Emit(OpCodes.Stind_R4); break;
            case ValKind.F64: il.Emit(OpCodes.Stind_R8); break;
            case ValKind.V128:
                il.Emit(OpCodes.Unaligned, (byte)1);
                il.Emit(OpCodes.Stobj, ClrTypes.Of(type));
                break;
            case ValKind.Ref: il.Emit(OpCodes.Stfld, Methods.GlobalReference); break;
        }
    }
}
