// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canon-resourcenew

using System.Diagnostics;
using Sluice.CanonicalAbi;
using Sluice.Components;
using Sluice.Components.Definitions;
using Sluice.Concurrency;
using Sluice.Runtime;
using static Sluice.Builtins.BuiltinFunction;

namespace Sluice.Builtins;

internal static unsafe class ResourceBuiltins
{
    public static Function Create(BuiltinSite site) => site.Builtin switch
    {
        CanonicalBuiltin.ResourceNew => Over(site, "i:i", (nint)(delegate*<int, object, int>)&New),
        CanonicalBuiltin.ResourceDrop => Over(site, "i:", (nint)(delegate*<int, object, void>)&Drop),
        CanonicalBuiltin.ResourceRep => Over(site, "i:i", (nint)(delegate*<int, object, int>)&Rep),
        _ => throw new UnreachableException(),
    };

    private static int New(int representation, object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        return (int)site.Instance.Handles.Add(new ResourceHandle(site.Resource!, (uint)representation, own: true));
    }

    private static void Drop(int index, object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        var handle = site.Instance.GetResource((uint)index, site.Resource!);
        Trap.If(handle.NumLends != 0, TrapCode.ResourceIsLent);
        site.Instance.Handles.Remove((uint)index);
        if (!handle.Own) handle.BorrowScope!.NumBorrows--;
        else if (handle.Type is GuestResourceType guest) DestructorCall.Run(guest, handle.Representation, site.Instance);
        else ((HostResourceType)handle.Type).Drop(handle.Representation);
    }

    private static int Rep(int index, object context)
    {
        var site = Site(context);
        return (int)site.Instance.GetResource((uint)index, site.Resource!).Representation;
    }
}
