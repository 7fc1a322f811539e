using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

/// <summary>Delegates that call guest functions: a thunk per delegate type, bound to the function.</summary>
internal static class TypedCall
{
    private static readonly ConcurrentDictionary<Type, DynamicMethod> Thunks = new();

    /// <exception cref="ArgumentException">The delegate's type does not match the function's.</exception>
    public static TDelegate Bind<TDelegate>(Function function) where TDelegate : Delegate
    {
        HostSignature.Check(typeof(TDelegate), function);
        return Thunks.GetOrAdd(typeof(TDelegate), Emit).CreateDelegate<TDelegate>(function);
    }

    private static DynamicMethod Emit(Type delegateType)
    {
        var type = HostSignature.Of(delegateType);
        var result = ClrTypes.ResultOf(type);
        var invoke = HostSignature.InvokeOf(delegateType);
        var method = DynamicCode.Create("typed-call", invoke.ReturnType, [typeof(Function), .. invoke.GetParameters().Select(parameter => parameter.ParameterType)]);
        var il = method.GetILGenerator();
        var scope = il.DeclareLocal(typeof(Store.GuestScope));
        var value = result == typeof(void) ? null : il.DeclareLocal(result);

        for (var i = 0; i < type.Parameters.Length; i++)
        {
            if (!type.Parameters[i].IsRef) continue;
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Call, typeof(Function).GetMethod(nameof(Function.CheckArgument))!);
        }
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(Function).GetProperty(nameof(Function.Store))!.GetMethod!);
        il.Emit(OpCodes.Call, typeof(Store).GetMethod(nameof(Store.EnterGuest), BindingFlags.Instance | BindingFlags.NonPublic)!);
        il.Emit(OpCodes.Stloc, scope);
        il.BeginExceptionBlock();
        il.BeginExceptionBlock();
        for (var i = 0; i < type.Parameters.Length; i++) il.Emit(OpCodes.Ldarg, (short)(i + 1));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, Methods.FunctionContext);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, Methods.EnsureCompiled);
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, result, ClrTypes.ParametersOf(type), null);
        if (value is not null) il.Emit(OpCodes.Stloc, value);
        il.BeginExceptFilterBlock();
        il.Emit(OpCodes.Castclass, typeof(Exception));
        il.Emit(OpCodes.Call, typeof(GuestFault).GetMethod(nameof(GuestFault.IsFault))!);
        il.BeginCatchBlock(null!);
        il.Emit(OpCodes.Castclass, typeof(Exception));
        il.Emit(OpCodes.Call, typeof(GuestFault).GetMethod(nameof(GuestFault.Translate))!);
        il.Emit(OpCodes.Throw);
        il.EndExceptionBlock();
        il.BeginFinallyBlock();
        il.Emit(OpCodes.Ldloca, scope);
        il.Emit(OpCodes.Call, typeof(Store.GuestScope).GetMethod(nameof(Store.GuestScope.Dispose))!);
        il.EndExceptionBlock();
        // Nothing else may keep the instance, and with it the code that just ran, reachable.
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(GC).GetMethod(nameof(GC.KeepAlive))!);
        if (value is not null) il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Ret);
        return method;
    }
}
