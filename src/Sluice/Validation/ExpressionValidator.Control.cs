// WebAssembly 3.0, "Validation: Instructions: Control Instructions".
// https://webassembly.github.io/spec/core/valid/instructions.html#control-instructions

using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Validation;

internal sealed partial class ExpressionValidator
{
    private static readonly ValType NonNullExn = ValType.Ref(false, HeapType.Exn);
    private static readonly ValType[][] Single = [.. Enum.GetValues<ValKind>().Select(kind =>
        kind is ValKind.Bottom or ValKind.Ref ? Array.Empty<ValType>() : [SimpleRule.Type(kind)])];

    private void SetUnreachable()
    {
        operands.Truncate(frame.Height);
        frame.Unreachable = true;
    }

    private (ValType[] Parameters, ValType[] Results) BlockSignature(BlockType type)
    {
        if (type.TypeIndex >= 0)
        {
            var function = context.SignatureOfType(type.TypeIndex, position);
            return (function.Parameters, function.Results);
        }
        if (type.Result is not { } result) return (ValType.Empty, ValType.Empty);
        return (ValType.Empty, result.IsRef ? [context.Canonicalize(result, position)] : Single[(int)result.Kind]);
    }

    private void Block(Opcode kind, BlockType type)
    {
        var (parameters, blockResults) = BlockSignature(type);
        if (kind == Opcode.If) PopI32();
        if (kind == Opcode.Loop) hasLoops = true;
        Pop(parameters);
        PushFrame(kind, parameters, blockResults);
    }

    private void PushFrame(Opcode kind, ValType[] parameters, ValType[] blockResults)
    {
        if (outerCount + 2 > ImplementationLimits.BlockNesting)
            throw new InvalidException($"blocks nested too deeply, the limit is {ImplementationLimits.BlockNesting}", position);
        if (outerCount == outer.Length) Array.Resize(ref outer, outer.Length * 2);
        outer[outerCount++] = frame;
        frame = new ControlFrame { Kind = kind, Parameters = parameters, Results = blockResults, Height = operands.Height, Initialized = locals.SetCount };
        maxNesting = Math.Max(maxNesting, outerCount + 1);
        Push(parameters);
    }

    private void Else()
    {
        if (frame.Kind != Opcode.If) throw new MalformedException("END opcode expected", position);
        CheckBlockEnd();
        frame.Kind = Opcode.Else;
        frame.Unreachable = false;
        Push(frame.Parameters);
    }

    private void End()
    {
        // An if without else has one that is empty.
        if (frame.Kind == Opcode.If) Else();
        CheckBlockEnd();
        var types = frame.Results;
        if (outerCount-- == 0) return;
        frame = outer[outerCount];
        Push(types);
    }

    private void CheckBlockEnd()
    {
        Pop(frame.Results);
        if (operands.Height != frame.Height)
            throw new InvalidException("type mismatch: values remaining on stack at end of block", position);
        locals.Unset(frame.Initialized);
    }

    private ValType[] LabelTypes(int depth)
    {
        if (depth == 0) return frame.LabelTypes;
        if (depth > outerCount) throw Unknown("label", depth);
        return outer[outerCount - depth].LabelTypes;
    }

    private void Br(int depth)
    {
        Pop(LabelTypes(depth));
        SetUnreachable();
    }

    private void BrIf(int depth)
    {
        PopI32();
        var types = LabelTypes(depth);
        Pop(types);
        Push(types);
    }

    private void BrTable(int[] labels)
    {
        PopI32();
        var byDefault = LabelTypes(labels[^1]);
        ValType[]? last = null;
        foreach (var label in labels)
        {
            var types = LabelTypes(label);
            // Labels of one block type share the array; most tables have few.
            if (ReferenceEquals(types, last)) continue;
            if (types.Length != byDefault.Length) throw new InvalidException("type mismatch: br_table's labels differ in arity", position);
            Peek(types);
            last = types;
        }
        Pop(byDefault);
        SetUnreachable();
    }

    private void BrOnNull(int depth)
    {
        var reference = PopRef();
        var types = LabelTypes(depth);
        Pop(types);
        Push(types);
        operands.Push(reference.NonNull);
    }

    private void BrOnNonNull(int depth)
    {
        var types = LabelTypes(depth);
        if (types is not [.. var rest, { IsRef: true } target])
            throw new InvalidException("type mismatch: br_on_non_null's label takes no reference", position);
        Pop(ValType.Ref(true, target.Heap));
        Pop(rest);
        Push(rest);
    }

    private void Return()
    {
        Pop(results);
        SetUnreachable();
    }

    private Signature FunctionSignature(int index) =>
        (uint)index < (uint)context.Functions.Length ? context.Functions[index] : throw Unknown("function", index);

    private void Call(Signature callee)
    {
        hasCalls = true;
        Pop(callee.Parameters);
        Push(callee.Results);
    }

    private void TailCall(Signature callee)
    {
        hasCalls = true;
        if (!context.Registry.Matches(callee.Results, results))
            throw new InvalidException("type mismatch: callee's results do not match the function's", position);
        Pop(callee.Parameters);
        SetUnreachable();
    }

    private void CallIndirect(ref Instruction instruction, bool isTail)
    {
        var table = Table(instruction.Index2);
        var callee = context.SignatureOfType(instruction.Index, position);
        if (!context.Registry.Matches(table.Element, ValType.FuncRef))
            throw new InvalidException($"type mismatch: instruction requires a table of functions but table has {table.Element}", position);
        Pop(AddressType(table));
        if (isTail) TailCall(callee);
        else Call(callee);
    }

    private void CallRef(int typeIndex, bool isTail)
    {
        var callee = context.SignatureOfType(typeIndex, position);
        Pop(ValType.Ref(true, new HeapType(context.Module.CanonicalTypes[typeIndex])));
        if (isTail) TailCall(callee);
        else Call(callee);
    }

    private void TryTable(BlockType type, CatchClause[] clauses)
    {
        hasHandlers = true;
        var (parameters, blockResults) = BlockSignature(type);
        Pop(parameters);
        foreach (var clause in clauses)
        {
            var caught = clause.Kind <= CatchKind.CatchRef ? Tag(clause.Tag).Parameters : ValType.Empty;
            var label = LabelTypes(clause.Label);
            var withReference = clause.Kind is CatchKind.CatchRef or CatchKind.CatchAllRef ? 1 : 0;
            var matches = label.Length == caught.Length + withReference
                && context.Registry.Matches(caught, label.AsSpan(0, caught.Length))
                && (withReference == 0 || context.Registry.Matches(NonNullExn, label[^1]));
            if (!matches) throw new InvalidException("type mismatch: what a catch clause passes on does not match its label", position);
        }
        PushFrame(Opcode.TryTable, parameters, blockResults);
    }

    private void Throw(int tag)
    {
        Pop(Tag(tag).Parameters);
        SetUnreachable();
    }

    private void ThrowRef()
    {
        Pop(ValType.ExnRef);
        SetUnreachable();
    }

    private Signature Tag(int index) => (uint)index < (uint)context.Tags.Length ? context.Tags[index] : throw Unknown("tag", index);
}
