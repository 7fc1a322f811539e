// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-backpressureincdec

using Sluice.Components.Definitions;
using Sluice.Runtime;
using static Sluice.Builtins.BuiltinFunction;

namespace Sluice.Builtins;

internal static unsafe class BackpressureBuiltins
{
    public static Function Create(BuiltinSite site) => site.Builtin == CanonicalBuiltin.BackpressureInc
        ? Over(site, ":", (nint)(delegate*<object, void>)&Increment)
        : Over(site, ":", (nint)(delegate*<object, void>)&Decrement);

    private static void Increment(object context) => Site(context).Instance.IncrementBackpressure();

    private static void Decrement(object context) => Site(context).Instance.DecrementBackpressure();
}
