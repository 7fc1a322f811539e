using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>The CLR types that stand for lists, seen as a reference to the first element and a count. What emitted code calls.</summary>
internal static class ListForms
{
    public static ref T OpenArray<T>(T[] list, out int count)
    {
        ArgumentNullException.ThrowIfNull(list);
        count = list.Length;
        return ref MemoryMarshal.GetArrayDataReference(list);
    }

    public static T[] CloseArray<T>(T[] array) => array;

    public static ref T OpenList<T>(List<T> list, out int count)
    {
        ArgumentNullException.ThrowIfNull(list);
        var span = CollectionsMarshal.AsSpan(list);
        count = span.Length;
        return ref MemoryMarshal.GetReference(span);
    }

    public static List<T> CloseList<T>(T[] array)
    {
        var list = new List<T>();
        CollectionsMarshal.SetCount(list, array.Length);
        array.CopyTo(CollectionsMarshal.AsSpan(list));
        return list;
    }

    public static ref T OpenReadOnlyMemory<T>(ReadOnlyMemory<T> list, out int count)
    {
        count = list.Length;
        return ref MemoryMarshal.GetReference(list.Span);
    }

    public static ReadOnlyMemory<T> CloseReadOnlyMemory<T>(T[] array) => array;

    public static ref T OpenMemory<T>(Memory<T> list, out int count)
    {
        count = list.Length;
        return ref MemoryMarshal.GetReference(list.Span);
    }

    public static Memory<T> CloseMemory<T>(T[] array) => array;

    public static ref T OpenImmutable<T>(ImmutableArray<T> list, out int count) => ref OpenArray(ImmutableCollectionsMarshal.AsArray(list)!, out count);

    public static ImmutableArray<T> CloseImmutable<T>(T[] array) => ImmutableCollectionsMarshal.AsImmutableArray(array);

    // IEnumerable<T> and the interfaces between it and arrays.
    public static ref T OpenEnumerable<T>(IEnumerable<T> list, out int count)
    {
        ArgumentNullException.ThrowIfNull(list);
        return ref OpenArray(list as T[] ?? [.. list], out count);
    }

    public static T[] CloseEnumerable<T>(T[] array) => array;

    public static ref (TKey, TValue) OpenDictionary<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> map, out int count)
    {
        ArgumentNullException.ThrowIfNull(map);
        return ref OpenArray(map.Select(static entry => (entry.Key, entry.Value)).ToArray(), out count);
    }

    // Of entries with equal keys the last one wins.
    public static Dictionary<TKey, TValue> CloseDictionary<TKey, TValue>((TKey Key, TValue Value)[] entries)
        where TKey : notnull
    {
        var map = new Dictionary<TKey, TValue>(entries.Length);
        foreach (var (key, value) in entries) map[key] = value;
        return map;
    }

    public static void CheckLength(int actual, int expected)
    {
        if (actual != expected) throw new ArgumentException($"The list must have {expected} elements, but it has {actual}.");
    }
}
