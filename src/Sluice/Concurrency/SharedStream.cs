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

    public override void Read(ComponentInstance? instance, CopyBuffer destination, ICopier copier)
    {
        if (Dropped) copier.OnCopyDone(CopyResult.Dropped);
        else if (PendingBuffer is null) SetPending(instance, destination, copier);
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
}
