using System.Diagnostics.CodeAnalysis;

namespace Sluice.Wasi.Preview1;

/// <summary>The guest's descriptor numbers. A new one gets the lowest free number, as POSIX has it.</summary>
internal sealed class FdTable : IDisposable
{
    private const int MostEntries = 65_536;

    private readonly List<FdEntry?> entries = [];
    private readonly PriorityQueue<int, int> free = new();

    /// <summary>Takes the entry over; without a free number it is disposed of.</summary>
    public Errno Add(FdEntry entry, out uint fd)
    {
        if (this.free.TryDequeue(out int free, out _))
        {
            entries[free] = entry;
            fd = (uint)free;
            return Errno.Success;
        }

        fd = (uint)entries.Count;
        if (entries.Count == MostEntries)
        {
            entry.Dispose();
            return Errno.TooManyOpenFiles;
        }

        entries.Add(entry);
        return Errno.Success;
    }

    public bool TryGet(uint fd, [NotNullWhen(true)] out FdEntry? entry)
    {
        entry = fd < (uint)entries.Count ? entries[(int)fd] : null;
        return entry is not null;
    }

    /// <summary>The entry, if it is of that kind and has these rights; otherwise what is wrong.</summary>
    /// <param name="wrongKind">The error for a descriptor of another kind.</param>
    public Errno Get<T>(uint fd, Rights rights, Errno wrongKind, out T entry)
        where T : FdEntry
    {
        entry = null!;
        if (!TryGet(fd, out FdEntry? any))
            return Errno.BadDescriptor;
        if (any is not T typed)
            return wrongKind;
        if ((rights & ~any.Rights) != 0)
            return Errno.NotCapable;
        entry = typed;
        return Errno.Success;
    }

    public Errno Close(uint fd)
    {
        if (!TryGet(fd, out FdEntry? entry))
            return Errno.BadDescriptor;
        entry.Dispose();
        Free(fd);
        return Errno.Success;
    }

    /// <summary>Closes <paramref name="to"/> and gives its number to what was <paramref name="from"/>.</summary>
    public Errno Renumber(uint from, uint to)
    {
        if (!TryGet(from, out FdEntry? entry) || !TryGet(to, out FdEntry? replaced))
            return Errno.BadDescriptor;
        if (from == to)
            return Errno.Success;
        replaced.Dispose();
        entries[(int)to] = entry;
        Free(from);
        return Errno.Success;
    }

    public void Dispose()
    {
        foreach (FdEntry? entry in entries)
            entry?.Dispose();
        entries.Clear();
        free.Clear();
    }

    private void Free(uint fd)
    {
        entries[(int)fd] = null;
        free.Enqueue((int)fd, (int)fd);
    }
}
