// WebAssembly 3.0, "Execution: Control Instructions: try_table". https://webassembly.github.io/spec/core/exec/instructions.html#exec-try-table
//
// A wasm exception travels as a GuestException. The filter of a try block picks the catch clause, so that an exception that no clause
// wants unwinds nothing on its way; traps and UnwindExceptions are other types, which no filter looks at.

using System.Diagnostics;
using System.Reflection.Emit;
using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

internal sealed partial class FunctionCompiler
{
    private void EmitException(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Throw:
                EmitThrowTag(instruction.Index);
                break;
            case Opcode.ThrowRef:
                SpillBelow(1);
                Pop(1);
                EmitThrow(nameof(RuntimeCalls.Throw));
                BecomeUnreachable();
                break;
            case Opcode.TryTable:
                var (parameters, results) = SignatureOf(instruction.Block);
                SpillAll();
                PushLabel(LabelKind.Try, parameters, results, instruction.Catches!);
                if (instruction.Catches!.Length == 0) break;
                il.BeginExceptionBlock();
                tryDepth++;
                ForgetChecks();
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void EmitThrowTag(int tag)
    {
        var signature = (FuncType)definition.Types[definition.Tags[tag].TypeIndex].Composite;
        SpillStack();
        var exception = DeclareLocal(typeof(ExceptionInstance));
        EmitContext();
        EmitI32(tag);
        il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.NewException)));
        EmitStore(exception);
        var count = signature.Parameters.Length;
        for (var i = 0; i < count; i++)
        {
            var operand = operands[operands.Count - count + i];
            EmitLoad(exception);
            EmitLoad(operand);
            EmitI32(i);
            il.Emit(OpCodes.Call, Accessor("Set", operand.Type));
        }
        EmitLoad(exception);
        EmitThrow(nameof(RuntimeCalls.Throw));
        BecomeUnreachable();
    }

    private static System.Reflection.MethodInfo Accessor(string verb, ValKind type) => typeof(ExceptionInstance).GetMethod($"{verb}{type}")!;

    private void EmitTryEnd(ControlLabel label)
    {
        labels.RemoveAt(labels.Count - 1);
        var catches = label.Catches!;
        if (catches.Length == 0)
        {
            if (label.IsTarget && !unreachable) MoveToBranchLocals(label);
            Join(label);
            return;
        }
        if (!unreachable)
        {
            MoveToBranchLocals(label);
            il.Emit(OpCodes.Leave, label.Target);
            label.IsTarget = true;
        }
        Drop(operands.Count - label.Height);

        var exception = DeclareLocal(typeof(GuestException));
        var clause = DeclareLocal(typeof(int));
        EmitFilter(catches, exception, clause);
        il.BeginCatchBlock(null!);
        il.Emit(OpCodes.Pop);
        for (var i = 0; i < catches.Length; i++)
        {
            var next = il.DefineLabel();
            EmitLoad(clause);
            EmitI32(i);
            il.Emit(OpCodes.Bne_Un, next);
            EmitHandler(catches[i], exception);
            MarkLabel(next);
        }
        // The filter let nothing else in.
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Throw);
        il.EndExceptionBlock();
        // ILGenerator marks a label of its own here, which nothing but its implicit leave instructions reach.
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Throw);
        tryDepth--;
        unreachable = true;
        skippedLabels = 0;
        Join(label);
    }

    private void EmitFilter(CatchClause[] catches, LocalBuilder exception, LocalBuilder clause)
    {
        il.BeginExceptFilterBlock();
        var no = il.DefineLabel();
        var done = il.DefineLabel();
        il.Emit(OpCodes.Isinst, typeof(GuestException));
        EmitStore(exception);
        EmitLoad(exception);
        il.Emit(OpCodes.Brfalse, no);
        for (var i = 0; i < catches.Length; i++)
        {
            EmitI32(i);
            EmitStore(clause);
            if (catches[i].Kind is CatchKind.CatchAll or CatchKind.CatchAllRef)
            {
                EmitI32(1);
                il.Emit(OpCodes.Br, done);
                break;
            }
            var next = il.DefineLabel();
            EmitLoad(exception);
            EmitContext();
            EmitI32(catches[i].Tag);
            il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.HasTag)));
            il.Emit(OpCodes.Brfalse, next);
            EmitI32(1);
            il.Emit(OpCodes.Br, done);
            MarkLabel(next);
        }
        MarkLabel(no);
        EmitI32(0);
        MarkLabel(done);
    }

    private void EmitHandler(CatchClause clause, LocalBuilder exception)
    {
        // The clause's label is counted outside of the try_table, whose own label is off the stack already.
        var target = LabelAt(clause.Label);
        var next = 0;
        if (clause.Tag >= 0)
        {
            var signature = (FuncType)definition.Types[definition.Tags[clause.Tag].TypeIndex].Composite;
            for (var i = 0; i < signature.Parameters.Length; i++)
            {
                EmitInstance();
                EmitI32(i);
                il.Emit(OpCodes.Call, Accessor("Get", signature.Parameters[i].Kind));
                EmitStore(target.BranchLocals[next++]);
            }
        }
        if (clause.Kind is CatchKind.CatchRef or CatchKind.CatchAllRef)
        {
            EmitInstance();
            EmitStore(target.BranchLocals[next]);
        }
        target.IsTarget = true;
        il.Emit(OpCodes.Leave, target.Target);

        void EmitInstance()
        {
            EmitLoad(exception);
            il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.ExceptionOf)));
        }
    }
}
