// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#stream-state
//
// CopyEnd ─┬─ ReadableStreamEnd, WritableStreamEnd   over a SharedStream
//          └─ ReadableFutureEnd, WritableFutureEnd   over a SharedFuture

using System.Diagnostics;
using Sluice.Components;

namespace Sluice.Concurrency;

internal enum CopyState
{
    Idle,
    Copying,
    CancellingCopy,
    Done,
}

/// <summary>A guest's end of a stream or future.</summary>
/// <remarks>The events of <c>stream_copy</c> and <c>future_copy</c> are kept as fields rather than as closures.</remarks>
internal abstract class CopyEnd(SharedBase shared) : Waitable, ICopier
{
    private CopyBuffer? buffer;
    private uint index;
    private CopyResult result;
    private bool reclaim;

    public CopyState State { get; private set; } = CopyState.Idle;

    public SharedBase Shared { get; } = shared;

    public bool Copying => State is CopyState.Copying or CopyState.CancellingCopy;

    protected abstract EventCode EventCode { get; }

    protected bool IsStream => Shared is SharedStream;

    protected bool IsReadable => EventCode is EventCode.StreamRead or EventCode.FutureRead;

    private string Kind => IsStream ? "stream" : "future";

    protected abstract void Copy(ComponentInstance instance, CopyBuffer buffer);

    /// <summary>Starts the operation; it has ended if there is a pending event then.</summary>
    public void StartCopy(ComponentInstance instance, CopyBuffer buffer, uint index)
    {
        Debug.Assert(State == CopyState.Idle);
        this.buffer = buffer;
        this.index = index;
        State = CopyState.Copying;
        Copy(instance, buffer);
    }

    /// <summary>Asks the operation to end; it has if there is a pending event then.</summary>
    public void StartCancel()
    {
        Debug.Assert(State == CopyState.Copying);
        State = CopyState.CancellingCopy;
        // A copy that could have gone on after its event is cancelled too: the event says so, and how far it got.
        if (!HasPendingEvent || (reclaim && buffer!.Remain > 0 && Shared.IsPending(buffer))) Shared.Cancel(buffer!);
    }

    public void OnCopy()
    {
        Debug.Assert(IsStream);
        result = CopyResult.Completed;
        reclaim = true;
        SetPendingEvent();
    }

    public void OnCopyDone(CopyResult result)
    {
        if (!IsStream && IsReadable && result == CopyResult.Dropped) throw SharedFuture.NeverWritten();
        this.result = result;
        reclaim = false;
        SetPendingEvent();
    }

    public void OnCopyFailed(Exception exception) => throw new UnreachableException("Only the host's own code fails.", exception);

    protected override EventTuple DeliverEvent()
    {
        Debug.Assert(Copying && buffer is not null);
        if (reclaim) ((SharedStream)Shared).Reclaim(buffer);
        var progress = buffer.Progress;
        buffer = null;
        if (IsStream)
        {
            State = result == CopyResult.Dropped ? CopyState.Done : CopyState.Idle;
            return new EventTuple(EventCode, index, (uint)result | ((uint)progress << 4));
        }
        Debug.Assert(progress == 1 == (result == CopyResult.Completed));
        State = result == CopyResult.Cancelled ? CopyState.Idle : CopyState.Done;
        return new EventTuple(EventCode, index, (uint)result);
    }

    public override void Drop()
    {
        if (Copying) throw Trap.WithMessage(TrapCode.EndIsBusy, $"cannot {(IsReadable ? "remove" : "drop")} busy {Kind}");
        Shared.Drop();
        base.Drop();
    }

    public void TrapUnlessIdle()
    {
        if (State == CopyState.Idle) return;
        Trap.If(Copying, TrapCode.ConcurrentCopy);
        throw Trap.WithMessage(TrapCode.EndIsDone, (IsStream, IsReadable) switch
        {
            (true, true) => "cannot read from stream after being notified that the writable end dropped",
            (true, false) => "cannot write to stream after being notified that the readable end dropped",
            (false, true) => "cannot read from future after previous read succeeded",
            (false, false) => "cannot write to future after previous write succeeded or readable end dropped",
        });
    }

    public void TrapUnlessLiftable()
    {
        if (Copying) throw Trap.WithMessage(TrapCode.EndIsBusy, $"cannot lift busy {Kind}");
        if (State == CopyState.Done)
            throw Trap.WithMessage(TrapCode.EndIsDone,
                IsStream ? "cannot lift stream after being notified that the writable end dropped" : "cannot lift future after previous read succeeded");
        if (InWaitableSet) throw Trap.WithMessage(TrapCode.EndInWaitableSet, $"cannot lift {Kind} while it's in a waitable set");
    }

    public override string ToString() => $"{(IsReadable ? "readable" : "writable")} {Kind} end {index}";
}

internal sealed class ReadableStreamEnd(SharedStream shared) : CopyEnd(shared)
{
    protected override EventCode EventCode => EventCode.StreamRead;

    protected override void Copy(ComponentInstance instance, CopyBuffer buffer) => Shared.Read(instance, buffer, this);
}

internal sealed class WritableStreamEnd(SharedStream shared) : CopyEnd(shared)
{
    protected override EventCode EventCode => EventCode.StreamWrite;

    protected override void Copy(ComponentInstance instance, CopyBuffer buffer) => Shared.Write(instance, buffer, this);
}

internal sealed class ReadableFutureEnd(SharedFuture shared) : CopyEnd(shared)
{
    protected override EventCode EventCode => EventCode.FutureRead;

    protected override void Copy(ComponentInstance instance, CopyBuffer buffer) => Shared.Read(instance, buffer, this);
}

internal sealed class WritableFutureEnd(SharedFuture shared) : CopyEnd(shared)
{
    protected override EventCode EventCode => EventCode.FutureWrite;

    protected override void Copy(ComponentInstance instance, CopyBuffer buffer) => Shared.Write(instance, buffer, this);

    public override void Drop()
    {
        if (State != CopyState.Done) throw Trap.WithMessage(TrapCode.FutureNotWritten, "cannot drop future write end without first writing a value");
        base.Drop();
    }
}
