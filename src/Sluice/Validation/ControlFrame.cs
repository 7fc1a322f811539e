using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Validation;

/// <summary>An open block.</summary>
internal struct ControlFrame
{
    /// <summary>Block, Loop, If, Else or TryTable.</summary>
    public Opcode Kind;
    public ValType[] Parameters;
    public ValType[] Results;

    /// <summary>Height of the operand stack below the block's parameters.</summary>
    public int Height;

    /// <summary>How many locals had been initialized before the block.</summary>
    public int Initialized;

    /// <summary>Whether the rest of the block is never reached: its operands then match anything.</summary>
    public bool Unreachable;

    /// <summary>What a branch to this block takes along.</summary>
    public readonly ValType[] LabelTypes => Kind == Opcode.Loop ? Parameters : Results;
}
