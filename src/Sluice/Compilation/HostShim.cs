using System.Collections.Concurrent;
using System.Reflection.Emit;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

/// <summary>Functions of the host from delegates: a shim per delegate type turns the guest's call into the delegate's, without boxing.</summary>
internal static class HostShim
{
    private static readonly ConcurrentDictionary<(Type Delegate, bool Checks), (DynamicMethod Method, nint Code, FuncType Type)> Shims = new();

    /// <summary>A function whose references are externrefs.</summary>
    /// <exception cref="ArgumentException">The delegate's type has no wasm counterpart.</exception>
    public static Function CreateFunction(Store store, Delegate body)
    {
        var (method, code, type) = Shims.GetOrAdd((body.GetType(), false), Emit);
        return new Function(store, type, code, body, method);
    }

    /// <summary>The same function at another type, whose references are whatever the guest wants: what the delegate returns is checked.</summary>
    /// <param name="typeId">Canonical id.</param>
    /// <returns>Null if the function is no delegate of the host, or its parameters and results are of other kinds.</returns>
    public static Function? TryRetype(Function function, int typeId)
    {
        var type = function.Store.Engine.Types.GetFunction(typeId);
        if (function.Context is not Delegate body || body is Func<Slot[], Slot[]> || !HaveSameKinds(type, function.Type)) return null;
        var (method, code, _) = Shims.GetOrAdd((body.GetType(), true), Emit);
        return new Function(function.Store, typeId, code, new CheckedDelegate(body, type, function.Store), method);
    }

    private static bool HaveSameKinds(FuncType one, FuncType other) =>
        one.Parameters.Select(value => value.Kind).SequenceEqual(other.Parameters.Select(value => value.Kind))
        && one.Results.Select(value => value.Kind).SequenceEqual(other.Results.Select(value => value.Kind));

    private static (DynamicMethod Method, nint Code, FuncType Type) Emit((Type Delegate, bool Checks) key)
    {
        var type = HostSignature.Of(key.Delegate);
        var parameters = ClrTypes.ParametersOf(type);
        var result = ClrTypes.ResultOf(type);
        var method = DynamicCode.Create("host", result, parameters);
        var il = method.GetILGenerator();
        var context = (short)type.Parameters.Length;
        var value = result == typeof(void) ? null : il.DeclareLocal(result);
        il.BeginExceptionBlock();
        il.Emit(OpCodes.Ldarg, context);
        if (key.Checks) il.Emit(OpCodes.Ldfld, typeof(CheckedDelegate).GetField(nameof(CheckedDelegate.Body))!);
        for (var i = 0; i < type.Parameters.Length; i++) il.Emit(OpCodes.Ldarg, (short)i);
        il.Emit(OpCodes.Callvirt, HostSignature.InvokeOf(key.Delegate));
        if (value is not null) il.Emit(OpCodes.Stloc, value);
        for (var i = 0; i < type.Results.Length && key.Checks; i++)
        {
            if (!type.Results[i].IsRef) continue;
            il.Emit(OpCodes.Ldarg, context);
            if (type.Results.Length == 1) il.Emit(OpCodes.Ldloc, value!);
            else ClrTypes.EmitUnpack(il, value!, i);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Call, typeof(CheckedDelegate).GetMethod(nameof(CheckedDelegate.CheckResult))!);
        }
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

    /// <summary>A delegate whose results are references that only the guest's type describes.</summary>
    private sealed class CheckedDelegate(Delegate body, FuncType type, Store store)
    {
        public readonly Delegate Body = body;

        public void CheckResult(object? value, int result)
        {
            if (!References.IsOf(value, type.Results[result], store))
                throw new InvalidCastException($"Result {result} of a host function is {value ?? "null"}, not {type.Results[result]}.");
        }
    }
}
