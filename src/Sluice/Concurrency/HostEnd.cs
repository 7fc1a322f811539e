using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Sluice.Wit.Types;

namespace Sluice.Concurrency;

/// <summary>The host's end of a stream or future: one operation at a time, done by the store when it is its turn.</summary>
/// <remarks>Its owner may be any one thread at a time; what touches <see cref="SharedBase"/> runs as the store's owner.</remarks>
internal sealed class HostEnd : ICopier, IStoreWork, IValueTaskSource<int>
{
    private readonly bool readable;
    private ManualResetValueTaskSourceCore<int> completion = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration registration;
    private CancellationToken cancellationToken;
    private CopyBuffer? buffer;
    private Action<Exception?>? ended;
    private int busy;
    private readonly WeakReference<Store> liveness;
    private bool dropRequested;

    public HostEnd(Store store, SharedBase shared, bool readable)
    {
        Store = store;
        Shared = shared;
        this.readable = readable;
        liveness = store.Liveness;
        store.RunOrPost(new Registration(store));
    }

    /// <summary>
    /// An end that nobody can use any more is given up, so that the other side does not wait for it. If the store is garbage as well, its
    /// guests must not run again: the weak reference is the store's own and then empty or finalized.
    /// </summary>
    ~HostEnd()
    {
        if (liveness.TryGetTarget(out _)) Drop();
    }

    public Store Store { get; }

    public SharedBase Shared { get; }

    /// <summary>Whether the other end was dropped: nothing more can be copied. Written before an operation completes.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Reads into or writes from <paramref name="memory"/>.</summary>
    /// <returns>How many elements were copied; if these are none, see <see cref="IsDone"/>.</returns>
    public ValueTask<int> Copy<T>(Memory<T> memory, CancellationToken cancellationToken) =>
        Start(new HostBuffer<T>(Shared.Element, memory), cancellationToken);

    /// <summary>Has <paramref name="body"/> work on the other side's own memory.</summary>
    public ValueTask<int> CopyInPlace(Func<Memory<byte>, CancellationToken, ValueTask<int>> body, CancellationToken cancellationToken) =>
        Start(new InPlaceBuffer(Store, body, repeats: false), cancellationToken);

    /// <summary>As <see cref="CopyInPlace"/> for one after the other of the other side's operations, until <paramref name="body"/> returns 0.</summary>
    public ValueTask<int> CopyAllInPlace(Func<Memory<byte>, CancellationToken, ValueTask<int>> body, CancellationToken cancellationToken) =>
        Start(new InPlaceBuffer(Store, body, repeats: true), cancellationToken);

    /// <summary>As the other one, for whoever goes on as a step of the store: no thread has to be woken for that.</summary>
    /// <param name="ended">Told how it failed, if it did.</param>
    public void CopyAllInPlace(Func<Memory<byte>, CancellationToken, ValueTask<int>> body, Action<Exception?> ended) =>
        Start(new InPlaceBuffer(Store, body, repeats: true), ended);

    /// <summary>Writes the last element, for whenever the other side takes it, and then gives the end up.</summary>
    public void WriteLast(CopyBuffer element) => Start(element, _ => Drop());

    private ValueTask<int> Start(CopyBuffer buffer, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<int>(cancellationToken);
        if (!TryBegin(buffer)) return new ValueTask<int>(0);
        completion.Reset();
        this.cancellationToken = cancellationToken;
        var result = new ValueTask<int>(this, completion.Version);
        Store.RunOrSubmit(this);
        return result;
    }

    private void Start(CopyBuffer buffer, Action<Exception?> ended)
    {
        if (TryBegin(buffer))
        {
            cancellationToken = default;
            this.ended = ended;
            Store.RunOrSubmit(this);
        }
        else Store.Post(new Ending(ended, null));
    }

    private bool TryBegin(CopyBuffer buffer)
    {
        ObjectDisposedException.ThrowIf(dropRequested, this);
        if (IsDone) return false;
        if (Interlocked.Exchange(ref busy, 1) != 0) throw new InvalidOperationException("Another operation on this end is still going on.");
        this.buffer = buffer;
        return true;
    }

