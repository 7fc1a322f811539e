// Guests' objects are the garbage collector's to free, which does not say whose they were. So a store keeps an estimate: of the bytes
// that its guests allocate, one in `interval` is drawn at random, and the object that it belongs to is watched through a weak
// reference, for `interval` bytes. Objects of that size and more are all watched, for what they are. What is watched and still there
// is, but for chance, what is alive, or dead and not collected yet. A guest cannot know which objects are watched.

using System.Runtime.InteropServices;

namespace Sluice.Runtime;

/// <summary>Holds the objects of a store's guests against <see cref="StoreLimits.ObjectBytes"/>.</summary>
internal sealed unsafe class ObjectAccount
{
    // One object in so many bytes is watched: with 4,096 of them the estimate is within a few percent.
    private const long WatchedPerLimit = 4096, SmallestInterval = 1 << 10, LargestInterval = 256 << 10;

    private readonly Store store;
    private readonly long limit;
    private readonly long interval;

    // A full collection for less than this would let a guest slow everybody down.
    private readonly long reserve;

    private readonly List<(WeakReference Object, long Bytes)> watched = [];
    private long bytes;
    private long total;
    private long totalAtCollection;

    public ObjectAccount(Store store)
    {
        this.store = store;
        limit = (long)Math.Min(store.Limits.ObjectBytes, long.MaxValue / 4);
        interval = Math.Clamp(limit / WatchedPerLimit, SmallestInterval, LargestInterval);
        reserve = limit / 8;
        totalAtCollection = -reserve;
        store.Vm->ObjectBytesToNext += NextInterval();
    }

    /// <summary>The bytes that are taken to be in use.</summary>
    public long Bytes => bytes;

    /// <summary>Makes sure that a large object has room, before there is one.</summary>
    /// <exception cref="Trap">It has not.</exception>
    public void Reserve(long size)
    {
        if (size >= interval) MakeRoom(size);
    }

    /// <summary>Counts a new object.</summary>
    /// <exception cref="Trap">The limit is reached.</exception>
    public void Add(object created, long size)
    {
        if (size >= interval) Watch(created, size);
        else if ((store.Vm->ObjectBytesToNext -= size) < 0) Draw(created);
    }

    /// <summary>Watches an object with which <see cref="VmStore.ObjectBytesToNext"/> has fallen below zero.</summary>
    /// <exception cref="Trap">The limit is reached.</exception>
    public void Draw(object created)
    {
        var drawn = 0L;
        for (; store.Vm->ObjectBytesToNext < 0; store.Vm->ObjectBytesToNext += NextInterval()) drawn += interval;
        if (drawn == 0) return;
        MakeRoom(drawn);
        Watch(created, drawn);
    }

    // The mean is the interval, so that each byte is as likely to be drawn as any other.
    private long NextInterval() => Random.Shared.NextInt64(1, 2 * interval);

    private void Watch(object created, long size)
    {
        watched.Add((new WeakReference(created), size));
        bytes += size;
        total += size;
    }

    private void MakeRoom(long size)
    {
        if (HasRoom(size)) return;
        if (size <= limit)
        {
            ForgetCollected();
            if (HasRoom(size + reserve)) return;
            if (total - totalAtCollection >= reserve) Collect(size);
            if (HasRoom(size)) return;
        }
        // Whoever calls the guest again gives it a new chance.
        totalAtCollection = -reserve;
        throw new Trap(TrapCode.LimitExceeded, "too many objects");
    }

    private void Collect(long size)
    {
        totalAtCollection = total;
        GC.Collect(0, GCCollectionMode.Forced);
        ForgetCollected();
        if (HasRoom(size + limit / 2)) return;
        GC.Collect();
        ForgetCollected();
    }

    private bool HasRoom(long size) => size <= limit - bytes;

    private void ForgetCollected()
    {
        var kept = 0;
        var all = CollectionsMarshal.AsSpan(watched);
        foreach (var entry in all)
        {
            if (entry.Object.IsAlive) all[kept++] = entry;
            else bytes -= entry.Bytes;
        }
        watched.RemoveRange(kept, watched.Count - kept);
    }
}
