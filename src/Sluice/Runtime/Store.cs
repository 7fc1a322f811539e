using Sluice.Runtime;

namespace Sluice;

/// <summary>
/// Holds module instances and all that they own: memories, tables, globals. Nothing of it outlives the store, and nothing is shared
/// between stores.
/// </summary>
/// <remarks>One thread at a time may use a store, except for <see cref="Interrupt"/>, which any thread may call.</remarks>
public sealed unsafe partial class Store : IDisposable, IAsyncDisposable
{
    // Pinned: emitted code holds the address, and the array keeps the block alive as long as anything of the store is.
    private readonly VmStore[] vmBlock = GC.AllocateArray<VmStore>(1, pinned: true);

    // Linked through their elements.
    private Instance? instances;
    private Runtime.Memory? memories;

    private readonly CancellationTokenSource interruption = new();
    private readonly CancellationTokenRegistration cancellation;
    private readonly Timer? deadline;
    private Action? disposeActions;
    private Dictionary<object, object>? hostObjects;
    private int instanceCount;
    private int entryThread;
    private ulong memoryBytes;
    private ulong tableElements;
    private ObjectAccount? objects;
    private bool disposed;

    /// <summary>Creates an empty store.</summary>
    /// <param name="engine">Whose modules the store runs.</param>
    /// <param name="options">Limits and deadline; null for the defaults.</param>
    public Store(Engine engine, StoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        Options = options ?? new StoreOptions();
        Vm->StackLimit = nint.MaxValue;
        if (Options.CancellationToken.CanBeCanceled) cancellation = InterruptOn(Options.CancellationToken);
        if (Options.Timeout is { } timeout) deadline = InterruptAfter(timeout);
    }

    private CancellationTokenRegistration InterruptOn(CancellationToken token) => token.UnsafeRegister(static store => ((Store)store!).Interrupt(), this);

    // The timer must not keep an abandoned store alive.
    private Timer InterruptAfter(TimeSpan timeout) => new(
        static weak =>
        {
            if (((WeakReference<Store>)weak!).TryGetTarget(out var store)) store.Interrupt();
        },
        new WeakReference<Store>(this), timeout, System.Threading.Timeout.InfiniteTimeSpan);

    /// <summary>The engine whose modules the store runs.</summary>
    public Engine Engine { get; }

    /// <summary>What the store was created with.</summary>
    public StoreOptions Options { get; }

    internal StoreLimits Limits => Options.Limits;

    /// <summary>What guests have allocated.</summary>
    internal ObjectAccount Objects => objects ??= new ObjectAccount(this);

    internal VmStore* Vm
    {
        get
        {
            fixed (VmStore* vm = vmBlock) return vm;
        }
    }

    /// <summary>Fires when the guests are to stop, for waits on the host.</summary>
    internal CancellationToken Interruption => interruption.Token;

    internal bool IsInterrupted => Volatile.Read(ref Vm->Interrupted) != 0;

