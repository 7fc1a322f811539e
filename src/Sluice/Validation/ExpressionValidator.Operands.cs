using System.Runtime.CompilerServices;
using Sluice.Binary;
using Sluice.Types;

namespace Sluice.Validation;

internal sealed partial class ExpressionValidator
{
    private void ApplySimple(ref Instruction instruction)
    {
        ref readonly var rule = ref simpleRules[(int)instruction.Info.Opcode];
        for (var i = 0; i < rule.OperandCount; i++)
        {
            var kind = rule.Operand(i);
            if (kind == SimpleRule.Address) kind = context.Module.Memories[instruction.Index].AddressType.Kind;
            PopKind(kind);
        }
        if (rule.Result != ValKind.Bottom) operands.Push(SimpleRule.Type(rule.Result));
    }

    /// <summary>Pops a number or vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PopKind(ValKind kind)
    {
        if (operands.Height > frame.Height && operands[operands.Height - 1].Kind == kind) operands.Pop();
        else PopSlow(SimpleRule.Type(kind));
    }

    private void PopI32() => PopKind(ValKind.I32);

    private void Pop(ValType expected)
    {
        if (expected.Kind != ValKind.Ref) PopKind(expected.Kind);
        else PopSlow(expected);
    }

    private void PopSlow(ValType expected)
    {
        var actual = PopAny(expected);
        if (!context.Registry.Matches(actual, expected)) throw Mismatch(expected, actual.ToString());
    }

    /// <summary>Pops whatever is there; <paramref name="expected"/> only serves the message.</summary>
    private ValType PopAny(ValType? expected = null)
    {
        if (operands.Height > frame.Height) return operands.Pop();
        return frame.Unreachable ? ValType.Bottom : throw Mismatch(expected, "");
    }

    /// <summary>Pops a reference of any type.</summary>
    private ValType PopRef()
    {
        var type = PopAny();
        return type.Kind switch
        {
            ValKind.Ref => type,
            ValKind.Bottom => ValType.Ref(false, HeapType.Bottom),
            _ => throw new InvalidException($"type mismatch: instruction requires a reference but stack has [{type}]", position),
        };
    }

    private void Pop(ReadOnlySpan<ValType> types)
    {
        for (var i = types.Length - 1; i >= 0; i--) Pop(types[i]);
    }

    private void Push(ReadOnlySpan<ValType> types)
    {
        foreach (var type in types) operands.Push(type);
    }

    /// <summary>Checks that the topmost operands have these types, and leaves them.</summary>
    private void Peek(ReadOnlySpan<ValType> types)
    {
        for (var i = 0; i < types.Length; i++)
        {
            var index = operands.Height - 1 - i;
            var expected = types[types.Length - 1 - i];
            if (index < frame.Height)
            {
                if (!frame.Unreachable) throw Mismatch(expected, "");
                return;
            }
            if (!context.Registry.Matches(operands[index], expected)) throw Mismatch(expected, operands[index].ToString());
        }
    }

    private InvalidException Mismatch(ValType? expected, string actual) =>
        new($"type mismatch: instruction requires [{expected?.ToString() ?? "any"}] but stack has [{actual}]", position);
}
