using System.Threading.Tasks.Sources;
using Sluice.CanonicalAbi;
using Sluice.Concurrency;
using Sluice.Wit.Types;

namespace Sluice;

/// <summary>
/// What a command of WASI needs of generic classes. Compiling ahead of time finds instantiations by the calls in code that is not generic; what
/// is called through interfaces and base classes it does not find. So here are such calls. Nobody makes them.
/// </summary>
internal static class AheadOfTime
{
    /// <summary>A function that only says whether it succeeded, called by the host: <c>wasi:cli/run#run</c>.</summary>
    public static unsafe ValueTask<Result<Unit, Unit>> CallForSuccess(HostCall<Unit, Result<Unit, Unit>> call)
    {
        call.Run();
        call.OnStart(null!, null);
        call.OnResolve(null!, null);
        call.Complete();
        call.Fail(null!);
        IValueTaskSource<Result<Unit, Unit>> source = call;
        source.OnCompleted(static _ => { }, null, 0, source.GetStatus(0) == default ? default : ValueTaskSourceOnCompletedFlags.None);
        source.GetResult(0);
        return GuestDelegate.Call<Unit, Result<Unit, Unit>>(call.Callee, 0, default, default);
    }

    /// <summary>Output, which the host takes as a stream of bytes.</summary>
    public static unsafe ComponentStream<byte> Lift(ValType type, LiftLowerContext from, ulong* source) => ComponentStream<byte>.LiftFlat(type, from, source);
}
