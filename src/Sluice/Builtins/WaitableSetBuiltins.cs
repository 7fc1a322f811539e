// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-waitable-setnew

using System.Buffers.Binary;
using System.Diagnostics;
using Sluice.Components.Definitions;
using Sluice.Concurrency;
using Sluice.Runtime;
using static Sluice.Builtins.BuiltinFunction;

namespace Sluice.Builtins;

internal static unsafe class WaitableSetBuiltins
{
    public static Function Create(BuiltinSite site)
    {
        site.Instance.MayBlockOnStack |= site.Builtin == CanonicalBuiltin.WaitableSetWait;
        var is64 = site.Memory is { Type.Is64: true };
        return (site.Builtin, is64) switch
        {
            (CanonicalBuiltin.WaitableSetNew, _) => Over(site, ":i", (nint)(delegate*<object, int>)&New),
            (CanonicalBuiltin.WaitableSetWait, false) => Over(site, "ii:i", (nint)(delegate*<int, int, object, int>)&Wait),
            (CanonicalBuiltin.WaitableSetWait, true) => Over(site, "iI:i", (nint)(delegate*<int, long, object, int>)&Wait64),
            (CanonicalBuiltin.WaitableSetPoll, false) => Over(site, "ii:i", (nint)(delegate*<int, int, object, int>)&Poll),
            (CanonicalBuiltin.WaitableSetPoll, true) => Over(site, "iI:i", (nint)(delegate*<int, long, object, int>)&Poll64),
            (CanonicalBuiltin.WaitableSetDrop, _) => Over(site, "i:", (nint)(delegate*<int, object, void>)&Drop),
            (CanonicalBuiltin.WaitableJoin, _) => Over(site, "ii:", (nint)(delegate*<int, int, object, void>)&Join),
            _ => throw new UnreachableException(),
        };
    }

    private static int New(object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        return (int)site.Instance.Handles.Add(new WaitableSet());
    }

    private static int Wait(int set, int pointer, object context) => Wait64(set, (uint)pointer, context);

    private static int Wait64(int set, long pointer, object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        return UnpackEvent(site, (ulong)pointer, site.Instance.GetWaitableSet((uint)set).WaitForEvent(site.Thread, site.Cancellable));
    }

    private static int Poll(int set, int pointer, object context) => Poll64(set, (uint)pointer, context);

    private static int Poll64(int set, long pointer, object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        return UnpackEvent(site, (ulong)pointer, site.Instance.GetWaitableSet((uint)set).Poll(site.Thread, site.Cancellable));
    }

    private static int UnpackEvent(BuiltinSite site, ulong pointer, EventTuple e)
    {
        Trap.If((pointer & 3) != 0, TrapCode.UnalignedPointer);
        var payload = site.Memory!.Slice(pointer, 8);
        BinaryPrimitives.WriteUInt32LittleEndian(payload, e.P1);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[4..], e.P2);
        return (int)e.Code;
    }

    private static void Drop(int index, object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        site.Instance.RemoveHandle<WaitableSet>((uint)index).Drop();
    }

    private static void Join(int index, int set, object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        var waitable = site.Instance.GetHandle<Waitable>((uint)index);
        Trap.If(waitable.HasSyncWaiter, TrapCode.WaitableSyncAndAsync);
        waitable.Join(set == 0 ? null : site.Instance.GetWaitableSet((uint)set));
    }
}
