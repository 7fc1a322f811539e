// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-subtaskcancel

using System.Diagnostics;
using Sluice.Components.Definitions;
using Sluice.Concurrency;
using Sluice.Runtime;
using static Sluice.Builtins.BuiltinFunction;

namespace Sluice.Builtins;

internal static unsafe class SubtaskBuiltins
{
    /// <summary>What built-ins return that could not end at once and were not to block.</summary>
    public const int Blocked = -1;

    public static Function Create(BuiltinSite site)
    {
        if (site.Builtin == CanonicalBuiltin.SubtaskDrop) return Over(site, "i:", (nint)(delegate*<int, object, void>)&Drop);
        site.Instance.MayBlockOnStack |= !site.Async;
        return Over(site, "i:i", (nint)(delegate*<int, object, int>)&Cancel);
    }

    private static int Cancel(int index, object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        if (!site.Async) site.TrapIfHopeless((uint)index);
        var subtask = site.Instance.GetHandle<Subtask>((uint)index);
        Trap.If(subtask.ResolveDelivered || subtask.CancellationRequested, TrapCode.SubtaskCancelTooLate);
        Trap.If(subtask.InWaitableSet && !site.Async, TrapCode.WaitableSyncAndAsync);
        if (subtask.Resolved) Debug.Assert(subtask.HasPendingEvent);
        else
        {
            subtask.CancellationRequested = true;
            subtask.Callee!.RequestCancellation(site.Instance);
            if (!subtask.Resolved)
            {
                if (site.Async) return Blocked;
                // The event that the callee has started may be pending already: that is not what the caller waits for.
                subtask.WaitForPendingEvent(site.Thread, ReadyWhen.Resolved);
            }
        }
        var e = subtask.GetPendingEvent();
        Debug.Assert(e.Code == EventCode.Subtask && e.P1 == (uint)index && e.P2 == (uint)subtask.State);
        return (int)subtask.State;
    }

    private static void Drop(int index, object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        site.Instance.RemoveHandle<Subtask>((uint)index).Drop();
    }
}
