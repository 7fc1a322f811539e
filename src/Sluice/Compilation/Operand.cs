using System.Reflection.Emit;
using Sluice.Types;

namespace Sluice.Compilation;

internal enum OperandKind : byte
{
    /// <summary>On the IL stack, in the order of the operands.</summary>
    Stack,
    /// <summary>In an IL local of the compiler's.</summary>
    Temporary,
    /// <summary>The present value of a wasm local that has not been read yet.</summary>
    Local,
    Constant,
}

/// <summary>Where an entry of the wasm operand stack is while its function is compiled.</summary>
internal readonly struct Operand
{
    public OperandKind Kind { get; private init; }

    public ValKind Type { get; private init; }

    /// <summary>For <see cref="OperandKind.Temporary"/>.</summary>
    public LocalBuilder? Temporary { get; private init; }

    /// <summary>Whether the temporary is free again once the operand is consumed; not so for those that a label keeps.</summary>
    public bool Owned { get; private init; }

    /// <summary>For <see cref="OperandKind.Local"/>, the wasm local's index.</summary>
    public int Local { get; private init; }

    /// <summary>For <see cref="OperandKind.Constant"/>.</summary>
    public ulong Bits { get; private init; }

    public ulong BitsHigh { get; private init; }

    /// <summary>For <see cref="OperandKind.Stack"/>, the height of the expression tree that the JIT compiler will build.</summary>
    public int Height { get; private init; }

    public static Operand OnStack(ValKind type, int height) => new() { Kind = OperandKind.Stack, Type = type, Height = height };

    public static Operand InTemporary(ValKind type, LocalBuilder local, bool owned) =>
        new() { Kind = OperandKind.Temporary, Type = type, Temporary = local, Owned = owned };

    public static Operand OfLocal(ValKind type, int index) => new() { Kind = OperandKind.Local, Type = type, Local = index };

    public static Operand OfConstant(ValKind type, ulong bits, ulong high = 0) =>
        new() { Kind = OperandKind.Constant, Type = type, Bits = bits, BitsHigh = high };
}
