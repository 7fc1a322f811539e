// The store as an actor: whoever has set `owned` runs its guests, everybody else leaves work in the inbox.

using System.Diagnostics;
using Sluice.Components;
using Sluice.Concurrency;

namespace Sluice;

public sealed partial class Store
{
    // How many steps a thread of the thread pool makes before it lets others have their turn.
    private const int StepsPerTurn = 256;

    // How many it makes on the thread of a host that has asked for something before it goes on in the background. Most calls need fewer.
    private const int StepsOnHostThread = 16;

    // These four may be touched by any thread.
    private readonly Inbox inbox = new();
    private int owned;
    private volatile bool closed;
    private volatile bool abandoned;

    private readonly IdentitySet<HostCall> hostCalls = new();
    private HostCall? firstResolved, lastResolved;
    private readonly IdentitySet<HostTask> hostTasks = new();
    private readonly IdentitySet<IStoreWork> hostOperations = new();
    private Scheduler? scheduler;
    private WeakReference<Store>? liveness;
    private long waitTickets;
    private int ownerThread;
    private int externalSources;

    /// <summary>The threads that wait, for whatever.</summary>
    internal IdentitySet<GuestThread> Waiting { get; } = new();

    /// <summary>The threads whose stacks are set aside; the suspension strategy's to change.</summary>
    internal IdentitySet<GuestThread> Suspended { get; } = new();

    /// <summary>Tells finalizers whether the store is still reachable.</summary>
    internal WeakReference<Store> Liveness => liveness ??= new WeakReference<Store>(this);

    internal Scheduler Scheduler => scheduler ??= new Scheduler(Options.SchedulingSeed);

    // Most guests never block with their stacks in use.
    internal SuspensionStrategy Suspension { get => field ??= ParkedThreads.Shared; set; }

    /// <summary>The thread whose guest code runs: the specification's <c>current_thread</c>. Null while the host has control.</summary>
    internal GuestThread? CurrentThread { get; set; }

    /// <summary>
    /// Whether guests call host functions that are not async and yet may take their time: the store then runs on a thread of its own,
    /// which may block, instead of on threads of the thread pool.
    /// </summary>
    internal bool MayBlockOnHost { get; set; }

    /// <summary>Whether anybody but the current thread could use a turn.</summary>
    internal bool HasOtherWork => HasRunnable || !inbox.IsEmpty;

    private bool HasRunnable => Scheduler.HasCandidates && (hostCalls.Count > 0 || !Options.RunsDuringCallsOnly);

    /// <summary>Whether guests have something to do, or wait for something. Any thread may ask; what it hears may be out of date.</summary>
    internal bool HasPendingWork => Volatile.Read(ref owned) != 0 || HasOtherWork || Waiting.Count > 0 || Suspended.Count > 0;

    /// <summary>
    /// Called each time that guests have nothing more to do and wait for nothing; by then somebody may have given them more. The thread is any,
    /// and no longer runs the store.
    /// </summary>
    internal Action? Rested { get; set; }

    /// <summary>Whether the calling thread runs this store's guests at the moment.</summary>
    internal bool IsOwner => Volatile.Read(ref ownerThread) == Environment.CurrentManagedThreadId;

    internal long NextWaitTicket() => ++waitTickets;

    /// <summary>Has the store do something when it is its turn. Any thread may call it.</summary>
    internal void Post(IStoreWork work)
    {
        inbox.Add(work);
        if (TryOwn()) Schedule();
        else if (abandoned) AbandonInbox();
    }

    /// <summary>As <see cref="Post"/>, at once if the calling thread runs the store's guests.</summary>
    internal void RunOrPost(IStoreWork work)
    {
        if (IsOwner) work.Run();
        else Post(work);
    }

    /// <summary>As <see cref="RunOrPost"/>, at once and on the current thread, too, if the store is idle.</summary>
    internal void RunOrSubmit(IStoreWork work)
    {
        if (IsOwner) work.Run();
        else if (closed) Post(work);
        else Submit(work);
    }

