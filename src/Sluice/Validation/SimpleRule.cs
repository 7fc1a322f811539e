using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Validation;

/// <summary>The rule of an instruction whose type follows from its row in the <see cref="OpcodeTable"/>, ready to apply.</summary>
internal readonly struct SimpleRule
{
    /// <summary>In the place of a kind: the address type of the instruction's memory.</summary>
    public const ValKind Address = (ValKind)0xff;

    /// <summary>The operands, the last (topmost) in the lowest byte.</summary>
    private readonly uint operands;

    public readonly byte OperandCount;

    /// <summary>Bottom if there is no result.</summary>
    public readonly ValKind Result;

    private SimpleRule(string signature)
    {
        var colon = signature.IndexOf(':', StringComparison.Ordinal);
        foreach (var letter in signature.AsSpan(0, colon)) operands = operands << 8 | (uint)Kind(letter);
        OperandCount = (byte)colon;
        if (colon + 1 < signature.Length) Result = Kind(signature[colon + 1]);
    }

    /// <summary>The kind of the operand at <paramref name="depth"/> below the top.</summary>
    public ValKind Operand(int depth) => (ValKind)(byte)(operands >> 8 * depth);

    /// <summary>By opcode; meaningless where a row's type does not follow from its signature.</summary>
    public static SimpleRule[] Table { get; } = Create();

    public static ValType Type(ValKind kind) => kind switch
    {
        ValKind.I32 => ValType.I32,
        ValKind.I64 => ValType.I64,
        ValKind.F32 => ValType.F32,
        ValKind.F64 => ValType.F64,
        ValKind.V128 => ValType.V128,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static SimpleRule[] Create()
    {
        var table = new SimpleRule[OpcodeTable.CodeCount];
        foreach (var row in OpcodeTable.Rows)
        {
            if (row.IsSimple) table[(int)row.Opcode] = new SimpleRule(row.Signature);
        }
        return table;
    }

    private static ValKind Kind(char letter) => letter switch
    {
        'i' => ValKind.I32,
        'I' => ValKind.I64,
        'f' => ValKind.F32,
        'F' => ValKind.F64,
        'v' => ValKind.V128,
        'a' => Address,
        _ => throw new ArgumentOutOfRangeException(nameof(letter), letter, "Not a letter of an instruction's signature."),
    };
}
