// WebAssembly 3.0, "Execution: Control Instructions". https://webassembly.github.io/spec/core/exec/instructions.html#control-instructions

using System.Diagnostics;
using System.Reflection.Emit;
using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

internal sealed partial class FunctionCompiler
{
    private enum LabelKind : byte
    {
        Function,
        Block,
        Loop,
        If,
        Else,
        Try,
    }

    /// <summary>A structured instruction that is open.</summary>
    private sealed class ControlLabel
    {
        public required LabelKind Kind { get; set; }
        public required ValType[] Results { get; init; }

        /// <summary>Where branches go.</summary>
        public required Label Target { get; init; }

        /// <summary>For <c>if</c>: where a false condition goes.</summary>
        public Label Else { get; set; }

        /// <summary>Where branches leave their operands: the parameters of a loop, else the results.</summary>
        public LocalBuilder[] BranchLocals { get; set; } = [];

        /// <summary>For <c>if</c>, where the parameters are, for both arms.</summary>
        public LocalBuilder[] Parameters { get; set; } = [];
        public ValType[] ParameterTypes { get; init; } = ValType.Empty;

        /// <summary>Operands below the structured instruction's own.</summary>
        public int Height { get; init; }

        /// <summary>How many try blocks are around it.</summary>
        public int TryDepth { get; init; }

        public bool IsTarget { get; set; }

        /// <summary>For <c>try_table</c>.</summary>
        public CatchClause[]? Catches { get; init; }
    }

    private readonly List<ControlLabel> labels = [];
    private bool unreachable;
    private int skippedLabels;
    private int tryDepth;
    private int openLoops;

    private (ValType[] Parameters, ValType[] Results) SignatureOf(BlockType block)
    {
        if (block.TypeIndex < 0) return (ValType.Empty, block.Result is { } result ? [result] : ValType.Empty);
        var signature = (FuncType)definition.Types[block.TypeIndex].Composite;
        return (signature.Parameters, signature.Results);
    }

    private ControlLabel PushLabel(LabelKind kind, ValType[] parameters, ValType[] results, CatchClause[]? catches = null)
    {
        var label = new ControlLabel
        {
            Kind = kind,
            Results = results,
            ParameterTypes = parameters,
            Target = il.DefineLabel(),
            Height = operands.Count - parameters.Length,
            TryDepth = tryDepth,
            Catches = catches,
        };
        if (kind is LabelKind.Loop or LabelKind.If) label.Parameters = StoreToLocals(parameters);
        label.BranchLocals = kind == LabelKind.Loop ? label.Parameters : TakeTemporaries(results);
        labels.Add(label);
        if (kind == LabelKind.Loop) openLoops++;
        return label;
    }

    /// <summary>Pops operands into temporaries of their own.</summary>
    private LocalBuilder[] StoreToLocals(ValType[] types)
    {
        if (types.Length == 0) return [];
        Pop(types.Length);
        var locals = new LocalBuilder[types.Length];
        for (var i = types.Length - 1; i >= 0; i--) EmitStore(locals[i] = TakeTemporary(types[i].Kind));
        return locals;
    }

