// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canonical-definitions

using Sluice.Components.Definitions;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Builtins;

/// <summary>Makes the core function of a canonical built-in.</summary>
internal static class BuiltinFunction
{
    public static Function Create(BuiltinSite site) => site.Builtin switch
    {
        CanonicalBuiltin.ResourceNew or CanonicalBuiltin.ResourceDrop or CanonicalBuiltin.ResourceRep => ResourceBuiltins.Create(site),
        CanonicalBuiltin.ContextGet or CanonicalBuiltin.ContextSet => ContextBuiltins.Create(site),
        CanonicalBuiltin.BackpressureInc or CanonicalBuiltin.BackpressureDec => BackpressureBuiltins.Create(site),
        CanonicalBuiltin.TaskReturn or CanonicalBuiltin.TaskCancel => TaskBuiltins.Create(site),
        CanonicalBuiltin.WaitableSetNew or CanonicalBuiltin.WaitableSetWait or CanonicalBuiltin.WaitableSetPoll
            or CanonicalBuiltin.WaitableSetDrop or CanonicalBuiltin.WaitableJoin => WaitableSetBuiltins.Create(site),
        CanonicalBuiltin.SubtaskCancel or CanonicalBuiltin.SubtaskDrop => SubtaskBuiltins.Create(site),
        >= CanonicalBuiltin.StreamNew and <= CanonicalBuiltin.StreamDropWritable => StreamBuiltins.Create(site),
        >= CanonicalBuiltin.FutureNew and <= CanonicalBuiltin.FutureDropWritable => FutureBuiltins.Create(site),
        CanonicalBuiltin.ThreadIndex or CanonicalBuiltin.ThreadNewIndirect or CanonicalBuiltin.ThreadResumeLater or CanonicalBuiltin.ThreadSuspend
            or CanonicalBuiltin.ThreadYield or CanonicalBuiltin.ThreadSuspendThenResume or CanonicalBuiltin.ThreadYieldThenResume
            or CanonicalBuiltin.ThreadSuspendThenPromote or CanonicalBuiltin.ThreadYieldThenPromote => ThreadBuiltins.Create(site),
        CanonicalBuiltin.ErrorContextNew or CanonicalBuiltin.ErrorContextDebugMessage or CanonicalBuiltin.ErrorContextDrop =>
            ErrorContextBuiltins.Create(site),
        _ => throw new NotSupportedException($"canon {site.Builtin.Info().Name} is not supported"),
    };

    /// <summary>A function over a C# method whose parameters are the core ones and then the site.</summary>
    /// <param name="signature">As in <see cref="CanonicalBuiltinInfo.Signature"/>, with letters <c>i</c> and <c>I</c> alone.</param>
    public static Function Over(BuiltinSite site, string signature, nint code)
    {
        var colon = signature.IndexOf(':', StringComparison.Ordinal);
        return new Function(site.Store, new FuncType(Types(signature[..colon]), Types(signature[(colon + 1)..])), code, site, null);

        static ValType[] Types(string letters)
        {
            var types = new ValType[letters.Length];
            for (var i = 0; i < types.Length; i++) types[i] = letters[i] == 'I' ? ValType.I64 : ValType.I32;
            return types;
        }
    }

    public static BuiltinSite Site(object context) => System.Runtime.CompilerServices.Unsafe.As<BuiltinSite>(context);
}
