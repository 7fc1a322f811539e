// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-error-contextnew

using System.Buffers.Binary;
using System.Diagnostics;
using Sluice.CanonicalAbi;
using Sluice.Components.Definitions;
using Sluice.Concurrency;
using Sluice.Runtime;
using Sluice.Wit.Types;
using static Sluice.Builtins.BuiltinFunction;

namespace Sluice.Builtins;

internal static unsafe class ErrorContextBuiltins
{
    public static Function Create(BuiltinSite site)
    {
        var is64 = site.Options.PointerSize == PointerSize.Memory64;
        return (site.Builtin, is64) switch
        {
            (CanonicalBuiltin.ErrorContextNew, false) => Over(site, "ii:i", (nint)(delegate*<int, int, object, int>)&New),
            (CanonicalBuiltin.ErrorContextNew, true) => Over(site, "II:i", (nint)(delegate*<long, long, object, int>)&New64),
            (CanonicalBuiltin.ErrorContextDebugMessage, false) => Over(site, "ii:", (nint)(delegate*<int, int, object, void>)&DebugMessage),
            (CanonicalBuiltin.ErrorContextDebugMessage, true) => Over(site, "iI:", (nint)(delegate*<int, long, object, void>)&DebugMessage64),
            (CanonicalBuiltin.ErrorContextDrop, _) => Over(site, "i:", (nint)(delegate*<int, object, void>)&Drop),
            _ => throw new UnreachableException(),
        };
    }

    private static int New(int pointer, int taggedCodeUnits, object context) => New64((uint)pointer, (uint)taggedCodeUnits, context);

    private static int New64(long pointer, long taggedCodeUnits, object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        var message = StringLowering.Lift(new LiftLowerContext(site.Options, site.Instance), (ulong)pointer, (ulong)taggedCodeUnits);
        return (int)site.Instance.Handles.Add(new ErrorContext(message));
    }

    private static void DebugMessage(int index, int pointer, object context) => DebugMessage64(index, (uint)pointer, context);

    private static void DebugMessage64(int index, long pointer, object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        var errorContext = site.Instance.GetHandle<ErrorContext>((uint)index);
        var to = new LiftLowerContext(site.Options, site.Instance);
        var size = (ulong)to.PointerSize;
        Trap.If(((ulong)pointer & (size - 1)) != 0, TrapCode.UnalignedPointer);
        var text = StringLowering.Lower(to, errorContext.DebugMessage);
        var destination = to.Memory.Slice((ulong)pointer, 2 * size);
        if (to.PointerSize == PointerSize.Memory64)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, text.Pointer);
            BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], text.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)text.Pointer);
            BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], (uint)text.Length);
        }
    }

    private static void Drop(int index, object context)
    {
        var site = Site(context);
        site.TrapUnlessMayLeave();
        site.Instance.RemoveHandle<ErrorContext>((uint)index);
    }
}
