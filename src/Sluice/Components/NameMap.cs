using System.Diagnostics.CodeAnalysis;

namespace Sluice.Components;

/// <summary>Items by name, in the order in which they were added.</summary>
/// <remarks>Most have few: those are looked through, only more get an index. That costs less than any dictionary.</remarks>
internal sealed class NameMap<T> where T : class
{
    private const int Few = 8;

    private string[] names = new string[4];
    private T[] items = new T[4];
    private Dictionary<string, int>? positions;

    public NameMap()
    {
    }

    public NameMap(NameMap<T> other)
    {
        for (var i = 0; i < other.Count; i++) Add(other.names[i], other.items[i]);
    }

    public int Count { get; private set; }

    public ReadOnlySpan<T> Values => items.AsSpan(0, Count);

    public KeyValuePair<string, T> GetAt(int position) => new(names[position], Values[position]);

    public void SetAt(int position, T item) => items[position] = item;

    public bool TryGetValue(string name, [NotNullWhen(true)] out T? item)
    {
        var position = PositionOf(name);
        item = position < 0 ? null : items[position];
        return position >= 0;
    }

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, T item)
    {
        if (!TryAdd(name, item)) throw new ArgumentException($"There is an item named `{name}` already.", nameof(name));
    }

    /// <summary>Adds an item unless its name is taken.</summary>
    public bool TryAdd(string name, T item)
    {
        if (PositionOf(name) >= 0) return false;
        if (Count == names.Length)
        {
            Array.Resize(ref names, Count * 2);
            Array.Resize(ref items, Count * 2);
        }
        (names[Count], items[Count]) = (name, item);
        Count++;
        if (positions is not null) positions.Add(name, Count - 1);
        else if (Count > Few) MakeIndex();
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
        if (positions is not null) return positions.TryGetValue(name, out var position) ? position : -1;
        for (var i = 0; i < Count; i++)
            if (names[i] == name) return i;
        return -1;
    }

    private void MakeIndex()
    {
        positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Count; i++) positions.Add(names[i], i);
    }

    public struct Enumerator(NameMap<T> map)
    {
        private int position = -1;

        public readonly KeyValuePair<string, T> Current => map.GetAt(position);

        public bool MoveNext() => ++position < map.Count;
    }
}
