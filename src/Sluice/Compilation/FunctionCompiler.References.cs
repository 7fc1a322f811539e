// WebAssembly 3.0, "Execution: Reference Instructions". https://webassembly.github.io/spec/core/exec/instructions.html#reference-instructions

using System.Diagnostics;
using System.Reflection.Emit;
using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Compilation;

internal sealed partial class FunctionCompiler
{
    private void EmitReference(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.RefNull:
                PushConstant(ValKind.Ref, 0);
                break;
            case Opcode.RefFunc:
                EmitContext();
                EmitI32(instruction.Index);
                il.Emit(OpCodes.Call, Methods.GetFunction);
                PushResult(ValKind.Ref);
                break;
            case Opcode.RefIsNull:
                {
                    var height = Pop(1);
                    il.Emit(OpCodes.Ldnull);
                    il.Emit(OpCodes.Ceq);
                    PushResult(ValKind.I32, height);
                    break;
                }
            case Opcode.RefEq:
                {
                    var height = Pop(2);
                    il.Emit(OpCodes.Call, Methods.Object(nameof(ObjectCalls.AreEqual)));
                    PushResult(ValKind.I32, height);
                    break;
                }
            case Opcode.RefAsNonNull:
                {
                    var reference = PopReusable();
                    SpillStack();
                    EmitNullCheck(reference);
                    operands.Push(reference);
                    break;
                }
            case Opcode.BrOnNull:
                {
                    var reference = PopReusable();
                    SpillStack();
                    PushTest(reference);
                    EmitBranchIf(instruction.Index, whenTrue: true);
                    operands.Push(reference);
                    break;
                }
            case Opcode.BrOnNonNull:
                {
                    // The reference is the last of the label's operands, where the branch is taken.
                    var reference = PopReusable();
                    SpillStack();
                    operands.Push(reference);
                    PushTest(reference);
                    EmitBranchIf(instruction.Index, whenTrue: false);
                    Drop(1);
                    break;
                }
            case Opcode.RefTest or Opcode.RefTestNull:
                {
                    var height = Pop(1);
                    EmitTypeTest(instruction.Heap, instruction.Opcode == Opcode.RefTestNull);
                    PushResult(ValKind.I32, height);
                    break;
                }
            case Opcode.RefCast or Opcode.RefCastNull:
                {
                    var reference = PopReusable();
                    SpillStack();
                    var ok = il.DefineLabel();
                    EmitLoad(reference);
                    EmitTypeTest(instruction.Heap, instruction.Opcode == Opcode.RefCastNull);
                    il.Emit(OpCodes.Brtrue, ok);
                    il.Emit(OpCodes.Call, Methods.Object(nameof(ObjectCalls.ThrowCastFailure)));
                    MarkLabel(ok);
                    operands.Push(reference);
                    break;
                }
            case Opcode.BrOnCast or Opcode.BrOnCastFail:
                {
                    // The reference goes along with the branch, and stays where it is not taken.
                    var reference = PopReusable();
                    SpillStack();
                    operands.Push(reference);
                    EmitLoad(reference);
                    EmitTypeTest(instruction.Heap2, nullable: (instruction.Lane & 2) != 0);
                    PushResult(ValKind.I32);
                    EmitBranchIf(instruction.Index, whenTrue: instruction.Opcode == Opcode.BrOnCast);
                    break;
                }
            case Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                // Both sides of the conversion are the same object.
                break;
            case Opcode.RefI31:
                Pop(1);
                EmitContext();
                il.Emit(OpCodes.Call, Methods.Object(nameof(ObjectCalls.NewI31)));
                PushResult(ValKind.Ref);
                break;
            case Opcode.I31GetS or Opcode.I31GetU:
                {
                    var height = Pop(1);
                    il.Emit(OpCodes.Call, Methods.Object(nameof(ObjectCalls.I31Value)));
                    if (instruction.Opcode == Opcode.I31GetU)
                    {
                        EmitI32(int.MaxValue);
                        il.Emit(OpCodes.And);
                    }
                    PushResult(ValKind.I32, height + 1);
                    break;
                }
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Pushes whether a reference is null.</summary>
    private void PushTest(Operand reference)
    {
        EmitLoad(reference);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Ceq);
        PushResult(ValKind.I32);
    }

    private void EmitNullCheck(Operand reference, string helper = nameof(RuntimeCalls.ThrowNullReference))
    {
        var ok = il.DefineLabel();
        EmitLoad(reference);
        il.Emit(OpCodes.Brtrue, ok);
        il.Emit(OpCodes.Call, Methods.Runtime(helper));
        MarkLabel(ok);
    }

    /// <summary>With a reference on the IL stack: replaces it by whether it is of a type.</summary>
    private void EmitTypeTest(HeapType target, bool nullable)
    {
        if (target.IsConcrete)
        {
            EmitI32(nullable ? 1 : 0);
            if (definition.Types[target.Index].Composite is FuncType)
            {
                EmitI32(definition.CanonicalTypes[target.Index]);
                EmitContext();
                il.Emit(OpCodes.Call, Methods.Object(nameof(ObjectCalls.IsFunction)));
                return;
            }
            EmitContext();
            il.Emit(OpCodes.Ldfld, Methods.ObjectTypes);
            EmitI32(target.Index);
            il.Emit(OpCodes.Ldelem_Ref);
            il.Emit(OpCodes.Call, Methods.Object(castsAny ? nameof(ObjectCalls.IsInstance) : nameof(ObjectCalls.IsInstanceOfEq)));
            return;
        }
        var test = target == HeapType.Eq ? nameof(ObjectCalls.IsEq)
            : target == HeapType.I31 ? nameof(ObjectCalls.IsI31)
            : target == HeapType.Struct ? nameof(ObjectCalls.IsStruct)
            : target == HeapType.Array ? nameof(ObjectCalls.IsArray)
            : null;
        if (test is not null)
        {
            EmitI32(nullable ? 1 : 0);
            il.Emit(OpCodes.Call, Methods.Object(test));
            return;
        }
        // The greatest type of a hierarchy has all its references, the least has none but null.
        var isTop = target == HeapType.Any || target == HeapType.Func || target == HeapType.Extern || target == HeapType.Exn;
        if (isTop == nullable)
        {
            il.Emit(OpCodes.Pop);
            EmitI32(isTop ? 1 : 0);
            return;
        }
        il.Emit(OpCodes.Ldnull);
        if (isTop) il.Emit(OpCodes.Cgt_Un);
        else il.Emit(OpCodes.Ceq);
    }
}
