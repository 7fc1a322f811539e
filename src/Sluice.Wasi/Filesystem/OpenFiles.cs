namespace Sluice.Wasi.Filesystem;

/// <summary>
/// The descriptors that a store has open. Guests may leak theirs: those are closed with the store. Streams close descriptors on threads of
/// their own; all members are thread-safe.
/// </summary>
internal sealed class OpenFiles : IDisposable
{
    private readonly Lock gate = new();
    private HashSet<Descriptor>? open;
    private bool disposed;

    public int Count
    {
        get
        {
            lock (gate) return open?.Count ?? 0;
        }
    }

    public void Add(Descriptor descriptor)
    {
        lock (gate)
        {
            if (!disposed)
            {
                (open ??= []).Add(descriptor);
                return;
            }
        }
        descriptor.Dispose();
    }

    public void Remove(Descriptor descriptor)
    {
        lock (gate) open?.Remove(descriptor);
    }

    public void Dispose()
    {
        Descriptor[] left;
        lock (gate)
        {
            disposed = true;
            if (open is null) return;
            left = [.. open];
        }
        foreach (var descriptor in left) descriptor.Dispose();
    }
}
