// WASI 0.1, `wasi_snapshot_preview1`. https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md

using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Preview1;

/// <summary>
/// The functions of the snapshot for one module instance; <see cref="SnapshotFunctions"/> has their names. In this file is what they share,
/// in the others they are by subject. They run on the guest's thread, one at a time.
/// </summary>
internal sealed partial class Snapshot : IDisposable
{
    private readonly Store store;
    private readonly WasiContext context;
    private readonly FdTable table = new();
    private Runtime.Memory? memory;

    public Snapshot(Store store, WasiContext context)
    {
        this.store = store;
        this.context = context;
        _ = table.Add(new InputEntry(context.Stdin), out _);
        _ = table.Add(new OutputEntry(context.Stdout), out _);
        _ = table.Add(new OutputEntry(context.Stderr), out _);
        foreach ((Descriptor descriptor, string guestPath) in context.Preopens)
            _ = table.Add(new FolderEntry(descriptor, Rights.Directory, Rights.Directory | Rights.File, guestPath), out _);
    }

    /// <summary>Set before the guest runs; null if it exports no memory.</summary>
    public Runtime.Memory? ExportedMemory
    {
        set => memory = value;
    }

    private GuestMemory Memory =>
        new(memory ?? throw new Trap(TrapCode.HostFailure, "the module exports no memory of the name \"memory\""));

    public void Dispose()
    {
        table.Dispose();
        context.Dispose();
    }

    /// <summary>
    /// The one place where a function waits: blocks the thread that runs the guest, whatever thread the embedder chose for that. Operations
    /// take <see cref="Store.Interruption"/> as their token, and no part of the guest's memory: one that was interrupted may still run on
    /// when the memory is gone.
    /// </summary>
    /// <exception cref="Trap">The guest was interrupted.</exception>
    private T Wait<T>(ValueTask<T> operation)
    {
        try
        {
            return (operation.IsCompleted ? operation : store.WaitForHost(operation)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (store.IsInterrupted)
        {
            throw new Trap(TrapCode.Interrupted);
        }
    }

    /// <summary>Whether the bytes can be a path; what the path may be is for the descriptor to judge.</summary>
    private Errno ReadPath(uint pointer, uint length, out string path)
    {
        GuestMemory memory = Memory;
        memory.Check(pointer, length);
        path = "";
        if (length > GuestPath.MaxLength)
            return Errno.NameTooLong;
        if (memory.ReadString(pointer, length) is not { } text)
            return Errno.IllegalByteSequence;
        path = text;
        return Errno.Success;
    }
}
