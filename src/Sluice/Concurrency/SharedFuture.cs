// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#future-state

using System.Diagnostics;
using Sluice.Components;
using Sluice.Wit.Types;

namespace Sluice.Concurrency;

/// <summary>What the two ends of a future share: the specification's <c>SharedFutureImpl</c>.</summary>
internal sealed class SharedFuture(ValType? element) : SharedBase(element)
{
    /// <summary>A guest cannot drop the writable end without having written, so that readers need not expect it; the host can.</summary>
    public static Trap NeverWritten() => new(TrapCode.HostFailure, "the future's writer was dropped without a value");

    public override void Read(ComponentInstance? instance, CopyBuffer destination, ICopier copier)
    {
        if (Dropped) throw NeverWritten();
        Debug.Assert(destination.Remain == 1);
        if (PendingBuffer is null) SetPending(instance, destination, copier);
        else
        {
            TrapIfWithinInstance(instance);
            PendingBuffer.CopyTo(destination, 1);
            ResetAndNotifyPending(CopyResult.Completed);
            copier.OnCopyDone(CopyResult.Completed);
        }
    }

    public override void Write(ComponentInstance? instance, CopyBuffer source, ICopier copier)
    {
        Debug.Assert(source.Remain == 1);
        if (Dropped) copier.OnCopyDone(CopyResult.Dropped);
        else if (PendingBuffer is null) SetPending(instance, source, copier);
        else
        {
            TrapIfWithinInstance(instance);
            source.CopyTo(PendingBuffer, 1);
            ResetAndNotifyPending(CopyResult.Completed);
            copier.OnCopyDone(CopyResult.Completed);
        }
    }
}
