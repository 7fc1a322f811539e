using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Sluice.Concurrency;

/// <summary>
/// A set of objects, each equal to itself alone: a hash table with linear probing. A <see cref="HashSet{T}"/> would have the runtime load
/// a dozen types for each T, and a store has five such sets.
/// </summary>
internal sealed class IdentitySet<T>
    where T : class
{
    // A power of two long and at most half full; made when there is something to hold.
    private object?[]? slots;

    public int Count { get; private set; }

    public void Add(T item)
    {
        if (slots is null) slots = new object?[8];
        else if (2 * (Count + 1) > slots.Length) Grow();
        var index = Find(slots, item);
        if (slots[index] is not null) return;
        slots[index] = item;
        Count++;
    }

    /// <returns>Whether it was there.</returns>
    public bool Remove(T item)
    {
        if (slots is null) return false;
        var free = Find(slots, item);
        if (slots[free] is null) return false;
        Count--;
        // Whoever stands behind, and not at home, may have been kept from the slot that becomes free.
        var mask = slots.Length - 1;
        for (var next = (free + 1) & mask; slots[next] is { } other; next = (next + 1) & mask)
        {
            if (((next - Home(slots, other)) & mask) < ((next - free) & mask)) continue;
            slots[free] = other;
            free = next;
        }
        slots[free] = null;
        return true;
    }

    public void Clear()
    {
        slots = null;
        Count = 0;
    }

    public T[] ToArray()
    {
        var items = new T[Count];
        var count = 0;
        if (slots is not null)
            foreach (var item in slots)
                if (item is not null) items[count++] = Unsafe.As<T>(item);
        Debug.Assert(count == items.Length);
        return items;
    }

    private void Grow()
    {
        var larger = new object?[2 * slots!.Length];
        foreach (var item in slots)
            if (item is not null) larger[Find(larger, item)] = item;
        slots = larger;
    }

    /// <summary>Where the item is, or would be.</summary>
    private static int Find(object?[] slots, object item)
    {
        var index = Home(slots, item);
        while (slots[index] is { } other && other != item) index = (index + 1) & (slots.Length - 1);
        return index;
    }

    private static int Home(object?[] slots, object item) => RuntimeHelpers.GetHashCode(item) & (slots.Length - 1);
}
