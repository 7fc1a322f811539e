using Sluice.CanonicalAbi;
using Sluice.Concurrency;
using Sluice.Wit.Types;
using Outcome = Sluice.Result<Sluice.Unit, Sluice.Wasi.V03.Wasi.Cli.Types.ErrorCode>;

namespace Sluice.Wasi;

/// <summary>
/// What the smallest commands need of generic classes, as calls that compiling ahead of time finds. Nobody makes them: the real ones are made
/// through interfaces, or by code of another assembly.
/// </summary>
internal static class AheadOfTime
{
    public static unsafe void Pass(ComponentFuture<Outcome> future, LiftLowerContext to, ulong* frame, ValType type) =>
        ComponentFuture<Outcome>.LowerFlat(type, future, to, frame);

    public static unsafe void Pass(ComponentFuture<Result<Unit, V03.Wasi.Filesystem.Types.ErrorCode>> future, LiftLowerContext to, ulong* frame, ValType type) =>
        ComponentFuture<Result<Unit, V03.Wasi.Filesystem.Types.ErrorCode>>.LowerFlat(type, future, to, frame);

    public static void Write(ComponentFutureWriter<Outcome> writer, HostEnd end)
    {
        writer.Resolve(null);
        writer.Write(end);
    }
}
