// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-streamfuturenew

using System.Diagnostics;
using Sluice.Components.Definitions;
using Sluice.Concurrency;
using Sluice.Runtime;
using static Sluice.Builtins.BuiltinFunction;

namespace Sluice.Builtins;

internal static unsafe class StreamBuiltins
{
    public static Function Create(BuiltinSite site)
    {
        var is64 = site.Options.PointerSize == Wit.Types.PointerSize.Memory64;
        site.Instance.MayBlockOnStack |= site.Builtin switch
        {
            CanonicalBuiltin.StreamRead or CanonicalBuiltin.StreamWrite => !site.Options.Async,
            CanonicalBuiltin.StreamCancelRead or CanonicalBuiltin.StreamCancelWrite => !site.Async,
            _ => false,
        };
        return (site.Builtin, is64) switch
        {
            (CanonicalBuiltin.StreamNew, _) => Over(site, ":I", (nint)(delegate*<object, long>)&New),
            (CanonicalBuiltin.StreamRead, false) => Over(site, "iii:i", (nint)(delegate*<int, int, int, object, int>)&Read),
            (CanonicalBuiltin.StreamRead, true) => Over(site, "iII:I", (nint)(delegate*<int, long, long, object, long>)&Read64),
            (CanonicalBuiltin.StreamWrite, false) => Over(site, "iii:i", (nint)(delegate*<int, int, int, object, int>)&Write),
            (CanonicalBuiltin.StreamWrite, true) => Over(site, "iII:I", (nint)(delegate*<int, long, long, object, long>)&Write64),
            (CanonicalBuiltin.StreamCancelRead, _) => Over(site, "i:i", (nint)(delegate*<int, object, int>)&CancelRead),
            (CanonicalBuiltin.StreamCancelWrite, _) => Over(site, "i:i", (nint)(delegate*<int, object, int>)&CancelWrite),
            (CanonicalBuiltin.StreamDropReadable, _) => Over(site, "i:", (nint)(delegate*<int, object, void>)&DropReadable),
            (CanonicalBuiltin.StreamDropWritable, _) => Over(site, "i:", (nint)(delegate*<int, object, void>)&DropWritable),
            _ => throw new UnreachableException(),
        };
    }

    private static long New(object context)
    {
        var shared = new SharedStream(Site(context).Element);
        return CopyBuiltins.New(Site(context), new ReadableStreamEnd(shared), new WritableStreamEnd(shared));
    }

    private static int Read(int index, int pointer, int length, object context) =>
        CopyBuiltins.Copy<ReadableStreamEnd>(Site(context), (uint)index, (uint)pointer, (uint)length);

    private static int Write(int index, int pointer, int length, object context) =>
        CopyBuiltins.Copy<WritableStreamEnd>(Site(context), (uint)index, (uint)pointer, (uint)length);

    private static long Read64(int index, long pointer, long length, object context) =>
        (uint)CopyBuiltins.Copy<ReadableStreamEnd>(Site(context), (uint)index, (ulong)pointer, Saturate(length));

    private static long Write64(int index, long pointer, long length, object context) =>
        (uint)CopyBuiltins.Copy<WritableStreamEnd>(Site(context), (uint)index, (ulong)pointer, Saturate(length));

    // Anything beyond 2^28 - 1 elements is refused anyway.
    private static uint Saturate(long length) => (ulong)length > uint.MaxValue ? uint.MaxValue : (uint)length;

    private static int CancelRead(int index, object context) => CopyBuiltins.Cancel<ReadableStreamEnd>(Site(context), (uint)index);

    private static int CancelWrite(int index, object context) => CopyBuiltins.Cancel<WritableStreamEnd>(Site(context), (uint)index);

    private static void DropReadable(int index, object context) => CopyBuiltins.Drop<ReadableStreamEnd>(Site(context), (uint)index);

    private static void DropWritable(int index, object context) => CopyBuiltins.Drop<WritableStreamEnd>(Site(context), (uint)index);
}
