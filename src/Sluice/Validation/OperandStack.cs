using System.Runtime.CompilerServices;
using Sluice.Binary;
using Sluice.Types;

namespace Sluice.Validation;

/// <summary>The types of the operands, bottom first. Grows as needed and is kept from function to function.</summary>
internal sealed class OperandStack
{
    private ValType[] types = new ValType[256];
    private int height;

    public int Height => height;

    /// <summary>The greatest height since <see cref="Clear"/>.</summary>
    public int MaxHeight { get; private set; }

    public ref ValType this[int index] => ref types[index];

    public void Clear() => (height, MaxHeight) = (0, 0);

    public void Truncate(int to) => height = to;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(ValType type)
    {
        var at = height;
        if ((uint)at >= (uint)types.Length) Grow();
        types[at] = type;
        height = at + 1;
        if (at >= MaxHeight) MaxHeight = at + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ValType Pop() => types[--height];

    private void Grow()
    {
        if (types.Length >= ImplementationLimits.OperandStackHeight)
            throw new InvalidException($"too many operands, the limit is {ImplementationLimits.OperandStackHeight}");
        Array.Resize(ref types, Math.Min(types.Length * 2, ImplementationLimits.OperandStackHeight));
    }
}
