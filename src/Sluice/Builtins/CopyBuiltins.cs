// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-streamfutureread-write
//
// What the built-ins of streams and futures have in common, whichever end they are for.

using System.Diagnostics;
using Sluice.CanonicalAbi;
using Sluice.Concurrency;

namespace Sluice.Builtins;

internal static class CopyBuiltins
{
    /// <summary><c>stream_copy</c> and <c>future_copy</c></summary>
    public static int Copy<TEnd>(BuiltinSite site, uint index, ulong pointer, uint length)
        where TEnd : CopyEnd
    {
        site.TrapUnlessMayLeave();
        if (!site.Options.Async) site.TrapIfHopeless(index);
        var end = site.Instance.GetEnd<TEnd>(index, site.Element);
        end.TrapUnlessIdle();
        Trap.If(end.InWaitableSet && !site.Options.Async, TrapCode.WaitableSyncAndAsync);

        var buffer = new GuestBuffer(site.Element, new LiftLowerContext(site.Options, site.Instance), pointer, length);
        end.StartCopy(site.Instance, buffer, index);
        return Finish(site, end, site.Options.Async);
    }

    /// <summary><c>cancel_copy</c></summary>
    public static int Cancel<TEnd>(BuiltinSite site, uint index)
        where TEnd : CopyEnd
    {
        site.TrapUnlessMayLeave();
        if (!site.Async) site.TrapIfHopeless(index);
        var end = site.Instance.GetEnd<TEnd>(index, site.Element);
        Trap.If(end.State != CopyState.Copying || end.HasSyncWaiter, TrapCode.NoCopyToCancel);
        Trap.If(end.InWaitableSet && !site.Async, TrapCode.WaitableSyncAndAsync);
        end.StartCancel();
        return Finish(site, end, site.Async);
    }

    /// <summary><c>drop</c></summary>
    public static void Drop<TEnd>(BuiltinSite site, uint index)
        where TEnd : CopyEnd
    {
        site.TrapUnlessMayLeave();
        var end = site.Instance.GetEnd<TEnd>(index, site.Element);
        site.Instance.Handles.Remove(index);
        end.Drop();
    }

    public static long New(BuiltinSite site, CopyEnd readable, CopyEnd writable)
    {
        site.TrapUnlessMayLeave();
        var readableIndex = site.Instance.Handles.Add(readable);
        var writableIndex = site.Instance.Handles.Add(writable);
        return readableIndex | ((long)writableIndex << 32);
    }

    private static int Finish(BuiltinSite site, CopyEnd end, bool async)
    {
        if (!end.HasPendingEvent)
        {
            if (async) return SubtaskBuiltins.Blocked;
            end.WaitForPendingEvent(site.Thread);
        }
        var e = end.GetPendingEvent();
        Debug.Assert(!end.Copying);
        return (int)e.P2;
    }
}
