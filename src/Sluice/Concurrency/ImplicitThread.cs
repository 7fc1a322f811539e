// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canon-lift

using System.Diagnostics;
using Sluice.CanonicalAbi;
using Sluice.Runtime;

namespace Sluice.Concurrency;

/// <summary>The thread that every task starts with: <c>thread_func</c> of <c>canon_lift</c>.</summary>
internal sealed unsafe class ImplicitThread(GuestTask task, GuestFunction function) : GuestThread(task)
{
    private enum Step
    {
        Enter,
        EnterAfterWaiting,
        Call,
        AfterYield,
        AfterWait,
    }

    // One more than flatten_functype ever needs.
    private const int FrameSlots = 17;

    private Step step = Step.Enter;
    private WaitableSet? waitingOn;

    protected override bool TryEnter(Cancelled cancelled)
    {
        switch (step)
        {
            case Step.Enter:
                // Whoever excludes the task may be about to leave: it goes first, so that the caller sees the task start.
                while (Task.ExcludedBy is { IsReady: true } other) other.Resume();
                if (!Task.TryEnterAtOnce(this))
                {
                    step = Step.EnterAfterWaiting;
                    if (!TryWait(ReadyWhen.NoBackpressure, null, out cancelled)) return false;
                    if (!Enter(cancelled)) return false;
                }
                break;
            case Step.EnterAfterWaiting:
                if (!Enter(cancelled)) return false;
                break;
            default:
                return true;
        }
        step = Step.Call;
        return true;
    }

    private bool Enter(Cancelled cancelled)
    {
        if (Task.EnterAfterWaiting(this, cancelled)) return true;
        Exit();
        return false;
    }

    protected override void Advance(Cancelled cancelled)
    {
        uint packed;
        if (step == Step.Call)
        {
            if (!Start(out packed)) return;
        }
        else packed = Continue(cancelled);

        while (true)
        {
            var code = (CallbackCode)(packed & 0xf);
            Trap.If(code > CallbackCode.Wait, TrapCode.UnsupportedCallbackCode);
            if (code == CallbackCode.Exit) break;

            Debug.Assert(Task.NeedsExclusive && Task.Instance.ExclusiveThread == this);
            Task.Instance.ReleaseExclusive();
            if (code == CallbackCode.Yield)
            {
                step = Step.AfterYield;
                if (!TryWait(ReadyWhen.NotExclusive, null, out cancelled)) return;
            }
            else
            {
                step = Step.AfterWait;
                waitingOn = Task.Instance.GetWaitableSet(packed >> 4);
                waitingOn.StartWaiting(this);
                if (!TryWait(ReadyWhen.SetHasEventAndNotExclusive, waitingOn, out cancelled)) return;
            }
            packed = Continue(cancelled);
        }
        Task.ExitImplicitThread(this);
        Exit();
    }

    /// <summary>Calls the core function. Returns whether it has a callback, which is then to be called as <paramref name="packed"/> says.</summary>
    private bool Start(out uint packed)
    {
        packed = 0;
        var options = Task.Options;
        var context = new LiftLowerContext(options, Task.Instance, Task);
        var frame = stackalloc ulong[FrameSlots];
        try
        {
            Task.Start(context, frame);
        }
        catch (Exception exception) when (Task.MayRefuse(exception))
        {
            context.EndBorrows();
            Task.Refuse(exception);
            Task.ExitImplicitThread(this);
            Exit();
            return false;
        }
        var result = 0UL;
        function.Core.Invoke(frame, &result);

        if (options.Async && options.Callback is not null)
        {
            packed = (uint)result;
            return true;
        }
        if (!options.Async)
        {
            Task.Return(context, &result);
            if (options.PostReturn is not null)
            {
                Task.Instance.EnterMayNotLeave();
                options.PostReturn.Invoke(&result, null);
                Task.Instance.LeaveMayNotLeave();
            }
        }
        Task.ExitImplicitThread(this);
        Exit();
        return false;
    }

    /// <summary>Delivers the event that the thread has waited for to the callback.</summary>
    private uint Continue(Cancelled cancelled)
    {
        EventTuple e;
        if (step == Step.AfterWait)
        {
            e = waitingOn!.StopWaiting(this, cancelled);
            waitingOn = null;
        }
        else e = cancelled == Cancelled.True ? EventTuple.TaskCancelled : default;

        Debug.Assert(Task.Instance.ExclusiveThread is null);
        Task.Instance.ExclusiveThread = this;
        var arguments = stackalloc ulong[] { (ulong)e.Code, e.P1, e.P2 };
        ulong packed;
        Task.Options.Callback!.Invoke(arguments, &packed);
        return (uint)packed;
    }
}
