using System.Collections.Concurrent;
using System.Reflection.Emit;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

/// <summary>Functions of the host from delegates: a shim per delegate type turns the guest's call into the delegate's, without boxing.</summary>
internal static class HostShim
{
    private static readonly ConcurrentDictionary<Type, (DynamicMethod Method, nint Code, FuncType Type)> Shims = new();

    /// <exception cref="ArgumentException">The delegate's type has no wasm counterpart.</exception>
    public static Function CreateFunction(Store store, Delegate body)
    {
        var (method, code, type) = Shims.GetOrAdd(body.GetType(), Emit);
        return new Function(store, type, code, body, method);
    }

    private static (DynamicMethod Method, nint Code, FuncType Type) Emit(Type delegateType)
    {
        var type = HostSignature.Of(delegateType);
        var parameters = ClrTypes.ParametersOf(type);
        var result = ClrTypes.ResultOf(type);
        var method = DynamicCode.Create("host", result, parameters);
        var il = method.GetILGenerator();
        var value = result == typeof(void) ? null : il.DeclareLocal(result);
        il.BeginExceptionBlock();
        il.Emit(OpCodes.Ldarg, (short)type.Parameters.Length);
        for (var i = 0; i < type.Parameters.Length; i++) il.Emit(OpCodes.Ldarg, (short)i);
        il.Emit(OpCodes.Callvirt, HostSignature.InvokeOf(delegateType));
        if (value is not null) il.Emit(OpCodes.Stloc, value);
        il.BeginExceptFilterBlock();
        il.Emit(OpCodes.Castclass, typeof(Exception));
        il.Emit(OpCodes.Call, typeof(GuestFault).GetMethod(nameof(GuestFault.IsHostFailure))!);
        il.BeginCatchBlock(null!);
        il.Emit(OpCodes.Castclass, typeof(Exception));
        il.Emit(OpCodes.Call, typeof(GuestFault).GetMethod(nameof(GuestFault.HostFailure))!);
        il.Emit(OpCodes.Throw);
        il.EndExceptionBlock();
        if (value is not null) il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Ret);
        return (method, DynamicCode.Compile(method), type);
    }
}