    /// <summary>As <see cref="Post"/>, at once and on the current thread if the store is idle; with what follows from it, if that is not much.</summary>
    internal void Submit(IStoreWork work)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        if (MayBlockOnHost || !TryOwn())
        {
            Post(work);
            return;
        }
        ownerThread = Environment.CurrentManagedThreadId;
        Step(work);
        RunSteps(StepsOnHostThread);
    }

    internal void AddHostCall(HostCall call) => hostCalls.Add(call);

    internal void OnHostCallResolved(HostCall call)
    {
        Debug.Assert(call.NextResolved is null && call != lastResolved);
        if (lastResolved is null) firstResolved = call;
        else lastResolved.NextResolved = call;
        lastResolved = call;
    }

    /// <summary>How many calls the host and the guests have made of each other that have not ended.</summary>
    internal int PendingCallCount => hostCalls.Count + hostTasks.Count;

    /// <summary>How many ends of streams and futures the host holds.</summary>
    internal int ExternalSourceCount => externalSources;

    internal void AddHostTask(HostTask task) => hostTasks.Add(task);

    internal void RemoveHostTask(HostTask task) => hostTasks.Remove(task);

    /// <summary>Takes note of a copy by the host that waits for a guest.</summary>
    internal void AddHostOperation(IStoreWork operation) => hostOperations.Add(operation);

    internal void RemoveHostOperation(IStoreWork operation) => hostOperations.Remove(operation);

    /// <summary>Takes note that the host holds something through which it may wake guests: an end of a stream or future.</summary>
    internal void AddExternalSource() => externalSources++;

    internal void RemoveExternalSource() => externalSources--;

    /// <summary>Stacks have become free that threads may have been waiting for.</summary>
    internal void OnCapacity() => Post(new WakeAll(this));

    internal static Trap OutOfStacks() => new(TrapCode.LimitExceeded, "too many guest threads are blocked with their stacks");

    /// <summary>Waits for a host function that is not async, on the thread that calls it.</summary>
    internal ValueTask<T> WaitForHost<T>(ValueTask<T> result)
    {
        // For functions that were not known to: the next turns run on a thread that may block.
        MayBlockOnHost = true;
        using var gate = new ManualResetEventSlim();
        result.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(gate.Set);
        try
        {
            gate.Wait(Interruption);
        }
        catch (OperationCanceledException)
        {
            throw new Trap(TrapCode.Interrupted);
        }
        return result;
    }

    /// <summary>Whether nothing runs and nothing is ready to.</summary>
    internal bool IsIdle => !IsOwned && inbox.IsEmpty;

    private bool IsOwned => Volatile.Read(ref owned) != 0;

    private bool TryOwn() => Interlocked.CompareExchange(ref owned, 1, 0) == 0;

    private void Release()
    {
        ownerThread = 0;
        Volatile.Write(ref owned, 0);
        // Somebody may have posted between the last look into the inbox and the line above.
        Interlocked.MemoryBarrier();
        if (!inbox.IsEmpty && TryOwn()) Schedule();
    }

    private void Schedule()
    {
        ownerThread = 0;
        var turn = new Turn(this);
        if (MayBlockOnHost) ParkedThreads.Shared.Run(turn, isUrgent: Suspended.Count > 0);
        else ThreadPool.UnsafeQueueUserWorkItem(turn, preferLocal: false);
    }

    private void RunTurn()
    {
        ownerThread = Environment.CurrentManagedThreadId;
        RunSteps(StepsPerTurn);
    }

    private void RunSteps(int count)
    {
        var mayBlock = MayBlockOnHost;
        for (var steps = 0; steps < count && mayBlock == MayBlockOnHost; steps++)
        {
            if (inbox.Take() is { } work) Step(work);
            else if (HasRunnable && Scheduler.Take() is { } thread) Step(new Tick(thread));
            else if (!DetectDeadlock())
            {
                var rests = Waiting.Count == 0 && Suspended.Count == 0;
                Release();
                if (rests) Rested?.Invoke();
                return;
            }
        }
        Schedule();
    }

    /// <summary>One turn of something that begins with no guest on the stack.</summary>
    private void Step(IStoreWork work)
    {
        if (closed)
        {
            work.Abandon();
            return;
        }
        Exception? failure = null;
        try
        {
            using (EnterGuest()) work.Run();
        }
        catch (Exception exception)
        {
            failure = exception;
            // What trapped may have been a part of lowering a result, with no thread to unwind.
            CurrentThread = null;
            if (work is HostCall call) FailHostCall(call, exception);
            OnTrap(exception);
        }
        Debug.Assert(CurrentThread is null);
        while (firstResolved is { } call)
        {
            firstResolved = call.NextResolved;
            if (firstResolved is null) lastResolved = null;
            call.NextResolved = null;
            if (failure is not null && !call.Callee.Instance.MayEnterFrom(null)) FailHostCall(call, failure);
            else if (hostCalls.Remove(call)) call.Complete();
        }
    }

    /// <summary>
    /// Guest code was left half-way. The instances on its stack have been entered for ever: whoever waits in them waits in vain.
    /// </summary>
    private void OnTrap(Exception exception)
    {
        using var scope = EnterGuest();
        foreach (var thread in Suspended.ToArray().Concat(Waiting.ToArray()).Where(static thread => !thread.Task.Instance.MayEnterFrom(null)).Distinct().ToArray())
        {
            if (thread.Stack is not null) Suspension.Kill(thread);
            thread.Abandon();
        }
        foreach (var call in hostCalls.ToArray())
            if (!call.Callee.Instance.MayEnterFrom(null)) FailHostCall(call, exception);
    }

    internal void FailHostCall(HostCall call, Exception exception)
    {
        hostCalls.Remove(call);
        // A guest that runs while its store is disposed is interrupted.
        call.Fail(closed && exception is Trap { Code: TrapCode.Interrupted } ? new ObjectDisposedException(nameof(Store)) : exception);
    }

    /// <summary>With nothing left to do: if calls are waiting and nothing outside can end that, they fail. Returns whether they did.</summary>
    private bool DetectDeadlock()
    {
        if (hostCalls.Count == 0 || hostTasks.Count > 0 || externalSources > 0 || !inbox.IsEmpty) return false;
        return EndDeadlock();
    }

    private bool EndDeadlock()
    {
        var threads = Waiting.ToArray();
        var waitsForStack = threads.Any(static thread => thread.WaitsForStack);
        if (waitsForStack && !Suspension.IsUsedBy(this)) return false;
        var waiting = string.Join("; ", threads.Concat(Suspended.ToArray()).Distinct().OrderBy(static thread => thread.Index).Take(16).Select(static thread => thread.Description));
        var trap = waitsForStack ? OutOfStacks() : new Trap(TrapCode.Deadlock, waiting);
        StopAll(trap);
        return true;
    }

    /// <summary>Ends all calls from the host, whatever they wait for.</summary>
    private void StopAll(Trap trap)
    {
        foreach (var call in hostCalls.ToArray()) call.Callee.Instance.Poison();
        OnTrap(trap);
    }

    /// <summary>No guest will ever run again: for the host, the other ends of its streams and futures have gone.</summary>
    private void AbandonHostOperations()
    {
        foreach (var operation in hostOperations.ToArray()) operation.Abandon();
    }

    /// <summary>Called by <see cref="Dispose"/>, once, on whatever thread that is.</summary>
    private void CloseActor()
    {
        if (IsOwner) throw new InvalidOperationException("A store cannot be disposed by a function that its guests call.");
        closed = true;
        if (!TryOwn()) TakeFromOwner();
        ownerThread = Environment.CurrentManagedThreadId;
        foreach (var task in hostTasks.ToArray()) task.Abandon();
        hostTasks.Clear();
        using (EnterGuest())
            foreach (var thread in Suspended.ToArray()) Suspension.Kill(thread);
        foreach (var thread in Waiting.ToArray()) thread.Abandon();
        AbandonHostOperations();
        if (hostCalls.Count > 0) FailHostCalls();
        // Ownership stays taken: nothing runs in a closed store. From now on whoever posts empties the inbox.
        ownerThread = 0;
        abandoned = true;
        Interlocked.MemoryBarrier();
        AbandonInbox();
    }

    private void TakeFromOwner()
    {
        Interrupt();
        var spin = new SpinWait();
        while (!TryOwn()) spin.SpinOnce();
    }

    private void FailHostCalls()
    {
        foreach (var call in hostCalls.ToArray()) FailHostCall(call, new ObjectDisposedException(nameof(Store)));
    }

    private void AbandonInbox()
    {
        lock (inbox)
            while (inbox.Take() is { } work) work.Abandon();
    }

    private sealed class Turn(Store store) : IThreadPoolWorkItem
    {
        public void Execute() => store.RunTurn();
    }

    /// <summary>The specification's <c>Store.tick</c>, for the thread that was chosen.</summary>
    private sealed class Tick(GuestThread thread) : IStoreWork
    {
        public void Run()
        {
            var instance = thread.Task.Instance;
            instance.EnterFrom(null);
            thread.Resume();
            instance.LeaveTo(null);
        }
    }

    /// <summary>For guests that wait when the store is interrupted; those that run find out for themselves.</summary>
    private sealed class StopEverything(Store store) : IStoreWork
    {
        public void Run()
        {
            store.StopAll(new Trap(TrapCode.Interrupted));
            store.AbandonHostOperations();
        }
    }

    private sealed class WakeAll(Store store) : IStoreWork
    {
        public void Run()
        {
            foreach (var thread in store.Waiting.ToArray()) thread.Wake();
        }
    }
}