    void IStoreWork.Run()
    {
        Debug.Assert(buffer is not null);
        Store.AddHostOperation(this);
        if (cancellationToken.CanBeCanceled) registration = cancellationToken.UnsafeRegister(static end => ((HostEnd)end!).PostCancellation(), this);
        Shared.RunForHost(this, static end =>
        {
            if (end.readable) end.Shared.Read(null, end.buffer!, end);
            else end.Shared.Write(null, end.buffer!, end);
        });
    }

    void IStoreWork.Abandon()
    {
        IsDone = true;
        if (!Shared.Abandon(buffer!)) Complete(0);
    }

    private void PostCancellation() => Store.Post(new Cancellation(this));

    /// <summary>Gives the end up; an operation that is going on ends first. Any thread may call it.</summary>
    public void Drop()
    {
        if (dropRequested) return;
        dropRequested = true;
        GC.SuppressFinalize(this);
        Store.RunOrPost(new Dropping(this));
    }

    /// <summary>Hands a readable end on to a guest of the same store, unread.</summary>
    /// <exception cref="InvalidOperationException">The end is another store's, carries another type or is being read.</exception>
    public SharedBase Release(Store store, ValType? element)
    {
        if (store != Store) throw new InvalidOperationException("A stream or future cannot be passed to another store.");
        if (!Equals(element, Shared.Element)) throw new InvalidOperationException($"A stream or future of {Shared.Element} cannot be passed as one of {element}.");
        if (Interlocked.Exchange(ref busy, 1) != 0) throw new InvalidOperationException("The stream or future is being read.");
        dropRequested = true;
        GC.SuppressFinalize(this);
        Store.RemoveExternalSource();
        return Shared;
    }

    public void OnCopy()
    {
        ((SharedStream)Shared).Reclaim(buffer!);
        Complete(buffer!.Progress);
    }

    public void OnCopyDone(CopyResult result)
    {
        if (result == CopyResult.Dropped) IsDone = true;
        if (result == CopyResult.Cancelled && buffer!.Progress == 0) Fail(new OperationCanceledException(cancellationToken));
        else Complete(buffer!.Progress);
    }

    public void OnCopyFailed(Exception exception) => Fail(exception);

    private void Complete(int copied)
    {
        if (!TryEnd(null)) completion.SetResult(copied);
    }

    private void Fail(Exception exception)
    {
        if (!TryEnd(exception)) completion.SetException(exception);
    }

    /// <returns>Whether nobody waits for the task.</returns>
    private bool TryEnd(Exception? failure)
    {
        var told = ended;
        Store.RemoveHostOperation(this);
        registration.Dispose();
        buffer = null;
        ended = null;
        Volatile.Write(ref busy, 0);
        if (told is null) return false;
        Store.Post(new Ending(told, failure));
        return true;
    }

    int IValueTaskSource<int>.GetResult(short token) => completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => completion.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        completion.OnCompleted(continuation, state, token, flags);

    private sealed class Registration(Store store) : IStoreWork
    {
        public void Run() => store.AddExternalSource();
    }

    internal sealed class Ending(Action<Exception?> ended, Exception? failure) : IStoreWork
    {
        public void Run() => ended(failure);

        // What the host holds is let go in a store without guests, too.
        public void Abandon() => ended(failure);
    }

    private sealed class Cancellation(HostEnd end) : IStoreWork
    {
        public void Run()
        {
            if (end.buffer is not null && end.Shared.IsPending(end.buffer)) end.Shared.Cancel(end.buffer);
        }
    }

    private sealed class Dropping(HostEnd end) : IStoreWork
    {
        public void Run()
        {
            end.Store.RemoveExternalSource();
            if (end.buffer is not null && end.Shared.IsPending(end.buffer)) end.Shared.Cancel(end.buffer);
            end.Shared.RunForHost(end.Shared, static shared => shared.Drop());
        }
    }
}
