// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#stream-state

using Sluice.Components;
using Sluice.Wit.Types;

namespace Sluice.Concurrency;

/// <summary>What the two ends of a stream share: the specification's <c>SharedStreamImpl</c>.</summary>
internal sealed class SharedStream(ValType? element) : SharedBase(element)
{
    /// <summary>No more may be copied to or from this buffer.</summary>
    public void Reclaim(CopyBuffer buffer)
    {
        if (PendingBuffer == buffer) ResetPending();
    }

    private InPlaceCopy? inPlace;

    /// <summary>Whether the host has the writable end, now and for ever.</summary>
    public bool IsWrittenByHost { get; init; }

    public override void Read(ComponentInstance? instance, CopyBuffer destination, ICopier copier)
    {
        if (Dropped) copier.OnCopyDone(CopyResult.Dropped);
        else if (PendingBuffer is null) SetPending(instance, destination, copier);
        else if (TryInPlace(instance, destination, copier)) return;
        else
        {
            TrapIfWithinInstance(instance);
            if (PendingBuffer.Remain > 0)
            {
                if (destination.Remain > 0)
                {
                    PendingBuffer.CopyTo(destination, Math.Min(destination.Remain, PendingBuffer.Remain));
                    NotifyPending();
                }
                copier.OnCopyDone(CopyResult.Completed);
            }
            else
            {
                ResetAndNotifyPending(CopyResult.Completed);
                SetPending(instance, destination, copier);
            }
        }
    }

    public override void Write(ComponentInstance? instance, CopyBuffer source, ICopier copier)
    {
        if (Dropped) copier.OnCopyDone(CopyResult.Dropped);
        else if (PendingBuffer is null) SetPending(instance, source, copier);
        else if (TryInPlace(instance, source, copier)) return;
        else
        {
            TrapIfWithinInstance(instance);
            if (PendingBuffer.Remain > 0)
            {
                if (source.Remain > 0)
                {
                    source.CopyTo(PendingBuffer, Math.Min(source.Remain, PendingBuffer.Remain));
                    NotifyPending();
                }
                copier.OnCopyDone(CopyResult.Completed);
            }
            else if (source.IsZeroLength && PendingBuffer.IsZeroLength) copier.OnCopyDone(CopyResult.Completed);
            else
            {
                ResetAndNotifyPending(CopyResult.Completed);
                SetPending(instance, source, copier);
            }
        }
    }

    /// <summary>Where the host works on the other side's memory itself: the other operation waits, and the host's code begins.</summary>
    private bool TryInPlace(ComponentInstance? instance, CopyBuffer buffer, ICopier copier)
    {
        if (PendingBuffer is not { Remain: > 0 } pending || buffer.Remain == 0) return false;
        if (buffer is InPlaceBuffer second && pending is not InPlaceBuffer)
        {
            inPlace = second.NextCopy(this, copier);
            inPlace.Start(pending);
            return true;
        }
        if (pending is InPlaceBuffer first && buffer is not InPlaceBuffer)
        {
            inPlace = first.NextCopy(this, PendingCopier!);
            SetPending(instance, buffer, copier);
            inPlace.Start(buffer);
            return true;
        }
        return false;
    }

    public void OnInPlaceFinished(InPlaceCopy copy, int count)
    {
        inPlace = null;
        if (PendingBuffer is null) return;
        if (copy.CancelRequested) ResetAndNotifyPending(CopyResult.Cancelled);
        else if (Dropped) ResetAndNotifyPending(CopyResult.Dropped);
        // Unlike a copy, which may go on until the event is delivered: more of the host's code could still be at work in the guest's memory then.
        else if (count > 0) ResetAndNotifyPending(CopyResult.Completed);
    }

    /// <summary>An operation of the host's waits for the other side's next one.</summary>
    public void AwaitNext(InPlaceBuffer host, ICopier copier)
    {
        if (Dropped) copier.OnCopyDone(CopyResult.Dropped);
        else if (PendingBuffer is null) SetPending(null, host, copier);
        else
        {
            inPlace = host.NextCopy(this, copier);
            inPlace.Start(PendingBuffer);
        }
    }

    public override bool IsPending(CopyBuffer buffer) => base.IsPending(buffer) || inPlace?.HostBuffer == buffer;

    public override void Cancel(CopyBuffer buffer)
    {
        if (inPlace is null) base.Cancel(buffer);
        else inPlace.RequestCancel(ofOther: buffer == PendingBuffer);
    }

    public override bool Abandon(CopyBuffer buffer)
    {
        if (inPlace is null) return base.Abandon(buffer);
        Dropped = true;
        inPlace.RequestCancel(ofOther: false);
        return true;
    }

    public override void Drop()
    {
        // Whoever drops, the guest's operation ends when the host has let go of its memory.
        if (inPlace is null) base.Drop();
        else Dropped = true;
    }
}
