// WebAssembly 3.0, "Execution: Calls". https://webassembly.github.io/spec/core/exec/instructions.html#function-calls

using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

internal sealed partial class FunctionCompiler
{
    // Tail calls inside of try blocks: the call happens after leaving them.
    private List<DeferredTailCall>? deferredTailCalls;
    private Dictionary<Type, Stack<LocalBuilder>>? freeTuples;
    private LocalBuilder? calleeCode, calleeEntry, calleeTable;

    private sealed record DeferredTailCall(Label Start, LocalBuilder[] Arguments, LocalBuilder Context, LocalBuilder Code, FuncType Type);

    private void EmitCall(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Call or Opcode.ReturnCall:
                EmitDirectCall(instruction.Index, instruction.Opcode == Opcode.ReturnCall);
                break;
            case Opcode.CallIndirect or Opcode.ReturnCallIndirect:
                EmitIndirectCall(instruction.Index, instruction.Index2, instruction.Opcode == Opcode.ReturnCallIndirect);
                break;
            case Opcode.CallRef or Opcode.ReturnCallRef:
                EmitReferenceCall(instruction.Index, instruction.Opcode == Opcode.ReturnCallRef);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void EmitDirectCall(int index, bool isTail)
    {
        var callee = definition.FunctionType(index);
        if (index < definition.ImportedFunctions)
        {
            SpillStack();
            EmitContext();
            il.Emit(OpCodes.Ldfld, Methods.ImportedCode);
            il.Emit(OpCodes.Call, Methods.FirstEntry);
            if (index != 0)
            {
                EmitI32(Unsafe.SizeOf<TableEntry>() * index);
                il.Emit(OpCodes.Add);
            }
            EmitStore(calleeEntry ??= DeclareLocal(typeof(TableEntry).MakeByRefType()));
            EmitLoad(calleeEntry);
            il.Emit(OpCodes.Ldfld, Methods.EntryCode);
            EmitCodeOrElse(nameof(RuntimeCalls.ResolveImport), index);
            EmitInvocation(callee, isTail, () =>
            {
                EmitLoad(calleeEntry);
                il.Emit(OpCodes.Ldfld, Methods.EntryContext);
            }, () => EmitLoad(calleeCode!));
            return;
        }
        var code = module.Code.CodeOf(index);
        if (code != 0)
        {
            EmitInvocation(callee, isTail, EmitContext, () => EmitNative(code));
        }
        else if (index == functionIndex)
        {
            // Once this runs its slot is filled.
            EmitInvocation(callee, isTail, EmitContext, EmitSlot);
        }
        else if (compact)
        {
            EmitInvocation(callee, isTail, EmitContext, () =>
            {
                EmitSlot();
                EmitContext();
                EmitI32(index);
                il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.CodeOf)));
            });
        }
        else
        {
            SpillStack();
            EmitSlot();
            EmitCodeOrElse(nameof(RuntimeCalls.CompileFunction), index);
            EmitInvocation(callee, isTail, EmitContext, () => EmitLoad(calleeCode!));
        }

        void EmitSlot()
        {
            EmitNative(module.Code.SlotAddress(index));
            il.Emit(OpCodes.Ldind_I);
        }
    }

    private void EmitNative(nint value)
    {
        il.Emit(OpCodes.Ldc_I8, (long)value);
        il.Emit(OpCodes.Conv_I);
    }

    /// <summary>With a code pointer on the stack: stores it, or what the helper returns if it is 0, to <see cref="calleeCode"/>.</summary>
    private void EmitCodeOrElse(string helper, int index)
    {
        calleeCode ??= DeclareLocal(typeof(nint));
        var ready = il.DefineLabel();
        EmitStore(calleeCode);
        EmitLoad(calleeCode);
        il.Emit(OpCodes.Brtrue, ready);
        EmitContext();
        EmitI32(index);
        il.Emit(OpCodes.Call, Methods.Runtime(helper));
        EmitStore(calleeCode);
        MarkLabel(ready);
    }

    private void EmitIndirectCall(int typeIndex, int tableIndex, bool isTail)
    {
        var callee = (FuncType)definition.Types[typeIndex].Composite;
        var typeId = definition.CanonicalTypes[typeIndex];
        var table = definition.Tables[tableIndex].Type;
        calleeTable ??= DeclareLocal(typeof(Table));
        calleeEntry ??= DeclareLocal(typeof(TableEntry).MakeByRefType());
        var index = PopReusable();
        SpillStack();

        EmitTableObject(tableIndex);
        EmitStore(calleeTable);
        var inside = il.DefineLabel();
        EmitLoad(index);
        EmitLoad(calleeTable);
        il.Emit(OpCodes.Ldfld, Methods.TableLength);
        if (table.Is64) il.Emit(OpCodes.Conv_U8);
        il.Emit(OpCodes.Blt_Un, inside);
        il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.ThrowUndefinedElement)));
        MarkLabel(inside);

        EmitLoad(calleeTable);
        il.Emit(OpCodes.Ldfld, Methods.TableEntries);
        il.Emit(OpCodes.Call, Methods.FirstEntry);
        EmitLoad(index);
        il.Emit(OpCodes.Conv_U);
        EmitI32(Unsafe.SizeOf<TableEntry>());
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
        EmitStore(calleeEntry);

        var ready = il.DefineLabel();
        EmitLoad(calleeEntry);
        il.Emit(OpCodes.Ldfld, Methods.EntryTypeId);
        EmitI32(typeId);
        il.Emit(OpCodes.Beq, ready);
        EmitLoad(calleeTable);
        EmitLoad(index);
        if (table.Is64) il.Emit(OpCodes.Conv_I4);
        EmitI32(typeId);
        il.Emit(OpCodes.Call, Methods.ResolveEntry);
        EmitStore(calleeEntry);
        MarkLabel(ready);
        Free(index);

        EmitInvocation(callee, isTail, () =>
        {
            EmitLoad(calleeEntry);
            il.Emit(OpCodes.Ldfld, Methods.EntryContext);
        }, () =>
        {
            EmitLoad(calleeEntry);
            il.Emit(OpCodes.Ldfld, Methods.EntryCode);
        });
    }

    private void EmitReferenceCall(int typeIndex, bool isTail)
    {
        var callee = (FuncType)definition.Types[typeIndex].Composite;
        var reference = PopReusable();
        SpillStack();
        EmitNullCheck(reference, nameof(RuntimeCalls.ThrowNullFunctionReference));
        EmitInvocation(callee, isTail, () =>
        {
            EmitLoad(reference);
            il.Emit(OpCodes.Ldfld, Methods.FunctionContext);
        }, () =>
        {
            EmitLoad(reference);
            il.Emit(OpCodes.Call, Methods.EnsureCompiled);
        });
        Free(reference);
    }

    private void EmitInvocation(FuncType callee, bool isTail, Action emitContext, Action emitCode)
    {
        var parameters = ClrTypes.ParametersOf(callee);
        var result = ClrTypes.ResultOf(callee);
        if (isTail)
        {
            EmitTailCall(callee, parameters, result, emitContext, emitCode);
            return;
        }
        Pop(callee.Parameters.Length);
        emitContext();
        emitCode();
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, result, parameters, null);
        if (callee.Results.Length == 1)
        {
            PushResult(callee.Results[0].Kind);
        }
        else if (callee.Results.Length > 1)
        {
            PushResults(callee, result);
        }
        EmitReloadLengths();
    }

    private void PushResults(FuncType callee, Type result)
    {
        freeTuples ??= [];
        if (!freeTuples.TryGetValue(result, out var free)) freeTuples.Add(result, free = []);
        var packed = free.TryPop(out var local) ? local : DeclareLocal(result);
        EmitStore(packed);
        for (var i = 0; i < callee.Results.Length; i++)
        {
            ClrTypes.EmitUnpack(il, packed, i);
            PushResult(callee.Results[i].Kind);
            SpillStack();
        }
        free.Push(packed);
    }

    private void EmitTailCall(FuncType callee, Type[] parameters, Type result, Action emitContext, Action emitCode)
    {
        SpillBelow(callee.Parameters.Length);
        Pop(callee.Parameters.Length);
        emitContext();
        emitCode();
        if (tryDepth == 0)
        {
            EmitTailInvocation(parameters, result);
        }
        else
        {
            DeferTailCall(callee, parameters);
        }
        BecomeUnreachable();
    }

    private void DeferTailCall(FuncType callee, Type[] parameters)
    {
        var code = DeclareLocal(typeof(nint));
        var context = DeclareLocal(typeof(object));
        var arguments = Array.ConvertAll(parameters[..^1], DeclareLocal);
        EmitStore(code);
        EmitStore(context);
        for (var i = arguments.Length - 1; i >= 0; i--) EmitStore(arguments[i]);
        var start = il.DefineLabel();
        deferredTailCalls ??= [];
        deferredTailCalls.Add(new DeferredTailCall(start, arguments, context, code, callee));
        il.Emit(OpCodes.Leave, start);
    }

    private void EmitTailInvocation(Type[] parameters, Type result)
    {
        il.Emit(OpCodes.Tailcall);
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, result, parameters, null);
        il.Emit(OpCodes.Ret);
        blockCount++;
    }

    private void EmitDeferredTailCalls(List<DeferredTailCall> calls)
    {
        foreach (var (start, arguments, context, code, callee) in calls)
        {
            MarkLabel(start);
            foreach (var argument in arguments) EmitLoad(argument);
            EmitLoad(context);
            EmitLoad(code);
            EmitTailInvocation(ClrTypes.ParametersOf(callee), ClrTypes.ResultOf(callee));
        }
    }
}
