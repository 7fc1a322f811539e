using System.Diagnostics;
using Sluice.Components;
using Sluice.Runtime;

namespace Sluice.Concurrency;

/// <summary>
/// Stands for the host where it works on the other side's memory itself: a write to a file from the guest's buffer, a read from a socket
/// into it. The other operation waits meanwhile; it may be the host's own, if a guest has handed a stream of the host's back.
/// </summary>
/// <param name="repeats">
/// Whether the host's operation goes on with the other side's next one, until <paramref name="body"/> returns 0. It then makes no progress
/// of its own, and whoever waits for it need not be woken for each.
/// </param>
internal sealed class InPlaceBuffer(Store store, Func<Memory<byte>, CancellationToken, ValueTask<int>> body, bool repeats) : CopyBuffer
{
    private InPlaceCopy? copy;

    public override int Length => int.MaxValue;

    public Store Store { get; } = store;

    public Func<Memory<byte>, CancellationToken, ValueTask<int>> Body { get; } = body;

    public bool Repeats { get; } = repeats;

    /// <summary>The next run of the host's code.</summary>
    public InPlaceCopy NextCopy(SharedStream shared, ICopier hostCopier) =>
        copy is { IsReusable: true } ? copy : copy = new InPlaceCopy(shared, this, hostCopier);

    protected override void CopyElements(CopyBuffer destination, int count) =>
        throw new InvalidOperationException("Both ends of the stream are used in place.");
}

/// <summary>Runs of the host's code on the other side's buffers, one after the other.</summary>
internal sealed class InPlaceCopy : IStoreWork
{
    private readonly SharedStream shared;
    private readonly InPlaceBuffer host;
    private readonly ICopier hostCopier;
    private readonly Store store;
    private readonly Action onCompleted;

    // Not disposed: whoever ends the operation and whoever completes it may be different threads, and without a timer it holds nothing.
    private readonly CancellationTokenSource cancellation = new();
    private CopyBuffer? other;
    private Memory? memory;
    private ValueTask<int> result;
    private bool otherCancelled;
    private bool hostCancelled;

    public InPlaceCopy(SharedStream shared, InPlaceBuffer host, ICopier hostCopier)
    {
        this.shared = shared;
        this.host = host;
        this.hostCopier = hostCopier;
        store = host.Store;
        onCompleted = () =>
        {
            memory?.ReleaseReference();
            store.Post(this);
        };
    }

    /// <summary>The other side no longer wants the copy; it still has to wait until the host has let go of its memory.</summary>
    public bool CancelRequested => otherCancelled;

    public CopyBuffer HostBuffer => host;

    public bool IsReusable => other is null && !cancellation.IsCancellationRequested;

    public void Start(CopyBuffer other)
    {
        Debug.Assert(IsReusable);
        this.other = other;
        // The memory must outlive the store as long as the host's code may touch it.
        memory = other.GuestMemory;
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
        }
        else result.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(onCompleted);
    }

    /// <param name="ofOther">Whether it is the other side's operation that is to end; the host's may, the other then goes on waiting.</param>
    public void RequestCancel(bool ofOther)
    {
        if (ofOther) otherCancelled = true;
        else hostCancelled = true;
        cancellation.Cancel();
    }

    void IStoreWork.Run() => Finish();

    // The host's operation is told how it ended also if there are no guests any more.
    void IStoreWork.Abandon() => Finish();

    private void Finish()
    {
        var count = TakeResult(out var failure);
        if ((uint)count > (uint)other!.Remain)
        {
            failure = new InvalidOperationException("More bytes were used than there are.");
            count = 0;
        }
        other.Advance(count);
        if (!host.Repeats) host.Advance(count);
        other = null;
        var goesOn = host.Repeats && (count > 0 || otherCancelled);
        shared.OnInPlaceFinished(this, count);
        // The reader learns of the end at once, and not when whoever waits for the host's operation has been woken.
        if (host.Repeats && !goesOn && failure is null && shared.IsWrittenByHost) shared.Drop();
        if (failure is not null) hostCopier.OnCopyFailed(failure);
        else if (!goesOn) hostCopier.OnCopyDone(CopyResult.Completed);
        else if (hostCancelled && !shared.Dropped) hostCopier.OnCopyDone(CopyResult.Cancelled);
        else shared.AwaitNext(host, hostCopier);
    }

    private int TakeResult(out Exception? failure)
    {
        failure = null;
        try
        {
            return result.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (otherCancelled && !hostCancelled)
        {
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        return 0;
    }
}
