using Sluice.CanonicalAbi;
using Sluice.Runtime;
using Sluice.Types;
using Sluice.Wit.Types;
using CoreFuncType = Sluice.Types.FuncType;
using Memory = Sluice.Runtime.Memory;

namespace Sluice.Tests.CanonicalAbi;

/// <summary>One side of a call without a guest: a memory, and a <c>realloc</c> that always makes room at the end and keeps a log.</summary>
internal sealed unsafe class GuestSide
{
    private readonly Memory memory;
    private readonly Function realloc;

    public GuestSide(PointerSize pointer)
    {
        var store = new Store(new Engine());
        var is64 = pointer == PointerSize.Memory64;
        memory = new Memory(store, new MemoryType(new Limits(1, 1), is64));
        var type = is64 ? Sluice.Types.ValType.I64 : Sluice.Types.ValType.I32;
        var code = is64
            ? (nint)(delegate*<long, long, long, long, object, long>)&Reallocate64
            : (nint)(delegate*<int, int, int, int, object, int>)&Reallocate32;
        realloc = new Function(store, new CoreFuncType([type, type, type, type], [type]), code, this, null);
    }

    /// <summary>Where the next allocation goes, before alignment.</summary>
    public ulong Next { get; set; }

    public List<ulong[]> Log { get; } = [];

    /// <summary>What <c>realloc</c> returns instead of an address, if not null.</summary>
    public ulong? BrokenResult { get; set; }

    public Span<byte> Bytes => memory.Slice(0, memory.Length);

    public void Reset(ulong next)
    {
        Bytes.Clear();
        Log.Clear();
        Next = next;
        BrokenResult = null;
    }

    public CanonicalOptions Options(StringEncoding encoding = StringEncoding.Utf8, bool isAsync = false) =>
        new() { StringEncoding = encoding, Memory = memory, Realloc = realloc, Async = isAsync };

    public LiftLowerContext Context(StringEncoding encoding = StringEncoding.Utf8, bool isAsync = false) => new(Options(encoding, isAsync), new Handles());

    private ulong Reallocate(ulong old, ulong oldLength, ulong alignment, ulong length)
    {
        if (BrokenResult is { } broken) return broken;
        var pointer = (Next + alignment - 1) / alignment * alignment;
        Next = pointer + length;
        Bytes.Slice((int)old, (int)Math.Min(oldLength, length)).CopyTo(Bytes[(int)pointer..]);
        Log.Add([old, oldLength, alignment, length, pointer]);
        return pointer;
    }

    private static int Reallocate32(int old, int oldLength, int alignment, int length, object side) =>
        (int)((GuestSide)side).Reallocate((uint)old, (uint)oldLength, (uint)alignment, (uint)length);

    private static long Reallocate64(long old, long oldLength, long alignment, long length, object side) =>
        (long)((GuestSide)side).Reallocate((ulong)old, (ulong)oldLength, (ulong)alignment, (ulong)length);

    /// <summary>A handle table that holds whatever is put into it, under the numbers 100, 101, …</summary>
    internal sealed class Handles : ILiftLowerInstance
    {
        public Dictionary<uint, object> Table { get; } = [];

        public void EnterRealloc()
        {
        }

        public void LeaveRealloc()
        {
        }

        public uint LiftOwn(uint index, ResourceType type) => (uint)Take(index);

        public uint LiftBorrow(uint index, ResourceType type, object? borrowScope) => (uint)Table[index];

        public uint LowerOwn(uint representation, ResourceType type) => Add(representation);

        public uint LowerBorrow(uint representation, ResourceType type, object? borrowScope) => Add(representation);

        public object LiftStream(uint index, StreamType type) => Take(index);

        public uint LowerStream(object shared, StreamType type) => Add(shared);

        public object LiftFuture(uint index, FutureType type) => Take(index);

        public uint LowerFuture(object shared, FutureType type) => Add(shared);

        public object LiftErrorContext(uint index) => Table[index];

        public uint LowerErrorContext(object errorContext) => Add(errorContext);

        public uint Add(object value)
        {
            var index = 100 + (uint)Table.Count;
            Table.Add(index, value);
            return index;
        }

        private object Take(uint index) => Table.Remove(index, out var value) ? value : throw new KeyNotFoundException();
    }
}
