namespace Sluice.Components.Validation;

/// <summary>What indices of one kind refer to.</summary>
/// <param name="what">What messages call one of its entries.</param>
internal sealed class IndexSpace<T>(string what)
{
    // Most spaces of a scope stay empty.
    private T[]? entries;

    public int Count { get; private set; }

    /// <exception cref="InvalidException">There is no such index.</exception>
    public T this[uint index] =>
        index < (uint)Count ? entries![index] : throw new InvalidException($"unknown {what} {index}: {what} index out of bounds");

    public void Add(T entry)
    {
        if (entries is null) entries = new T[4];
        else if (Count == entries.Length) Array.Resize(ref entries, Count * 2);
        entries[Count++] = entry;
    }
}