    private void EmitControl(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Unreachable:
                SpillStack();
                EmitThrow(nameof(RuntimeCalls.ThrowUnreachable));
                BecomeUnreachable();
                break;
            case Opcode.Nop:
                break;
            case Opcode.Block:
                {
                    var (parameters, results) = SignatureOf(instruction.Block);
                    SpillAll();
                    PushLabel(LabelKind.Block, parameters, results);
                    break;
                }
            case Opcode.Loop:
                {
                    var (parameters, results) = SignatureOf(instruction.Block);
                    SpillAll();
                    var label = PushLabel(LabelKind.Loop, parameters, results);
                    MarkLabel(label.Target);
                    ForgetChecks();
                    EmitInterruptionCheck();
                    PushParameters(label);
                    break;
                }
            case Opcode.If:
                {
                    var (parameters, results) = SignatureOf(instruction.Block);
                    SpillBelow(1);
                    var condition = operands[^1];
                    operands.Drop(1);
                    // The condition stays on the IL stack while the rest is put away, which takes no more than loads and stores.
                    if (condition.Kind == OperandKind.Stack) operandsOnStack--;
                    SpillAll();
                    var label = PushLabel(LabelKind.If, parameters, results);
                    label.Else = il.DefineLabel();
                    if (condition.Kind != OperandKind.Stack) EmitLoad(condition);
                    il.Emit(OpCodes.Brfalse, label.Else);
                    blockCount++;
                    Free(condition);
                    PushParameters(label);
                    break;
                }
            case Opcode.Else:
                EmitElse();
                break;
            case Opcode.End:
                EmitEnd();
                break;
            case Opcode.Br:
                EmitBranch(instruction.Index);
                break;
            case Opcode.BrIf:
                EmitBranchIf(instruction.Index, whenTrue: true);
                break;
            case Opcode.BrTable:
                EmitBranchTable(instruction.Labels!);
                break;
            case Opcode.Return:
                EmitBranch(labels.Count - 1);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void PushParameters(ControlLabel label)
    {
        for (var i = 0; i < label.Parameters.Length; i++) PushTemporary(label.ParameterTypes[i].Kind, label.Parameters[i], owned: false);
    }

    private void EmitInterruptionCheck()
    {
        var ok = il.DefineLabel();
        EmitLoad(vm!);
        EmitI32(nint.Size);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Volatile);
        il.Emit(OpCodes.Ldind_I4);
        il.Emit(OpCodes.Brfalse, ok);
        il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.ThrowInterrupted)));
        MarkLabel(ok);
    }

    private void EmitElse()
    {
        var label = labels[^1];
        if (!unreachable)
        {
            MoveToBranchLocals(label);
            il.Emit(OpCodes.Br, label.Target);
            label.IsTarget = true;
        }
        Drop(operands.Count - label.Height);
        MarkLabel(label.Else);
        label.Kind = LabelKind.Else;
        unreachable = false;
        ForgetChecks();
        PushParameters(label);
    }

    private void EmitEnd()
    {
        var label = labels[^1];
        if (label.Kind == LabelKind.Try)
        {
            EmitTryEnd(label);
            return;
        }
        labels.RemoveAt(labels.Count - 1);
        if (label.Kind == LabelKind.Loop) openLoops--;
        if (label.Kind == LabelKind.Function)
        {
            EmitFunctionEnd(label);
            return;
        }
        if (label.Kind == LabelKind.If)
        {
            // Without an else the parameters are the results.
            var goOn = !unreachable;
            if (goOn)
            {
                MoveToBranchLocals(label);
                if (label.Parameters.Length > 0) il.Emit(OpCodes.Br, label.Target);
            }
            Drop(operands.Count - label.Height);
            MarkLabel(label.Else);
            for (var i = 0; i < label.Parameters.Length; i++)
            {
                EmitLoad(label.Parameters[i]);
                EmitStore(label.BranchLocals[i]);
            }
            label.IsTarget = true;
            unreachable = false;
        }
        else if (label.Kind == LabelKind.Loop)
        {
            // Branches go to a loop's start, so that its results are where they are. Its parameters may be among them.
            if (unreachable) Drop(operands.Count - label.Height);
            else DetachResults(label);
            Free(label.Parameters, label.ParameterTypes);
            return;
        }
        else if (label.IsTarget)
        {
            if (!unreachable) MoveToBranchLocals(label);
        }
        FreeParameters(label);
        Join(label);
    }

    /// <summary>Where all that branch to a label's end, and what falls through, come together.</summary>
    private void Join(ControlLabel label)
    {
        if (!label.IsTarget)
        {
            Free(label.BranchLocals, label.Results);
            if (unreachable) Drop(operands.Count - label.Height);
            return;
        }
        Drop(operands.Count - label.Height);
        MarkLabel(label.Target);
        ForgetChecks();
        unreachable = false;
        for (var i = 0; i < label.Results.Length; i++) PushTemporary(label.Results[i].Kind, label.BranchLocals[i]);
    }

    private void FreeParameters(ControlLabel label)
    {
        if (label.Kind is not (LabelKind.If or LabelKind.Else)) return;
        Free(label.Parameters, label.ParameterTypes);
    }

    private LocalBuilder[] TakeTemporaries(ValType[] types)
    {
        var locals = types.Length == 0 ? [] : new LocalBuilder[types.Length];
        for (var i = 0; i < locals.Length; i++) locals[i] = TakeTemporary(types[i].Kind);
        return locals;
    }

    private void Free(LocalBuilder[] locals, ValType[] types)
    {
        for (var i = 0; i < locals.Length; i++) FreeTemporary(types[i].Kind, locals[i]);
    }

    private void DetachResults(ControlLabel label)
    {
        for (var i = label.Height; i < operands.Count; i++)
        {
            var operand = operands[i];
            if (operand.Kind != OperandKind.Temporary || operand.Owned) continue;
            SpillStack();
            var own = TakeTemporary(operand.Type);
            EmitLoad(operand);
            EmitStore(own);
            operands[i] = Operand.InTemporary(operand.Type, own, owned: true);
        }
    }

    private void EmitFunctionEnd(ControlLabel label)
    {
        if (label.IsTarget)
        {
            if (!unreachable) MoveToBranchLocals(label);
            Drop(operands.Count - label.Height);
            MarkLabel(label.Target);
            foreach (var local in label.BranchLocals) EmitLoad(local);
        }
        else if (unreachable)
        {
            Drop(operands.Count - label.Height);
            return;
        }
        else
        {
            Pop(label.Results.Length);
        }
        ClrTypes.EmitPack(il, type);
        il.Emit(OpCodes.Ret);
        unreachable = true;
    }

    /// <summary>Pops a label's operands into its locals and empties the IL stack.</summary>
    private void MoveToBranchLocals(ControlLabel label)
    {
        var count = label.BranchLocals.Length;
        SpillBelow(count);
        Pop(count);
        for (var i = count - 1; i >= 0; i--) EmitStore(label.BranchLocals[i]);
    }

    private void EmitBranch(int depth)
    {
        var label = LabelAt(depth);
        if (label.Kind == LabelKind.Function && tryDepth == 0)
        {
            var count = label.Results.Length;
            SpillBelow(count);
            Pop(count);
            ClrTypes.EmitPack(il, type);
            il.Emit(OpCodes.Ret);
            blockCount++;
        }
        else
        {
            MoveToBranchLocals(label);
            EmitJump(label);
        }
        BecomeUnreachable();
    }

    private void EmitBranchIf(int depth, bool whenTrue)
    {
        var label = LabelAt(depth);
        SpillBelow(1);
        Pop(1);
        var count = label.BranchLocals.Length;
        blockCount++;
        if (count == 0 && label.TryDepth == tryDepth)
        {
            label.IsTarget = true;
            il.Emit(whenTrue ? OpCodes.Brtrue : OpCodes.Brfalse, label.Target);
            return;
        }
        var skip = il.DefineLabel();
        il.Emit(whenTrue ? OpCodes.Brfalse : OpCodes.Brtrue, skip);
        PeekToBranchLocals(label);
        EmitJump(label);
        MarkLabel(skip);
    }

    private void PeekToBranchLocals(ControlLabel label)
    {
        var count = label.BranchLocals.Length;
        Peek(count);
        for (var i = count - 1; i >= 0; i--) EmitStore(label.BranchLocals[i]);
    }

    private void EmitBranchTable(int[] depths)
    {
        SpillBelow(1);
        Pop(1);
        var stubs = new Dictionary<ControlLabel, Label>();
        var targets = Array.ConvertAll(depths, depth => TargetFor(LabelAt(depth)));
        il.Emit(OpCodes.Switch, targets[..^1]);
        il.Emit(OpCodes.Br, targets[^1]);
        blockCount++;
        foreach (var (label, stub) in stubs)
        {
            MarkLabel(stub);
            PeekToBranchLocals(label);
            EmitJump(label);
        }
        BecomeUnreachable();

        Label TargetFor(ControlLabel label)
        {
            if (label.BranchLocals.Length == 0 && label.TryDepth == tryDepth)
            {
                label.IsTarget = true;
                return label.Target;
            }
            if (!stubs.TryGetValue(label, out var stub)) stubs.Add(label, stub = il.DefineLabel());
            return stub;
        }
    }

    private ControlLabel LabelAt(int depth) => labels[^(depth + 1)];

    private void EmitJump(ControlLabel label)
    {
        label.IsTarget = true;
        blockCount++;
        il.Emit(label.TryDepth < tryDepth ? OpCodes.Leave : OpCodes.Br, label.Target);
    }

    private void EmitThrow(string helper)
    {
        il.Emit(OpCodes.Call, Methods.Runtime(helper));
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Throw);
        blockCount++;
    }

    private void BecomeUnreachable()
    {
        unreachable = true;
        skippedLabels = 0;
        Drop(operands.Count - labels[^1].Height);
    }

    private void SkipUnreachable(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.TryTable:
                skippedLabels++;
                break;
            case Opcode.Else when skippedLabels == 0:
                EmitElse();
                break;
            case Opcode.End when skippedLabels > 0:
                skippedLabels--;
                break;
            case Opcode.End:
                EmitEnd();
                break;
        }
    }
}
