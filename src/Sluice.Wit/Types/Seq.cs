using System.Collections;

namespace Sluice.Wit.Types;

/// <summary>An immutable sequence that is equal to another one with equal items in the same order.</summary>
/// <typeparam name="T">The items' type.</typeparam>
#if NET
[System.Runtime.CompilerServices.CollectionBuilder(typeof(Seq), nameof(Seq.Create))]
#endif
public sealed class Seq<T> : IReadOnlyList<T>, IEquatable<Seq<T>>
{
    private readonly T[] _items;

    /// <summary>Takes ownership of <paramref name="items"/>: the array must not change afterwards.</summary>
    internal Seq(T[] items) => _items = items;

    /// <summary>Copies the items.</summary>
    public Seq(IEnumerable<T> items) => _items = [.. items];

    /// <summary>The sequence without items.</summary>
    public static Seq<T> Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <summary>A sequence of the results of <paramref name="selector"/>, in the same order.</summary>
    public Seq<TResult> Map<TResult>(Func<T, TResult> selector)
    {
        var results = new TResult[_items.Length];
        for (var i = 0; i < results.Length; i++) results[i] = selector(_items[i]);
        return new Seq<TResult>(results);
    }

    /// <summary>Adds the items to a list, without an enumerator.</summary>
    internal void AddTo(List<T> list)
    {
        foreach (var item in _items) list.Add(item);
    }

    /// <inheritdoc/>
    public bool Equals(Seq<T>? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || other._items.Length != _items.Length) return false;
        for (var i = 0; i < _items.Length; i++)
            if (!EqualityComparer<T>.Default.Equals(_items[i], other._items[i])) return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Seq<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = _items.Length;
        foreach (var item in _items) hash = unchecked(hash * 31 + (item?.GetHashCode() ?? 0));
        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", _items)}]";
}

/// <summary>Makes sequences.</summary>
public static class Seq
{
    /// <summary>A sequence of these items.</summary>
    public static Seq<T> Of<T>(params T[] items) => new((T[])items.Clone());

#if NET
    /// <summary>A sequence of these items: what a collection expression calls.</summary>
    public static Seq<T> Create<T>(ReadOnlySpan<T> items) => items.IsEmpty ? Seq<T>.Empty : new(items.ToArray());
#endif
}
