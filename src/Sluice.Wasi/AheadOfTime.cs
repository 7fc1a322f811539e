using Sluice.CanonicalAbi;
using Sluice.Wit.Types;

namespace Sluice.Wasi;

/// <summary>
/// What the smallest commands need of generic classes, as calls that compiling ahead of time finds. Nobody makes them: the real ones are made
/// through interfaces.
/// </summary>
internal static class AheadOfTime
{
    public static void Pass(ComponentFuture<Result<Unit, V03.Wasi.Cli.Types.ErrorCode>> future, LiftLowerContext to, ValType type) => future.Lower(to, type);

    public static void Pass(ComponentFuture<Result<Unit, V03.Wasi.Filesystem.Types.ErrorCode>> future, LiftLowerContext to, ValType type) => future.Lower(to, type);
}
