// Each kept stack is a thread of ours, parked at a gate while somebody else runs the store. Control goes directly from thread to
// thread: whoever switches opens the other's gate and waits at its own.

using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Sluice.Concurrency;

/// <summary>Keeps stacks by parking threads. All stores of a process share them.</summary>
internal sealed class ParkedThreads(int capacity) : SuspensionStrategy
{
    private const int StackBytes = 1 << 20;

    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    private readonly object gate = new();
    // The last one is used first, so that those at the beginning may retire.
    private readonly List<ParkedThread> idle = [];
    private readonly HashSet<Store> waitingStores = [];
    private readonly Queue<IThreadPoolWorkItem> queue = [];
    private int used;

    [ThreadStatic] private static AutoResetEvent? currentGate;

    public static ParkedThreads Shared { get; } = new(256);

    public override bool HasCapacity => Volatile.Read(ref used) < capacity;

    /// <summary>How many stacks are in use.</summary>
    public int Used => Volatile.Read(ref used);

    private static AutoResetEvent CurrentGate => currentGate ??= new AutoResetEvent(false);

    /// <summary>All threads are in use: work is queued from now on, until some of them are free. Given how many they are.</summary>
    public event Action<int>? Exhausted;

    /// <summary>Runs something that may block, on a thread of its own: at once, or when one is free.</summary>
    /// <param name="isUrgent">Stacks may depend on it, so that it must not wait for them.</param>
    public void Run(IThreadPoolWorkItem work, bool isUrgent)
    {
        ParkedThread? thread = null;
        bool wasEmpty;
        lock (gate)
        {
            wasEmpty = queue.Count == 0;
            if (isUrgent || HasCapacity) thread = TakeIdle();
            else queue.Enqueue(work);
        }
        if (thread is not null) Start(thread, work);
        else if (wasEmpty) Exhausted?.Invoke(capacity);
    }

    private void Start(ParkedThread thread, IThreadPoolWorkItem work)
    {
        thread.Work = work.Execute;
        thread.Finished = Return;
        thread.Gate.Set();
    }

    public override void Start(GuestThread thread)
    {
        var stack = Rent();
        stack.Work = thread.AdvanceOnStack;
        thread.Stack = stack;
        SwitchTo(thread, stack);
    }

    public override void Resume(GuestThread thread)
    {
        thread.Store.Suspended.Remove(thread);
        SwitchTo(thread, (ParkedThread)thread.Stack!);
    }

    public override void Suspend(GuestThread thread)
    {
        var stack = (ParkedThread)thread.Stack!;
        Debug.Assert(stack.Gate == CurrentGate);
        thread.Store.Suspended.Add(thread);
        stack.SwitchBack();
        stack.Gate.WaitOne();
        if (stack.Killed) throw new StackKilledException();
        thread.Store.OnSwitchedThread();
    }

    public override void Kill(GuestThread thread)
    {
        var stack = (ParkedThread)thread.Stack!;
        stack.Killed = true;
        var current = thread.Store.CurrentThread;
        Resume(thread);
        thread.Store.CurrentThread = current;
    }

    public override bool IsUsedBy(Store store) => store.Suspended.Count >= Volatile.Read(ref used);

    private void SwitchTo(GuestThread thread, ParkedThread stack)
    {
        stack.Resumer = CurrentGate;
        stack.Gate.Set();
        CurrentGate.WaitOne();
        thread.Store.OnSwitchedThread();
        if (!stack.HasFinished) return;
        var failure = stack.Failure;
        thread.Stack = null;
        Return(stack);
        failure?.Throw();
    }

    private ParkedThread Rent()
    {
        lock (gate) return TakeIdle();
    }

    private ParkedThread TakeIdle()
    {
        used++;
        if (idle is not [.., var thread]) return new ParkedThread(this);
        idle.RemoveAt(idle.Count - 1);
        return thread;
    }

    private void Return(ParkedThread thread)
    {
        Store[] waiting = [];
        IThreadPoolWorkItem? next;
        lock (gate)
        {
            thread.Reset();
            // Urgent work may have taken more threads than there should be.
            if (used > capacity || !queue.TryDequeue(out next))
            {
                next = null;
                used--;
                idle.Add(thread);
                waiting = [.. waitingStores];
                waitingStores.Clear();
            }
        }
        if (next is not null) Start(thread, next);
        foreach (var store in waiting) store.OnCapacity();
    }

    public override void WaitForCapacity(Store store)
    {
        lock (gate) waitingStores.Add(store);
    }

    /// <summary>Unwinds a stack that nobody will resume. Guest code cannot catch it.</summary>
    private sealed class StackKilledException : Exception;

    private bool TryRetire(ParkedThread thread)
    {
        lock (gate) return idle.Remove(thread);
    }

    private sealed class ParkedThread
    {
        private readonly ParkedThreads owner;

        public ParkedThread(ParkedThreads owner)
        {
            this.owner = owner;
            new Thread(Loop, StackBytes) { IsBackground = true, Name = "Sluice guest" }.UnsafeStart();
        }

        public AutoResetEvent Gate { get; } = new(false);

        public Action? Work { get; set; }

        /// <summary>Called when work that nobody waits for is over.</summary>
        public Action<ParkedThread>? Finished { get; set; }

        /// <summary>The gate of the thread that control goes back to.</summary>
        public AutoResetEvent? Resumer { get; set; }

        public bool Killed { get; set; }

        public bool HasFinished { get; private set; }

        public ExceptionDispatchInfo? Failure { get; private set; }

        public void SwitchBack() => Resumer!.Set();

        public void Reset()
        {
            (Work, Finished, Resumer, Failure) = (null, null, null, null);
            Killed = HasFinished = false;
        }

        private void Loop()
        {
            currentGate = Gate;
            while (true)
            {
                if (!Gate.WaitOne(IdleTime))
                {
                    if (owner.TryRetire(this)) return;
                    continue;
                }
                var finished = Finished;
                try
                {
                    Work!();
                }
                catch (StackKilledException)
                {
                }
                catch (Exception exception) when (finished is null)
                {
                    Failure = ExceptionDispatchInfo.Capture(exception);
                }
                if (finished is not null)
                {
                    finished(this);
                    continue;
                }
                HasFinished = true;
                SwitchBack();
            }
        }
    }
}
