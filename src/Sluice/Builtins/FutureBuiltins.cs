// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-streamfuturenew

using System.Diagnostics;
using Sluice.Components.Definitions;
using Sluice.Concurrency;
using Sluice.Runtime;
using static Sluice.Builtins.BuiltinFunction;

namespace Sluice.Builtins;

internal static unsafe class FutureBuiltins
{
    public static Function Create(BuiltinSite site)
    {
        var is64 = site.Options.PointerSize == Wit.Types.PointerSize.Memory64;
        site.Instance.MayBlockOnStack |= site.Builtin switch
        {
            CanonicalBuiltin.FutureRead or CanonicalBuiltin.FutureWrite => !site.Options.Async,
            CanonicalBuiltin.FutureCancelRead or CanonicalBuiltin.FutureCancelWrite => !site.Async,
            _ => false,
        };
        return (site.Builtin, is64) switch
        {
            (CanonicalBuiltin.FutureNew, _) => Over(site, ":I", (nint)(delegate*<object, long>)&New),
            (CanonicalBuiltin.FutureRead, false) => Over(site, "ii:i", (nint)(delegate*<int, int, object, int>)&Read),
            (CanonicalBuiltin.FutureRead, true) => Over(site, "iI:i", (nint)(delegate*<int, long, object, int>)&Read64),
            (CanonicalBuiltin.FutureWrite, false) => Over(site, "ii:i", (nint)(delegate*<int, int, object, int>)&Write),
            (CanonicalBuiltin.FutureWrite, true) => Over(site, "iI:i", (nint)(delegate*<int, long, object, int>)&Write64),
            (CanonicalBuiltin.FutureCancelRead, _) => Over(site, "i:i", (nint)(delegate*<int, object, int>)&CancelRead),
            (CanonicalBuiltin.FutureCancelWrite, _) => Over(site, "i:i", (nint)(delegate*<int, object, int>)&CancelWrite),
            (CanonicalBuiltin.FutureDropReadable, _) => Over(site, "i:", (nint)(delegate*<int, object, void>)&DropReadable),
            (CanonicalBuiltin.FutureDropWritable, _) => Over(site, "i:", (nint)(delegate*<int, object, void>)&DropWritable),
            _ => throw new UnreachableException(),
        };
    }

    private static long New(object context)
    {
        var shared = new SharedFuture(Site(context).Element);
        return CopyBuiltins.New(Site(context), new ReadableFutureEnd(shared), new WritableFutureEnd(shared));
    }

    private static int Read(int index, int pointer, object context) => Read64(index, (uint)pointer, context);

    private static int Read64(int index, long pointer, object context) =>
        CopyBuiltins.Copy<ReadableFutureEnd>(Site(context), (uint)index, (ulong)pointer, 1);

    private static int Write(int index, int pointer, object context) => Write64(index, (uint)pointer, context);

    private static int Write64(int index, long pointer, object context) =>
        CopyBuiltins.Copy<WritableFutureEnd>(Site(context), (uint)index, (ulong)pointer, 1);

    private static int CancelRead(int index, object context) => CopyBuiltins.Cancel<ReadableFutureEnd>(Site(context), (uint)index);

    private static int CancelWrite(int index, object context) => CopyBuiltins.Cancel<WritableFutureEnd>(Site(context), (uint)index);

    private static void DropReadable(int index, object context) => CopyBuiltins.Drop<ReadableFutureEnd>(Site(context), (uint)index);

    private static void DropWritable(int index, object context) => CopyBuiltins.Drop<WritableFutureEnd>(Site(context), (uint)index);
}
