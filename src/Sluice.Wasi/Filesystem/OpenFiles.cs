using System.Collections.Concurrent;

namespace Sluice.Wasi.Filesystem;

/// <summary>
/// The descriptors that a store has open. Guests may leak theirs: those are closed with the store. Streams close descriptors on threads of
/// their own; all members are thread-safe.
/// </summary>
internal sealed class OpenFiles : IDisposable
{
    private readonly ConcurrentDictionary<Descriptor, bool> open = new();
    private volatile bool disposed;

    public int Count => open.Count;

    public void Add(Descriptor descriptor)
    {
        open.TryAdd(descriptor, true);
        // Either this sees that the store has ended, or Dispose sees the descriptor.
        if (disposed) descriptor.Dispose();
    }

    public void Remove(Descriptor descriptor) => open.TryRemove(descriptor, out _);

    public void Dispose()
    {
        disposed = true;
        foreach (var (descriptor, _) in open) descriptor.Dispose();
    }
}
