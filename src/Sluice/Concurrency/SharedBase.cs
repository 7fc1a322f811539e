// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#stream-state

using System.Diagnostics;
using Sluice.Components;
using Sluice.Wit.Types;

namespace Sluice.Concurrency;

/// <summary>How a read or write ended; guests see the number.</summary>
internal enum CopyResult
{
    Completed = 0,
    Dropped = 1,
    Cancelled = 2,
}

/// <summary>Whoever reads or writes: the specification's <c>on_copy</c> and <c>on_copy_done</c>.</summary>
internal interface ICopier
{
    /// <summary>Some elements were copied; more may follow until <see cref="SharedStream.Reclaim"/> is called with the buffer.</summary>
    void OnCopy();

    /// <summary>The operation has ended; the buffer says how much was copied.</summary>
    void OnCopyDone(CopyResult result);

    /// <summary>The host's code for an operation in place has failed.</summary>
    void OnCopyFailed(Exception exception);
}

/// <summary>What the two ends of a stream or future share: one of them at most is waiting for the other.</summary>
internal abstract class SharedBase(ValType? element)
{
    private ComponentInstance? pendingInstance;
    private ICopier? pendingCopier;

    public ValType? Element { get; } = element;

    /// <summary>Whether either end was dropped.</summary>
    public bool Dropped { get; protected set; }

    /// <summary>What a host's end has to do when either end is dropped, also if no operation of its is waiting.</summary>
    public Action? OnDropped { private get; set; }

    protected CopyBuffer? PendingBuffer { get; private set; }

    protected ICopier? PendingCopier => pendingCopier;

    public abstract void Read(ComponentInstance? instance, CopyBuffer destination, ICopier copier);

    public abstract void Write(ComponentInstance? instance, CopyBuffer source, ICopier copier);

    /// <summary>Ends the operation that is waiting, which is the one on <paramref name="buffer"/>.</summary>
    public virtual void Cancel(CopyBuffer buffer)
    {
        Debug.Assert(PendingBuffer == buffer);
        ResetAndNotifyPending(CopyResult.Cancelled);
    }

    /// <summary>
    /// No guest will run again: takes back the host's operation on <paramref name="buffer"/> without ending it. Returns whether it ends by
    /// itself yet, since the host's own code still works on one side's memory.
    /// </summary>
    public virtual bool Abandon(CopyBuffer buffer)
    {
        if (PendingBuffer == buffer) ResetPending();
        return false;
    }

    /// <summary>Whether this operation waits for the other end.</summary>
    public virtual bool IsPending(CopyBuffer buffer) => PendingBuffer == buffer;

    /// <summary>Runs an operation of the host's that may copy into or out of the instance whose operation is waiting.</summary>
    public void RunForHost<T>(T argument, Action<T> operation)
    {
        var instance = pendingInstance;
        // Within a host function that a guest calls, the guest's instances have been entered already.
        if (instance is null || instance.Store.CurrentThread is not null)
        {
            operation(argument);
            return;
        }
        Trap.If(!instance.MayEnterFrom(null), TrapCode.CannotEnterComponent);
        instance.EnterFrom(null);
        operation(argument);
        instance.LeaveTo(null);
    }

    public virtual void Drop()
    {
        if (Dropped) return;
        Dropped = true;
        OnDropped?.Invoke();
        if (PendingBuffer is not null) ResetAndNotifyPending(CopyResult.Dropped);
    }

    protected void SetPending(ComponentInstance? instance, CopyBuffer? buffer, ICopier? copier)
    {
        pendingInstance = instance;
        PendingBuffer = buffer;
        pendingCopier = copier;
    }

    protected void ResetPending() => SetPending(null, null, null);

    protected void ResetAndNotifyPending(CopyResult result)
    {
        var copier = pendingCopier!;
        ResetPending();
        copier.OnCopyDone(result);
    }

    protected void NotifyPending() => pendingCopier!.OnCopy();

    /// <summary>A restriction that the specification calls temporary: copies within an instance are limited to numbers.</summary>
    protected void TrapIfWithinInstance(ComponentInstance? instance)
    {
        if (instance is not null && instance == pendingInstance && !IsNoneOrNumber(Element))
            throw Trap.WithMessage(TrapCode.CopyWithinInstance,
                $"cannot read from and write to intra-component {(this is SharedStream ? "stream" : "future")} with non-numeric payload");
    }

    private static bool IsNoneOrNumber(ValType? type) =>
        type is null or { Kind: ValKind.U8 or ValKind.U16 or ValKind.U32 or ValKind.U64 or ValKind.S8 or ValKind.S16 or ValKind.S32 or ValKind.S64 or ValKind.F32 or ValKind.F64 };
}
