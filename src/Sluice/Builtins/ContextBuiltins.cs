// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-contextget

using Sluice.Components.Definitions;
using Sluice.Runtime;
using static Sluice.Builtins.BuiltinFunction;

namespace Sluice.Builtins;

internal static unsafe class ContextBuiltins
{
    public static Function Create(BuiltinSite site) => (site.Builtin, site.IsSlot64) switch
    {
        (CanonicalBuiltin.ContextGet, false) => Over(site, ":i", (nint)(delegate*<object, int>)&Get),
        (CanonicalBuiltin.ContextGet, true) => Over(site, ":I", (nint)(delegate*<object, long>)&Get64),
        (_, false) => Over(site, "i:", (nint)(delegate*<int, object, void>)&Set),
        (_, true) => Over(site, "I:", (nint)(delegate*<long, object, void>)&Set64),
    };

    private static int Get(object context) => (int)Get64(context);

    private static long Get64(object context)
    {
        var site = Site(context);
        return site.Thread.Storage[site.Slot];
    }

    private static void Set(int value, object context) => Set64((uint)value, context);

    private static void Set64(long value, object context)
    {
        var site = Site(context);
        site.Thread.Storage[site.Slot] = value;
    }
}
