using System.Diagnostics.CodeAnalysis;

namespace Sluice.Modules;

/// <summary>Items by name, in the order in which they were added.</summary>
internal sealed class NameMap<T> where T : class
{
    // So few are found fast enough without an index.
    private const int Few = 8;

    private string[] names = new string[4];
    private T[] items = new T[4];

    // By hash code, the last position of that code, plus one; by position, the one before it. Null for few.
    private int[]? buckets;
    private int[] previous = [];

    public NameMap()
    {
    }

    public NameMap(NameMap<T> other)
    {
        for (var i = 0; i < other.Count; i++) Add(other.names[i], other.items[i]);
    }

    public int Count { get; private set; }

    /// <summary>For queries.</summary>
    public IEnumerable<string> Names => new ArraySegment<string>(names, 0, Count);

    public ReadOnlySpan<T> Values => new(items, 0, Count);

    public KeyValuePair<string, T> GetAt(int position) => new(names[position], Values[position]);

    public void SetAt(int position, T item) => items[position] = item;

    public bool TryGetValue(string name, [NotNullWhen(true)] out T? item)
    {
        var position = PositionOf(name);
        item = position < 0 ? null : items[position];
        return position >= 0;
    }

    /// <summary>The item of a name that is there.</summary>
    public T Get(string name) => items[PositionOf(name)];

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, T item)
    {
        if (!TryAdd(name, item)) throw new ArgumentException($"There is an item named `{name}` already.", nameof(name));
    }

    /// <summary>Adds an item unless its name is taken.</summary>
    public bool TryAdd(string name, T item)
    {
        if (PositionOf(name) >= 0) return false;
        if (Count == names.Length) Grow();
        (names[Count], items[Count]) = (name, item);
        if (buckets is not null) Link(buckets, Count);
        Count++;
        return true;
    }

    public Enumerator GetEnumerator() => new(this);

    /// <summary>For queries.</summary>
    public IEnumerable<KeyValuePair<string, T>> AsEnumerable()
    {
        for (var i = 0; i < Count; i++) yield return GetAt(i);
    }

    private int PositionOf(string name)
    {
        if (buckets is null)
        {
            for (var i = 0; i < Count; i++)
                if (names[i] == name) return i;
            return -1;
        }
        var position = BucketOf(buckets, name) - 1;
        while (position >= 0 && names[position] != name) position = previous[position] - 1;
        return position;
    }

    private static ref int BucketOf(int[] buckets, string name) => ref buckets[(uint)name.GetHashCode(StringComparison.Ordinal) % (uint)buckets.Length];

    private void Link(int[] to, int position)
    {
        ref var bucket = ref BucketOf(to, names[position]);
        previous[position] = bucket;
        bucket = position + 1;
    }

    private void Grow()
    {
        Array.Resize(ref names, Count * 2);
        Array.Resize(ref items, Count * 2);
        if (Count < Few) return;
        previous = new int[Count * 2];
        buckets = new int[Count * 2];
        for (var i = 0; i < Count; i++) Link(buckets, i);
    }

    public struct Enumerator(NameMap<T> map)
    {
        private int position = -1;

        public readonly KeyValuePair<string, T> Current => map.GetAt(position);

        public bool MoveNext() => ++position < map.Count;
    }
}
