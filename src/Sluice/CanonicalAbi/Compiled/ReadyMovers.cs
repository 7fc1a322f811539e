using System.Reflection;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>
/// What <see cref="MoverCompiler"/> would emit where one stream or future, or a result without payloads, is all that moves between the host and a
/// frame. Compiled with this assembly, so that a short command has nothing to wait for.
/// </summary>
internal static unsafe class ReadyMovers
{
    /// <returns>Null for other types.</returns>
    public static Delegate? Lifter(Type clr, Type mover, Seq<ValType> types, int maxFlat)
    {
        if (types.Count != 1 || maxFlat == 0) return null;
        var type = types[0];
        if (IsBareResult(type, clr)) return new Lifter<Result<Unit, Unit>>(LiftResult);
        return IsHandle(type, clr) ? Bind(clr, nameof(ComponentStream<>.LiftFlat), mover, type) : null;
    }

    /// <returns>Null for other types.</returns>
    public static Delegate? Lowerer(Type clr, Type mover, Seq<ValType> types, int maxFlat)
    {
        if (types.Count != 1 || maxFlat == 0) return null;
        var type = types[0];
        if (IsBareResult(type, clr)) return new Lowerer<Result<Unit, Unit>>(LowerResult);
        return IsHandle(type, clr) ? Bind(clr, nameof(ComponentStream<>.LowerFlat), mover, type) : null;
    }

    private static bool IsBareResult(ValType type, Type clr) => type is ResultType { Ok: null, Error: null } && clr == typeof(Result<Unit, Unit>);

    private static bool IsHandle(ValType type, Type clr) => type is StreamType or FutureType && ClrTypeMap.Bind(type, clr) is HandleShape;

    private static Delegate Bind(Type clr, string method, Type mover, ValType type) =>
        Delegate.CreateDelegate(mover, type, clr.GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!);

    private static Result<Unit, Unit> LiftResult(LiftLowerContext from, ulong* source) =>
        Scalars.CheckDiscriminant((int)*source, 2) == 0 ? Result<Unit, Unit>.Ok(default) : Result<Unit, Unit>.Err(default);

    private static void LowerResult(Result<Unit, Unit> value, LiftLowerContext to, ulong* destination) => *destination = value.IsError ? 1u : 0u;
}
