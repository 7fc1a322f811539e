// WebAssembly 3.0, "Runtime Structure: Global Instances". https://webassembly.github.io/spec/core/exec/runtime.html#global-instances

using Sluice.Types;

namespace Sluice.Runtime;

/// <summary>A global. Numbers and vectors live in a 16-byte cell that never moves, references in a field.</summary>
internal sealed unsafe class Global : ExternValue
{
    private readonly Store store;
    private readonly ulong[] cells;

    // Emitted code reads these fields.
    public readonly ulong* Cell;
    public object? Reference;

    /// <param name="type">In canonical ids.</param>
    public Global(Store store, GlobalType type) : this(store, type, GC.AllocateArray<ulong>(2, pinned: true), 0) { }

    /// <param name="cells">A pinned array.</param>
    /// <param name="index">Which pair of <paramref name="cells"/> holds the value.</param>
    public Global(Store store, GlobalType type, ulong[] cells, int index)
    {
        this.store = store;
        this.cells = cells;
        Type = type;
        fixed (ulong* cell = &cells[2 * index]) Cell = cell;
    }

    public override Store Store => store;

    public GlobalType Type { get; }

    public override ExternType ExternType => Type;

    /// <summary>Its value, whatever its type.</summary>
    public Slot Slot
    {
        get
        {
            var slot = new Slot(Cell[0], Cell[1], Reference);
            GC.KeepAlive(cells);
            return slot;
        }
        set
        {
            Cell[0] = value.Low;
            Cell[1] = value.High;
            Reference = value.Reference;
            GC.KeepAlive(cells);
        }
    }
}
