// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-threadindex

using System.Diagnostics;
using Sluice.Components.Definitions;
using Sluice.Concurrency;
using Sluice.Runtime;
using Sluice.Types;
using static Sluice.Builtins.BuiltinFunction;

namespace Sluice.Builtins;

internal static unsafe class ThreadBuiltins
{
    public static Function Create(BuiltinSite site)
    {
        site.Instance.MayBlockOnStack |= site.Builtin is not (CanonicalBuiltin.ThreadIndex or CanonicalBuiltin.ThreadResumeLater);
        return site.Builtin switch
        {
            CanonicalBuiltin.ThreadIndex => Over(site, ":i", (nint)(delegate*<object, int>)&Index),
            CanonicalBuiltin.ThreadNewIndirect when site.CoreType!.Parameters[0] == ValType.I64 =>
                Over(site, TableIs64(site) ? "II:i" : "iI:i", TableIs64(site) ? (nint)(delegate*<long, long, object, int>)&NewIndirect : (nint)(delegate*<int, long, object, int>)&NewIndirect),
            CanonicalBuiltin.ThreadNewIndirect =>
                Over(site, TableIs64(site) ? "Ii:i" : "ii:i", TableIs64(site) ? (nint)(delegate*<long, int, object, int>)&NewIndirect : (nint)(delegate*<int, int, object, int>)&NewIndirect),
            CanonicalBuiltin.ThreadResumeLater => Over(site, "i:", (nint)(delegate*<int, object, void>)&ResumeLater),
            CanonicalBuiltin.ThreadSuspend => Over(site, ":i", (nint)(delegate*<object, int>)&Suspend),
            CanonicalBuiltin.ThreadYield => Over(site, ":i", (nint)(delegate*<object, int>)&Yield),
            CanonicalBuiltin.ThreadSuspendThenResume => Over(site, "i:i", (nint)(delegate*<int, object, int>)&SuspendThenResume),
            CanonicalBuiltin.ThreadYieldThenResume => Over(site, "i:i", (nint)(delegate*<int, object, int>)&YieldThenResume),
            CanonicalBuiltin.ThreadSuspendThenPromote => Over(site, "i:i", (nint)(delegate*<int, object, int>)&SuspendThenPromote),
            CanonicalBuiltin.ThreadYieldThenPromote => Over(site, "i:i", (nint)(delegate*<int, object, int>)&YieldThenPromote),
            _ => throw new UnreachableException(),
        };
    }

    private static bool TableIs64(BuiltinSite site) => site.Table!.Type.Is64;

    private static int Index(object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        // The table first: that the guest looks may be what puts its thread there.
        var threads = site.Instance.Threads;
        var thread = site.Thread;
        Debug.Assert(threads.Get(thread.Index) == thread);
        return (int)thread.Index;
    }

    private static int NewIndirect(int index, int closure, object context) => NewIndirect(Site(context), (uint)index, (uint)closure);

    private static int NewIndirect(int index, long closure, object context) => NewIndirect(Site(context), (uint)index, (ulong)closure);

    private static int NewIndirect(long index, int closure, object context) => NewIndirect(Site(context), (ulong)index, (uint)closure);

    private static int NewIndirect(long index, long closure, object context) => NewIndirect(Site(context), (ulong)index, (ulong)closure);

    private static int NewIndirect(BuiltinSite site, ulong index, ulong closure)
    {
        site.TrapUnlessMayLeave();
        var task = site.Thread.Task;
        var function = (Function?)site.Table!.Get(index);
        Trap.If(function is null, TrapCode.ThreadFunctionIsNull);
        Trap.If(!function.Type.Equals(site.CoreType), TrapCode.ThreadFunctionMismatch);
        var thread = new IndirectThread(task, function, closure);
        task.RegisterThread(thread);
        return (int)thread.Index;
    }

    private static void ResumeLater(int index, object context) => Suspended(Site(context), index).ResumeLater();

    private static int Suspend(object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        return (int)site.Thread.Suspend(site.Cancellable);
    }

    private static int Yield(object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        return (int)site.Thread.Yield(site.Cancellable);
    }

    private static int SuspendThenResume(int index, object context)
    {
        var site = Site(context);
        var other = Suspended(site, index);
        return (int)site.Thread.SuspendThenResume(site.Cancellable, other);
    }

    private static int YieldThenResume(int index, object context)
    {
        var site = Site(context);
        var other = Suspended(site, index);
        return (int)site.Thread.YieldThenResume(site.Cancellable, other);
    }

    private static int SuspendThenPromote(int index, object context)
    {
        var site = Site(context);
        return (int)site.Thread.SuspendThenPromote(site.Cancellable, Other(site, index));
    }

    private static int YieldThenPromote(int index, object context)
    {
        var site = Site(context);
        return (int)site.Thread.YieldThenPromote(site.Cancellable, Other(site, index));
    }

    private static GuestThread Other(BuiltinSite site, int index)
    {
        site.TrapUnlessMayLeave();
        return site.Instance.Threads.Get((uint)index);
    }

    private static GuestThread Suspended(BuiltinSite site, int index)
    {
        var other = Other(site, index);
        Trap.If(!other.IsSuspended, TrapCode.CannotResumeThread);
        return other;
    }
}
