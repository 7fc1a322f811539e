namespace Sluice.Wasi.Filesystem;

/// <summary>
/// What a store has open: descriptors and readers of directories. Guests may leak theirs: those are closed with the store. Streams close
/// descriptors on threads of their own; all members are thread-safe.
/// </summary>
/// <param name="most">How many there may be at once. Each is a descriptor of the process, which has only so many.</param>
internal sealed class OpenFiles(int most) : IDisposable
{
    private readonly object gate = new();
    private HashSet<IDisposable>? open;
    private bool disposed;

    public int Count
    {
        get
        {
            lock (gate) return open?.Count ?? 0;
        }
    }

    /// <summary>Whether one more may be opened; only the store's thread opens any.</summary>
    public bool HasRoom => Count < most;

    public void Add(IDisposable file)
    {
        lock (gate)
        {
            if (!disposed)
            {
                (open ??= []).Add(file);
                return;
            }
        }
        file.Dispose();
    }

    public void Remove(IDisposable file)
    {
        lock (gate) open?.Remove(file);
    }

    public void Dispose()
    {
        HashSet<IDisposable>? left;
        lock (gate)
        {
            disposed = true;
            left = open;
            open = null;
        }
        if (left is null) return;
        foreach (var file in left) file.Dispose();
    }
}
