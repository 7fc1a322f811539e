using System.Diagnostics;
using Sluice.Components;
using Sluice.Runtime;

namespace Sluice.Concurrency;

/// <summary>
/// Stands for the host where it works on the other side's memory itself: a write to a file from the guest's buffer, a read from a socket
/// into it. The other operation waits meanwhile; it may be the host's own, if a guest has handed a stream of the host's back.
/// </summary>
internal sealed class InPlaceBuffer(Store store, Func<Memory<byte>, CancellationToken, ValueTask<int>> body) : CopyBuffer
{
    public override int Length => int.MaxValue;

    public Store Store { get; } = store;

    public Func<Memory<byte>, CancellationToken, ValueTask<int>> Body { get; } = body;

    protected override void CopyElements(CopyBuffer destination, int count) =>
        throw new InvalidOperationException("Both ends of the stream are used in place.");
}

/// <summary>One run of the host's code on the other side's buffer.</summary>
internal sealed class InPlaceCopy : IStoreWork
{
    private readonly SharedStream shared;
    private readonly InPlaceBuffer host;
    private readonly CopyBuffer other;
    private readonly ICopier hostCopier;
    private readonly Store store;
    private readonly Memory? memory;
    private readonly CancellationTokenSource cancellation = new();
    private ValueTask<int> result;

    public InPlaceCopy(SharedStream shared, InPlaceBuffer host, ICopier hostCopier, CopyBuffer other)
    {
        this.shared = shared;
        this.host = host;
        this.hostCopier = hostCopier;
        this.other = other;
        memory = other.GuestMemory;
        store = host.Store;
    }

    /// <summary>The other side no longer wants the copy; it still has to wait until the host has let go of its memory.</summary>
    public bool CancelRequested { get; private set; }

    public CopyBuffer HostBuffer => host;

    public void Start()
    {
        // The memory must outlive the store as long as the host's code may touch it.
        memory?.AddReference();
        try
        {
            result = host.Body(other.Bytes(other.Remain), cancellation.Token);
        }
        catch (Exception exception) when (GuestFault.IsHostFailure(exception))
        {
            result = ValueTask.FromException<int>(exception);
        }
        if (result.IsCompleted)
        {
            memory?.ReleaseReference();
            Finish();
            return;
        }
        result.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() =>
        {
            memory?.ReleaseReference();
            store.Post(this);
        });
    }

    /// <param name="ofOther">Whether it is the other side's operation that is to end; the host's may, the other then goes on waiting.</param>
    public void RequestCancel(bool ofOther)
    {
        CancelRequested |= ofOther;
        cancellation.Cancel();
    }

    void IStoreWork.Run() => Finish();

    // The host's operation is told how it ended also if there are no guests any more.
    void IStoreWork.Abandon() => Finish();

    private void Finish()
    {
        var count = 0;
        Exception? failure = null;
        try
        {
            count = result.GetAwaiter().GetResult();
            if ((uint)count > (uint)other.Remain) throw new InvalidOperationException("More bytes were used than there are.");
        }
        catch (OperationCanceledException) when (CancelRequested)
        {
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        other.Advance(count);
        host.Advance(count);
        cancellation.Dispose();
        shared.OnInPlaceFinished(this, count);
        if (failure is not null) hostCopier.OnCopyFailed(failure);
        else hostCopier.OnCopyDone(CopyResult.Completed);
    }
}
