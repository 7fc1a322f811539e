using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

/// <summary>
/// Calls with operands of any type in <see cref="Slot"/>s, in both directions: slower than <see cref="CoreCall"/>, but without its limits.
/// Emitted once per signature.
/// </summary>
internal static class SlotCall
{
    private static readonly ConcurrentDictionary<FuncType, Action<Function, Slot[], Slot[]>> Invokers = new();
    private static readonly ConcurrentDictionary<FuncType, (DynamicMethod Method, nint Code)> Shims = new();

    /// <summary>A thunk that calls any function of a type.</summary>
    public static Action<Function, Slot[], Slot[]> InvokerFor(FuncType type) => Invokers.GetOrAdd(type, EmitInvoker);

    /// <summary>A function of the host.</summary>
    /// <param name="type">References in it are canonical ids.</param>
    /// <param name="body">Takes the arguments, returns as many results as the type has.</param>
    public static Function CreateHostFunction(Store store, FuncType type, Func<Slot[], Slot[]> body)
    {
        var (method, code) = Shims.GetOrAdd(type, EmitShim);
        return new Function(store, type, code, body, method);
    }

    private static Action<Function, Slot[], Slot[]> EmitInvoker(FuncType type)
    {
        var method = DynamicCode.Create("slot-call", typeof(void), [typeof(Function), typeof(Slot[]), typeof(Slot[])]);
        var il = method.GetILGenerator();
        for (int i = 0; i < type.Parameters.Length; i++) EmitGet(il, OpCodes.Ldarg_1, i, type.Parameters[i].Kind);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, typeof(Function).GetField(nameof(Function.Context))!);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(Function).GetMethod(nameof(Function.EnsureCompiled))!);
        var result = ClrTypes.ResultOf(type);
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, result, ClrTypes.ParametersOf(type), null);
        if (result != typeof(void))
        {
            var packed = il.DeclareLocal(result);
            il.Emit(OpCodes.Stloc, packed);
            for (int i = 0; i < type.Results.Length; i++)
            {
                if (type.Results.Length == 1) il.Emit(OpCodes.Ldloc, packed);
                else ClrTypes.EmitUnpack(il, packed, i);
                EmitSet(il, OpCodes.Ldarg_2, i, type.Results[i].Kind);
            }
        }
        // Nothing else may keep the instance, and with it the code that just ran, reachable.
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(GC).GetMethod(nameof(GC.KeepAlive))!);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Action<Function, Slot[], Slot[]>>();
    }

    private static (DynamicMethod Method, nint Code) EmitShim(FuncType type)
    {
        var parameters = ClrTypes.ParametersOf(type);
        var method = DynamicCode.Create("slot-host", ClrTypes.ResultOf(type), parameters);
        var il = method.GetILGenerator();
        var slots = il.DeclareLocal(typeof(Slot[]));
        il.Emit(OpCodes.Ldc_I4, type.Parameters.Length);
        il.Emit(OpCodes.Newarr, typeof(Slot));
        il.Emit(OpCodes.Stloc, slots);
        for (int i = 0; i < type.Parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)i);
            EmitSet(il, OpCodes.Ldloc_0, i, type.Parameters[i].Kind);
        }
        il.Emit(OpCodes.Ldarg, (short)(parameters.Length - 1));
        il.Emit(OpCodes.Ldloc, slots);
        il.Emit(OpCodes.Call, typeof(SlotCall).GetMethod(nameof(CallHost), BindingFlags.NonPublic | BindingFlags.Static)!);
        il.Emit(OpCodes.Stloc, slots);
        for (int i = 0; i < type.Results.Length; i++) EmitGet(il, OpCodes.Ldloc_0, i, type.Results[i].Kind);
        ClrTypes.EmitPack(il, type);
        il.Emit(OpCodes.Ret);
        return (method, DynamicCode.Compile(method));
    }

    private static Slot[] CallHost(object body, Slot[] arguments)
    {
        try
        {
            return ((Func<Slot[], Slot[]>)body)(arguments);
        }
        catch (Exception exception) when (GuestFault.IsHostFailure(exception))
        {
            throw GuestFault.HostFailure(exception);
        }
    }

    private static void EmitGet(ILGenerator il, OpCode slots, int index, ValKind kind)
    {
        il.Emit(slots);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Call, Operand("Get", kind));
    }

    private static void EmitSet(ILGenerator il, OpCode slots, int index, ValKind kind)
    {
        il.Emit(slots);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Call, Operand("Set", kind));
    }

    private static MethodInfo Operand(string verb, ValKind kind) => typeof(Operands).GetMethod(verb + kind)!;

    private static class Operands
    {
        public static int GetI32(Slot[] slots, int index) => (int)slots[index].Low;
        public static long GetI64(Slot[] slots, int index) => (long)slots[index].Low;
        public static float GetF32(Slot[] slots, int index) => BitConverter.UInt32BitsToSingle((uint)slots[index].Low);
        public static double GetF64(Slot[] slots, int index) => BitConverter.UInt64BitsToDouble(slots[index].Low);
        public static Vector128<byte> GetV128(Slot[] slots, int index) => Vector128.Create(slots[index].Low, slots[index].High).AsByte();
        public static object? GetRef(Slot[] slots, int index) => slots[index].Reference;

        public static void SetI32(int value, Slot[] slots, int index) => slots[index] = new Slot((uint)value);
        public static void SetI64(long value, Slot[] slots, int index) => slots[index] = new Slot((ulong)value);
        public static void SetF32(float value, Slot[] slots, int index) => slots[index] = new Slot(BitConverter.SingleToUInt32Bits(value));
        public static void SetF64(double value, Slot[] slots, int index) => slots[index] = new Slot(BitConverter.DoubleToUInt64Bits(value));
        public static void SetV128(Vector128<byte> value, Slot[] slots, int index) => slots[index] = new Slot(value.AsUInt64()[0], value.AsUInt64()[1]);
        public static void SetRef(object? value, Slot[] slots, int index) => slots[index] = new Slot(0, 0, value);
    }
}
