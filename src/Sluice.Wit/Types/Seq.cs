using System.Collections;

namespace Sluice.Wit.Types;

/// <summary>An immutable sequence that is equal to another one with equal items in the same order.</summary>
/// <typeparam name="T">The items' type.</typeparam>
#if NET
[System.Runtime.CompilerServices.CollectionBuilder(typeof(Seq), nameof(Seq.Create))]
#endif
public sealed class Seq<T> : IReadOnlyList<T>, IEquatable<Seq<T>>
{
    private readonly T[] items;

    /// <summary>Takes ownership of <paramref name="items"/>: the array must not change afterwards.</summary>
    internal Seq(T[] items) => this.items = items;

    /// <summary>Copies the items.</summary>
    public Seq(IEnumerable<T> items) => this.items = [.. items];

    /// <summary>The sequence without items.</summary>
    public static Seq<T> Empty { get; } = new(new T[0]);

    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public T this[int index] => items[index];

    /// <summary>A sequence of the results of <paramref name="selector"/>, in the same order.</summary>
    public Seq<TResult> Map<TResult>(Func<T, TResult> selector)
    {
        var results = new TResult[items.Length];
        for (var i = 0; i < results.Length; i++) results[i] = selector(items[i]);
        return new Seq<TResult>(results);
    }

    /// <summary>These items and one more.</summary>
    internal Seq<T> Append(T item)
    {
        var extended = items;
        Array.Resize(ref extended, items.Length + 1);
        extended[items.Length] = item;
        return new Seq<T>(extended);
    }

    /// <inheritdoc/>
    public bool Equals(Seq<T>? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || other.items.Length != items.Length) return false;
        for (var i = 0; i < items.Length; i++)
            if (!EqualityComparer<T>.Default.Equals(items[i], other.items[i])) return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Seq<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = items.Length;
        foreach (var item in items) hash = unchecked(hash * 31 + (item?.GetHashCode() ?? 0));
        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", items)}]";
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
