using System.Collections.Concurrent;

namespace Sluice.Wasi.Filesystem;

/// <summary>
/// The descriptors that a store has open. Guests may leak theirs: those are closed with the store. Streams close descriptors on threads of
/// their own; all members are thread-safe.
/// </summary>
internal sealed class OpenFiles : IDisposable
{
    private readonly ConcurrentDictionary<Descriptor, bool> _open = new();
    private volatile bool _disposed;

    public int Count => _open.Count;

    public void Add(Descriptor descriptor)
    {
        _open.TryAdd(descriptor, true);
        // Either this sees that the store has ended, or Dispose sees the descriptor.
        if (_disposed) descriptor.Dispose();
    }

    public void Remove(Descriptor descriptor) => _open.TryRemove(descriptor, out _);

    public void Dispose()
    {
        _disposed = true;
        foreach (var (descriptor, _) in _open) descriptor.Dispose();
    }
}