    /// <summary>Stops the guests of this store with <see cref="TrapCode.Interrupted"/>, now and for good. Thread-safe.</summary>
    public void Interrupt()
    {
        Volatile.Write(ref Vm->Interrupted, 1);
        Interlocked.MemoryBarrier();
        Volatile.Write(ref Vm->StackLimit, nint.MaxValue);
        if (disposed) return;
        ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), interruption, preferLocal: false);
        Post(new StopEverything(this));
    }

    /// <summary>Lets guest code run on the current thread until the scope is disposed. Scopes nest.</summary>
    internal GuestScope EnterGuest()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var thread = Environment.CurrentManagedThreadId;
        var scope = new GuestScope(this, Vm->StackLimit, entryThread);
        if (entryThread != thread)
        {
            entryThread = thread;
            SetStackLimitForCurrentThread();
        }
        return scope;
    }

    /// <summary>For whoever switches the guest to another thread between entering and leaving.</summary>
    internal void SetStackLimitForCurrentThread()
    {
        entryThread = Environment.CurrentManagedThreadId;
        SetStackLimit(Math.Max(StackBounds.GuestLimit, StackBounds.CurrentAddress - Limits.StackBytes));
    }

    private void SetStackLimit(nint limit)
    {
        Volatile.Write(ref Vm->StackLimit, limit);
        // What an interruption would write; and the barrier is what costs when the host calls a guest.
        if (limit == nint.MaxValue) return;
        // Interrupt writes the flag and then the limit; whoever comes second here restores its limit.
        Interlocked.MemoryBarrier();
        if (IsInterrupted) Volatile.Write(ref Vm->StackLimit, nint.MaxValue);
    }

    /// <summary>Called by a suspension strategy on the thread that has just been given control.</summary>
    internal void OnSwitchedThread()
    {
        Volatile.Write(ref ownerThread, Environment.CurrentManagedThreadId);
        SetStackLimitForCurrentThread();
    }

    /// <summary>Returned by <see cref="EnterGuest"/>.</summary>
    internal readonly ref struct GuestScope(Store store, nint limit, int thread)
    {
        public void Dispose()
        {
            if (store.entryThread == thread) return;
            store.entryThread = thread;
            store.SetStackLimit(limit);
        }
    }

    internal void AddInstance(Instance instance)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (instanceCount >= Limits.Instances) throw new Trap(TrapCode.LimitExceeded, "too many instances");
        instanceCount++;
        instance.NextOfStore = instances;
        instances = instance;
    }

    internal void AddMemory(Runtime.Memory memory)
    {
        memory.NextOfStore = memories;
        memories = memory;
    }

    internal bool TryReserveMemoryBytes(ulong bytes)
    {
        if (bytes > Limits.MemoryBytes || memoryBytes > Limits.MemoryBytes - bytes) return false;
        memoryBytes += bytes;
        return true;
    }

    internal void ReserveMemoryBytes(ulong bytes)
    {
        if (!TryReserveMemoryBytes(bytes)) throw new Trap(TrapCode.LimitExceeded, "too much memory");
    }

    internal void ReturnMemoryBytes(ulong bytes) => memoryBytes -= bytes;

    internal bool TryReserveTableElements(ulong count)
    {
        if (count > Limits.TableElements || tableElements > Limits.TableElements - count) return false;
        tableElements += count;
        return true;
    }

    internal void ReserveTableElements(ulong count)
    {
        if (!TryReserveTableElements(count)) throw new Trap(TrapCode.LimitExceeded, "too many table elements");
    }

    /// <summary>What the host has made for this store on behalf of something that serves many.</summary>
    /// <param name="owner">Which of them.</param>
    /// <param name="create">Called for the first one that asks.</param>
    internal T GetHostObject<T>(object owner, Func<Store, T> create)
        where T : class
    {
        hostObjects ??= [];
        if (!hostObjects.TryGetValue(owner, out var known)) hostObjects.Add(owner, known = create(this));
        return (T)known;
    }

    /// <summary>Runs when the store is disposed, before its memories are let go; the last registered first.</summary>
    internal void OnDispose(Action action) => disposeActions = action + disposeActions;

    /// <summary>As <see cref="Dispose"/>, without holding up the calling thread while a guest of the store still runs: the guest is interrupted.</summary>
    public ValueTask DisposeAsync()
    {
        if (!IsOwned)
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
        if (IsOwner) throw new InvalidOperationException("A store cannot be disposed by a function that its guests call.");
        return new ValueTask(Task.Run(Dispose));
    }

    /// <summary>Frees the memories. Waits until a guest of the store that runs on another thread has been interrupted.</summary>
    public void Dispose()
    {
        if (disposed) return;
        CloseActor();
        disposed = true;
        cancellation.Dispose();
        deadline?.Dispose();
        disposeActions?.Invoke();
        for (var memory = memories; memory is not null; memory = memory.NextOfStore) memory.ReleaseReference();
        memories = null;
        instances = null;
        objects = null;
    }
}
