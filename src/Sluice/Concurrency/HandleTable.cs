// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#table-state

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Sluice.Concurrency;

/// <summary>The specification's <c>Table</c>: what guests name by index. Index 0 is never given out, freed ones are given out first.</summary>
[DebuggerDisplay("Count = {Count}")]
internal sealed class HandleTable<T>
    where T : class
{
    public const uint MaxLength = (1 << 28) - 1;

    // A stack.
    private uint[] free = [];
    private int freeCount;
    private T?[] array = new T?[4];
    private uint length = 1;

    /// <summary>How many indices are in use.</summary>
    public int Count => (int)length - 1 - freeCount;

    /// <summary>What is at this index, or null.</summary>
    public T? Find(uint index) => index < length ? array[index] : null;

    public T Get(uint index)
    {
        if (Find(index) is { } element) return element;
        ThrowUnknown(index);
        return null;
    }

    public uint Add(T element)
    {
        if (freeCount > 0)
        {
            var index = free[--freeCount];
            Debug.Assert(array[index] is null);
            array[index] = element;
            return index;
        }
        Trap.If(length > MaxLength, TrapCode.HandleTableFull);
        if (length == array.Length) Array.Resize(ref array, array.Length * 2);
        array[length] = element;
        return length++;
    }

    public T Remove(uint index)
    {
        var element = Get(index);
        array[index] = null;
        if (freeCount == free.Length) Array.Resize(ref free, Math.Max(4, freeCount * 2));
        free[freeCount++] = index;
        return element;
    }

    /// <summary>Everything in the table, in the order of its indices.</summary>
    public IEnumerable<T> Elements()
    {
        for (var i = 1; i < length; i++)
            if (array[i] is { } element) yield return element;
    }

    [DoesNotReturn]
    private static void ThrowUnknown(uint index) => throw Trap.WithMessage(TrapCode.UnknownHandle, $"unknown handle index {index}");
}
