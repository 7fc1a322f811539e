// WebAssembly 3.0, "Runtime Structure: Memory Instances". https://webassembly.github.io/spec/core/exec/runtime.html#memory-instances

using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sluice.Types;

namespace Sluice.Runtime;

/// <summary>
/// A linear memory. Its whole range is reserved once and committed as it grows, so that <see cref="Base"/> never moves and host
/// operations may keep pointers into it while they hold a reference (<see cref="AddReference"/>).
/// </summary>
internal sealed unsafe class Memory : ExternValue
{
    private const ulong MaxReservation = 1UL << 36;

    private readonly Store store;
    private readonly MemoryRange range;
    private GuestMemoryManager? manager;
    private int references = 1;
    private bool released;

    /// <summary>The one that its store got before it.</summary>
    public Memory? NextOfStore { get; set; }

    // Emitted code reads these two fields.
    public readonly byte* Base;
    public ulong Length;

    public Memory(Store store, MemoryType type)
    {
        this.store = store;
        Type = type;
        var minimum = PagesToBytes(type.Limits.Minimum);
        var maximum = Math.Min(PagesToBytes(type.Limits.Maximum ?? ulong.MaxValue), type.Is64 ? MaxReservation : 1UL << 32);
        store.ReserveMemoryBytes(minimum);
        try
        {
            if (minimum > maximum) throw new Trap(TrapCode.LimitExceeded, "memory is larger than this host can reserve");
            maximum = Math.Max(minimum, Math.Min(maximum, store.Limits.MemoryBytes));
            maximum = Math.Max(RoundUp(maximum), (ulong)Environment.SystemPageSize);
            range = Reserve(Math.Max(RoundUp(minimum), (ulong)Environment.SystemPageSize), maximum);
            Base = range.Base;
            if (!range.TryCommit(RoundUp(minimum)))
            {
                range.Release();
                throw new Trap(TrapCode.LimitExceeded, "the system has no memory left");
            }
        }
        catch
        {
            released = true;
            store.ReturnMemoryBytes(minimum);
            throw;
        }
        Length = minimum;
        store.AddMemory(this);
    }

    ~Memory() => Release();

    /// <summary>The declared type; its minimum is the size at creation, <see cref="ExternType"/> has the present one.</summary>
    public MemoryType Type { get; }

    public override ExternType ExternType => Type with { Limits = Type.Limits with { Minimum = Pages } };

    public override Store Store => store;

    public ulong Pages => Length >> Type.PageSizeLog2;

    /// <summary>Grows by <paramref name="deltaPages"/>.</summary>
    /// <returns>The size before, in pages; -1 if the type's maximum, the store's limit or the system does not allow it.</returns>
    public long Grow(ulong deltaPages)
    {
        var old = Pages;
        if (deltaPages == 0) return (long)old;
        var pages = old + deltaPages;
        var addressable = Type.Is64 ? ulong.MaxValue >> Type.PageSizeLog2 : (1UL << 32) >> Type.PageSizeLog2;
        if (pages < old || pages > Math.Min(Type.Limits.Maximum ?? ulong.MaxValue, addressable)) return -1;
        var length = pages << Type.PageSizeLog2;
        if (length > range.Size || !store.TryReserveMemoryBytes(length - Length)) return -1;
        if (!range.TryCommit(RoundUp(length)))
        {
            store.ReturnMemoryBytes(length - Length);
            return -1;
        }
        Length = length;
        return (long)old;
    }

    /// <summary>A range of the memory; a trap if it is not all inside.</summary>
    /// <param name="length">At most <see cref="int.MaxValue"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Slice(ulong address, ulong length)
    {
        CheckRange(address, length);
        Debug.Assert(length <= int.MaxValue);
        return new Span<byte>(Base + address, (int)length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CheckRange(ulong address, ulong length) =>
        Trap.If(address > Length || length > Length - address, TrapCode.MemoryOutOfBounds);

    /// <summary>A range for asynchronous copies. Pin it, or hold a reference, while a copy is pending.</summary>
    public Memory<byte> AsMemory(ulong address, int length)
    {
        CheckRange(address, (ulong)length);
        manager ??= new GuestMemoryManager(this);
        return manager.Range(address, length);
    }

    /// <summary>Delays unmapping until the matching <see cref="ReleaseReference"/>. Thread-safe.</summary>
    public void AddReference()
    {
        int count;
        do
        {
            count = Volatile.Read(ref references);
            ObjectDisposedException.ThrowIf(count == 0, this);
        }
        while (Interlocked.CompareExchange(ref references, count + 1, count) != count);
    }

    public void ReleaseReference()
    {
        if (Interlocked.Decrement(ref references) == 0) Unmap();
    }

    private void Unmap()
    {
        store.ReturnMemoryBytes(Length);
        Length = 0;
        Release();
    }

    private void Release()
    {
        if (released || Base == null) return;
        released = true;
        // All of the store hangs on this object, and would outlive the next collection for its sake.
        GC.SuppressFinalize(this);
        range.Release();
    }

    private ulong PagesToBytes(ulong pages) => pages > ulong.MaxValue >> Type.PageSizeLog2 ? ulong.MaxValue : pages << Type.PageSizeLog2;

    private static ulong RoundUp(ulong bytes) => (bytes + (ulong)Environment.SystemPageSize - 1) & ~((ulong)Environment.SystemPageSize - 1);

    private static MemoryRange Reserve(ulong minimum, ulong size)
    {
        while (true)
        {
            if (MemoryRange.TryReserve((nuint)size) is { } range) return range;
            if (size == minimum) throw new Trap(TrapCode.LimitExceeded, "the system has no address space left");
            size = Math.Max(minimum, RoundUp(size / 2));
        }
    }
}
