namespace Sluice.Concurrency;

/// <summary>What others ask of a store, in their order: any thread adds, one at a time takes.</summary>
internal sealed class Inbox
{
    // The last one first.
    private Entry? added;

    // The first one first; the taker's alone to change.
    private Entry? ordered;

    /// <summary>Any thread may ask; while another one takes, what it hears may be out of date.</summary>
    public bool IsEmpty => Volatile.Read(ref ordered) is null && Volatile.Read(ref added) is null;

    public void Add(IStoreWork work)
    {
        var entry = new Entry(work);
        Entry? last;
        do
        {
            last = Volatile.Read(ref added);
            entry.Next = last;
        }
        while (Interlocked.CompareExchange(ref added, entry, last) != last);
    }

    /// <summary>Takes the oldest, or null.</summary>
    public IStoreWork? Take()
    {
        if (ordered is null && Volatile.Read(ref added) is not null) Order();
        if (ordered is not { } entry) return null;
        ordered = entry.Next;
        return entry.Work;
    }

    private void Order()
    {
        var last = Interlocked.Exchange(ref added, null);
        while (last is not null)
        {
            var older = last.Next;
            last.Next = ordered;
            ordered = last;
            last = older;
        }
    }

    private sealed class Entry(IStoreWork work)
    {
        public IStoreWork Work { get; } = work;

        public Entry? Next { get; set; }
    }
}
