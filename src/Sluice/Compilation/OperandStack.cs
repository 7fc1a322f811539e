using System.Diagnostics;

namespace Sluice.Compilation;

/// <summary>The wasm operand stack at one point of a function's translation. The last operand is the topmost.</summary>
internal sealed class OperandStack
{
    private Operand[] operands = new Operand[16];

    public int Count { get; private set; }

    public ref Operand this[int index]
    {
        get
        {
            Debug.Assert(index < Count, "Validated code does not reach below its operands.");
            return ref operands[index];
        }
    }

    public void Push(Operand operand)
    {
        if (Count == operands.Length)
        {
            var larger = new Operand[2 * Count];
            Array.Copy(operands, larger, Count);
            operands = larger;
        }
        operands[Count++] = operand;
    }

    /// <summary>Takes the topmost <paramref name="count"/> off.</summary>
    public void Drop(int count) => Count -= count;
}
