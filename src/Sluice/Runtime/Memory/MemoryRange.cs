using System.Runtime.InteropServices;

namespace Sluice.Runtime;

/// <summary>
/// A reserved range of addresses, of which the beginning is committed. A few that were used little are kept for memories of the same size: where an
/// instance serves one request, mapping and unmapping would take longer than the request. All members but the statics are one owner's.
/// </summary>
internal sealed unsafe class MemoryRange
{
    // How many are kept, and with how many bytes committed: they are cleared before, which must not take longer than a system call.
    private const int MostKept = 32;
    private const nuint MostCommitted = 1 << 20;

    private static readonly object Gate = new();
    private static MemoryRange? firstKept;
    private static int kept;

    private nuint committed;
    private MemoryRange? next;

    private MemoryRange(byte* start, nuint size)
    {
        Base = start;
        Size = size;
    }

    public byte* Base { get; }

    public nuint Size { get; }

    /// <param name="size">A multiple of the page size.</param>
    /// <returns>Null if the system has no such range left.</returns>
    public static MemoryRange? TryReserve(nuint size)
    {
        if (Volatile.Read(ref firstKept) is not null && TakeKept(size) is { } known) return known;
        var start = VirtualMemory.Current.TryReserve(size);
        return start == null ? null : new MemoryRange(start, size);
    }

    /// <summary>Makes the first bytes readable and writable; zero, if they were not already.</summary>
    /// <param name="bytes">A multiple of the page size.</param>
    /// <returns>False if the range is smaller or the system refuses.</returns>
    public bool TryCommit(ulong bytes)
    {
        if (bytes <= committed) return true;
        if (bytes > Size || !VirtualMemory.Current.TryCommit(Base + committed, (nuint)bytes - committed)) return false;
        committed = (nuint)bytes;
        return true;
    }

    /// <summary>Ends the use of this object. Once.</summary>
    public void Release()
    {
        if (!TryKeep()) VirtualMemory.Current.Release(Base, Size);
    }

    private bool TryKeep()
    {
        if (committed > MostCommitted || Volatile.Read(ref kept) >= MostKept) return false;
        NativeMemory.Clear(Base, committed);
        lock (Gate)
        {
            if (kept >= MostKept) return false;
            // The object of the list is another one: whoever still has this one cannot reach the memory of the next owner's.
            firstKept = new MemoryRange(Base, Size) { committed = committed, next = firstKept };
            kept++;
            return true;
        }
    }

    private static MemoryRange? TakeKept(nuint size)
    {
        lock (Gate)
        {
            MemoryRange? previous = null;
            for (var range = firstKept; range is not null; previous = range, range = range.next)
            {
                if (range.Size != size) continue;
                if (previous is null) firstKept = range.next;
                else previous.next = range.next;
                range.next = null;
                kept--;
                return range;
            }
            return null;
        }
    }
}
