// WebAssembly 3.0, "Runtime Structure: Table Instances". https://webassembly.github.io/spec/core/exec/runtime.html#table-instances

using System.Runtime.CompilerServices;
using Sluice.Types;

namespace Sluice.Runtime;

/// <summary>A table. Function tables also keep, beside the references, what it takes to call each of them.</summary>
internal sealed class Table : ExternValue
{
    // While entries are made one by one: some milliseconds' worth.
    private const int EntriesBetweenLooks = 1 << 20;

    private readonly Store store;

    // Emitted code reads these fields. The arrays may be longer than the table.
    public TableEntry[] Entries = [];
    public object?[] References = [];
    public int Length;

    public Table(Store store, TableType type, object? initial)
    {
        this.store = store;
        Type = type;
        IsFunctions = IsFunctionType(store, type.Element);
        if (type.Limits.Minimum > (ulong)Array.MaxLength) throw new Trap(TrapCode.LimitExceeded, "table is larger than this host can hold");
        store.ReserveTableElements(type.Limits.Minimum);
        Resize((int)type.Limits.Minimum);
        if (initial is not null) Fill(0, initial, (ulong)Length);
    }

    public override Store Store => store;

    /// <summary>The declared type, in canonical ids.</summary>
    public TableType Type { get; }

    public bool IsFunctions { get; }

    public override ExternType ExternType => Type with { Limits = Type.Limits with { Minimum = (ulong)Length } };

    public object? Get(ulong index)
    {
        Trap.If(index >= (ulong)Length, TrapCode.TableOutOfBounds);
        return References[index];
    }

    public void Set(ulong index, object? value)
    {
        Trap.If(index >= (ulong)Length, TrapCode.TableOutOfBounds);
        Write((int)index, value);
    }

    /// <returns>The size before; -1 if the type's maximum or the store's limit does not allow it.</returns>
    public long Grow(ulong delta, object? value)
    {
        var old = Length;
        var length = (ulong)old + delta;
        var addressable = Type.Is64 ? ulong.MaxValue : uint.MaxValue;
        if (length < delta || length > Math.Min(Math.Min(Type.Limits.Maximum ?? ulong.MaxValue, addressable), (ulong)Array.MaxLength)
            || !store.TryReserveTableElements(delta)) return -1;
        Resize((int)length);
        if (value is not null) Fill((ulong)old, value, delta);
        return old;
    }

    public void Fill(ulong start, object? value, ulong count)
    {
        CheckRange(start, count);
        BulkOperation.Fill(References.AsSpan((int)start, (int)count), value, store);
        if (IsFunctions) BulkOperation.Fill(Entries.AsSpan((int)start, (int)count), TableEntry.For((Function?)value), store);
    }

    public void Copy(ulong destination, Table source, ulong start, ulong count)
    {
        source.CheckRange(start, count);
        CheckRange(destination, count);
        BulkOperation.Copy(source.References.AsSpan((int)start, (int)count), References.AsSpan((int)destination, (int)count), store);
        if (IsFunctions) BulkOperation.Copy(source.Entries.AsSpan((int)start, (int)count), Entries.AsSpan((int)destination, (int)count), store);
    }

    public void Init(ulong destination, ReadOnlySpan<object?> segment, ulong start, ulong count)
    {
        Trap.If(start > (ulong)segment.Length || count > (ulong)segment.Length - start, TrapCode.TableOutOfBounds);
        CheckRange(destination, count);
        var functions = segment.Slice((int)start, (int)count);
        BulkOperation.Copy(functions, References.AsSpan((int)destination, (int)count), store);
        if (!IsFunctions) return;
        for (var i = 0; i < functions.Length; i++)
        {
            Entries[(int)destination + i] = TableEntry.For(Unsafe.As<Function?>(functions[i]));
            if (i % EntriesBetweenLooks == EntriesBetweenLooks - 1) Trap.If(store.IsInterrupted, TrapCode.Interrupted);
        }
    }

    /// <summary>The entry that an indirect call goes through where the quick comparison failed: compiles it, or traps.</summary>
    /// <param name="typeId">The canonical type that the call expects.</param>
    public ref TableEntry Resolve(int index, int typeId)
    {
        ref var entry = ref Entries[index];
        if (References[index] is not Function function) throw new Trap(TrapCode.UninitializedElement);
        Trap.If(!store.Engine.Types.IsSubtype(function.TypeId, typeId), TrapCode.IndirectCallTypeMismatch);
        function.EnsureCompiled();
        entry = TableEntry.For(function);
        return ref entry;
    }

    private void Write(int index, object? value)
    {
        References[index] = value;
        if (IsFunctions) Entries[index] = TableEntry.For(Unsafe.As<Function?>(value));
    }

    private void CheckRange(ulong start, ulong count) =>
        Trap.If(start > (ulong)Length || count > (ulong)Length - start, TrapCode.TableOutOfBounds);

    private void Resize(int length)
    {
        if (length > References.Length)
        {
            var capacity = Length == 0 ? length : (int)Math.Min(Math.Max((uint)length, (uint)References.Length * 2u), (uint)Array.MaxLength);
            Array.Resize(ref References, capacity);
            if (IsFunctions) Array.Resize(ref Entries, capacity);
        }
        if (IsFunctions) BulkOperation.Fill(Entries.AsSpan(Length, length - Length), TableEntry.For(null), store);
        Length = length;
    }

    private static bool IsFunctionType(Store store, ValType type) => store.Engine.Types.Matches(type.Heap, HeapType.Func);
}
