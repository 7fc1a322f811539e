using System.Collections.Concurrent;
using System.Reflection.Emit;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

/// <summary>Thunks that call any function of a type with 8-byte slots; emitted once per signature.</summary>
internal static class CoreCall
{
    private static readonly ConcurrentDictionary<FuncType, FunctionInvoker> Invokers = new();

    public static FunctionInvoker InvokerFor(FuncType type)
    {
        if (!FitSlots(type.Parameters) || !FitSlots(type.Results))
            throw new NotSupportedException($"{type} has operands that 8-byte slots cannot carry.");
        return IntegerThunks.InvokerFor(type) ?? Invokers.GetOrAdd(type, Emit);
    }

    private static bool FitSlots(ValType[] types)
    {
        foreach (var type in types)
        {
            if (type.Kind is ValKind.V128 or ValKind.Ref) return false;
        }
        return true;
    }

    private static FunctionInvoker Emit(FuncType type)
    {
        var method = DynamicCode.Create("core-call", typeof(void), [typeof(Function), typeof(ulong*), typeof(ulong*)]);
        var il = method.GetILGenerator();
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, 8 * i);
            il.Emit(OpCodes.Add);
            il.Emit(type.Parameters[i].Kind switch { ValKind.I32 => OpCodes.Ldind_I4, ValKind.I64 => OpCodes.Ldind_I8, ValKind.F32 => OpCodes.Ldind_R4, _ => OpCodes.Ldind_R8 });
        }
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, typeof(Function).GetField(nameof(Function.Context))!);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(Function).GetMethod(nameof(Function.EnsureCompiled))!);
        var result = ClrTypes.ResultOf(type);
        il.EmitCalli(OpCodes.Calli, System.Reflection.CallingConventions.Standard, result, ClrTypes.ParametersOf(type), null);
        if (result != typeof(void))
        {
            var local = il.DeclareLocal(result);
            il.Emit(OpCodes.Stloc, local);
            for (var i = 0; i < type.Results.Length; i++)
            {
                il.Emit(OpCodes.Ldarg_2);
                il.Emit(OpCodes.Ldc_I4, 8 * i);
                il.Emit(OpCodes.Add);
                if (type.Results.Length == 1) il.Emit(OpCodes.Ldloc, local);
                else ClrTypes.EmitUnpack(il, local, i);
                if (type.Results[i].Kind == ValKind.I32) il.Emit(OpCodes.Conv_U8);
                if (type.Results[i].Kind == ValKind.F32) il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.SingleToUInt32Bits))!);
                if (type.Results[i].Kind == ValKind.F32) il.Emit(OpCodes.Conv_U8);
                il.Emit(type.Results[i].Kind == ValKind.F64 ? OpCodes.Stind_R8 : OpCodes.Stind_I8);
            }
        }
        // Nothing else may keep the instance, and with it the code that just ran, reachable.
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(GC).GetMethod(nameof(GC.KeepAlive))!);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<FunctionInvoker>();
    }
}
