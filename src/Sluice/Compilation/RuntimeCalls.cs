using System.Runtime.CompilerServices;
using Sluice.Runtime;

namespace Sluice.Compilation;

/// <summary>
/// What emitted code calls outside itself. The throwing ones are nothing but a throw: the JIT compiler then sees that they do not
/// return and moves the call out of the way (marking them NoInlining would hide it, and cost half the speed of checked code).
/// </summary>
internal static unsafe class RuntimeCalls
{
    // How much memory is filled or copied between two looks for an interruption: some milliseconds' worth.
    private const int BulkPart = 16 << 20;

    public static void ThrowUnreachable() => throw new Trap(TrapCode.Unreachable);
    public static void ThrowMemoryOutOfBounds() => throw new Trap(TrapCode.MemoryOutOfBounds);
    public static void ThrowUndefinedElement() => throw new Trap(TrapCode.UndefinedElement);
    public static void ThrowNullReference() => throw new Trap(TrapCode.NullReference);
    public static void ThrowNullFunctionReference() => throw new Trap(TrapCode.NullFunctionReference);
    public static void ThrowInterrupted() => throw new Trap(TrapCode.Interrupted);

    public static void StackLimitReached(Instance instance) =>
        throw new Trap(instance.Store.IsInterrupted ? TrapCode.Interrupted : TrapCode.CallStackExhausted);

    public static nint CompileFunction(Instance instance, int function) => instance.Module.Code.EnsureCompiled(function);

    public static nint ResolveImport(Instance instance, int function) =>
        instance.ImportedCode[function].Code = instance.GetFunction(function).EnsureCompiled();

    // Checked addresses of 32-bit and 64-bit memories, for functions that would have too many basic blocks with inline checks.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Address32(int address, byte* start, ulong length, ulong last)
    {
        if ((ulong)(uint)address + last >= length) ThrowMemoryOutOfBounds();
        return start + (uint)address;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Address64(long address, byte* start, ulong length, ulong last)
    {
        if (last >= length || (ulong)address >= length - last) ThrowMemoryOutOfBounds();
        return start + address;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint CodeOf(nint code, Instance instance, int function) => code != 0 ? code : CompileFunction(instance, function);

    // The rest are calls and stay so: inlined, they would only be in the way of the guest's own code.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long MemoryGrow(Memory memory, long pages) => memory.Grow((ulong)pages);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void MemoryFill(Memory memory, long destination, int value, long count)
    {
        memory.CheckRange((ulong)destination, (ulong)count);
        var at = memory.Base + destination;
        for (; count > BulkPart; at += BulkPart, count -= BulkPart)
        {
            new Span<byte>(at, BulkPart).Fill((byte)value);
            Trap.If(memory.Store.IsInterrupted, TrapCode.Interrupted);
        }
        new Span<byte>(at, (int)count).Fill((byte)value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void MemoryCopy(Memory to, Memory from, long destination, long source, long count)
    {
        from.CheckRange((ulong)source, (ulong)count);
        to.CheckRange((ulong)destination, (ulong)count);
        if (count <= BulkPart) Buffer.MemoryCopy(from.Base + source, to.Base + destination, count, count);
        else CopyInParts(from.Base + source, to.Base + destination, count, to.Store);
    }

    private static void CopyInParts(byte* source, byte* destination, long count, Store store)
    {
        // The ranges may overlap: what a part overwrites must have been copied.
        var fromTheEnd = destination > source;
        for (var done = 0L; done < count;)
        {
            var part = Math.Min(count - done, BulkPart);
            var at = fromTheEnd ? count - done - part : done;
            Buffer.MemoryCopy(source + at, destination + at, part, part);
            done += part;
            Trap.If(store.IsInterrupted, TrapCode.Interrupted);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void MemoryInit(Instance instance, int memory, int segment, long destination, int source, int count)
    {
        var data = instance.Data[segment].Span;
        Trap.If((uint)source > (uint)data.Length || (uint)count > (uint)data.Length - (uint)source, TrapCode.MemoryOutOfBounds);
        BulkOperation.Copy(data.Slice(source, count), instance.Memories[memory].Slice((ulong)destination, (uint)count), instance.Store);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void DataDrop(Instance instance, int segment) => instance.Data[segment] = default;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static object? TableGet(Table table, long index) => table.Get((ulong)index);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void TableSet(Table table, long index, object? value) => table.Set((ulong)index, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long TableGrow(Table table, object? value, long delta) => table.Grow((ulong)delta, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void TableFill(Table table, long start, object? value, long count) => table.Fill((ulong)start, value, (ulong)count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void TableCopy(Table to, Table from, long destination, long source, long count) =>
        to.Copy((ulong)destination, from, (ulong)source, (ulong)count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void TableInit(Instance instance, int table, int segment, long destination, int source, int count) =>
        instance.Tables[table].Init((ulong)destination, instance.Elements[segment], (uint)source, (uint)count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ElementDrop(Instance instance, int segment) => instance.Elements[segment] = [];

    public static ExceptionInstance NewException(Instance instance, int tag)
    {
        var exception = new ExceptionInstance(instance.Tags[tag]);
        instance.Store.Objects.Add(exception, ExceptionInstance.HeaderBytes + exception.Values.Length * Unsafe.SizeOf<Slot>());
        return exception;
    }

    public static void Throw(ExceptionInstance? exception)
    {
        if (exception is null) throw new Trap(TrapCode.NullReference);
        throw new GuestException(exception);
    }

    public static ExceptionInstance ExceptionOf(GuestException exception) => exception.Instance;

    public static bool HasTag(GuestException exception, Instance instance, int tag) => exception.Instance.Tag == instance.Tags[tag];
}
