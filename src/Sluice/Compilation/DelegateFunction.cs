using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

/// <summary>
/// Host functions that delegates implement. The delegate's own signature is the function's type: integers of 32 bits and enums over
/// them are i32, those of 64 bits i64; a result may also be an unsigned integer of fewer bits. Arguments travel unboxed; a shim is emitted once per delegate type.
/// </summary>
internal static class DelegateFunction
{
    private static readonly ConcurrentDictionary<Type, Shim> Shims = new();

    /// <exception cref="ArgumentException">The delegate has a parameter or result that is no core number.</exception>
    public static Function Create(Store store, Delegate body)
    {
        var shim = ShimFor(body.GetType());
        return new Function(store, shim.Type, shim.Code, body, shim.Method);
    }

    /// <summary>The core type of the functions that delegates of a type implement.</summary>
    public static FuncType TypeOf(Type delegateType)
    {
        var invoke = InvokeMethod(delegateType);
        return new FuncType(
            [.. invoke.GetParameters().Select(static parameter => ValTypeOf(parameter.ParameterType))],
            invoke.ReturnType == typeof(void) ? [] : [ResultTypeOf(invoke.ReturnType)]);
    }

    private static Shim ShimFor(Type delegateType) => Shims.GetOrAdd(delegateType, static delegateType =>
    {
        var type = TypeOf(delegateType);
        var method = Emit(type, InvokeMethod(delegateType));
        return new Shim(type, method, DynamicCode.Compile(method));
    });

    private static DynamicMethod Emit(FuncType type, MethodInfo invoke)
    {
        var method = DynamicCode.Create("delegate-host", ClrTypes.ResultOf(type), ClrTypes.ParametersOf(type));
        var il = method.GetILGenerator();
        var result = type.Results.IsEmpty ? null : il.DeclareLocal(ClrTypes.ResultOf(type));
        il.BeginExceptionBlock();
        il.Emit(OpCodes.Ldarg, (short)type.Parameters.Length);
        for (var i = 0; i < type.Parameters.Length; i++) il.Emit(OpCodes.Ldarg, (short)i);
        il.Emit(OpCodes.Callvirt, invoke);
        if (result is not null) il.Emit(OpCodes.Stloc, result);
        il.BeginExceptFilterBlock();
        il.Emit(OpCodes.Call, ((Func<object, bool>)IsHostFailure).Method);
        il.BeginCatchBlock(null!);
        il.Emit(OpCodes.Call, ((Action<object>)ThrowHostFailure).Method);
        il.EndExceptionBlock();
        if (result is not null) il.Emit(OpCodes.Ldloc, result);
        il.Emit(OpCodes.Ret);
        return method;
    }

    // Guest frames must not see the host's exceptions: some would pass for a guest's fault there.
    private static bool IsHostFailure(object exception) => exception is not (Trap or GuestException or UnwindException);

    [DoesNotReturn]
    private static void ThrowHostFailure(object exception) =>
        throw new Trap(TrapCode.HostFailure, ((Exception)exception).Message, (Exception)exception);

    private static MethodInfo InvokeMethod(Type delegateType) => delegateType.GetMethod("Invoke")!;

    // A result widens; a parameter would lose the bits beyond it unseen.
    private static ValType ResultTypeOf(Type type) => Type.GetTypeCode(type) is TypeCode.Byte or TypeCode.UInt16 ? ValType.I32 : ValTypeOf(type);

    private static ValType ValTypeOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 or TypeCode.UInt32 => ValType.I32,
        TypeCode.Int64 or TypeCode.UInt64 => ValType.I64,
        TypeCode.Single => ValType.F32,
        TypeCode.Double => ValType.F64,
        _ => throw new ArgumentException($"{type} is no core number."),
    };

    private sealed record Shim(FuncType Type, DynamicMethod Method, nint Code);
}
