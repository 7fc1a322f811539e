using System.Reflection;
using System.Reflection.Emit;
using Sluice.Types;

namespace Sluice.Compilation;

/// <summary>
/// A function's own stack guard runs once its frame is there. Where the frame could be larger than the headroom below the stack limit,
/// the check must come before it: in a small function that calls the large one.
/// </summary>
internal static class FrameGuard
{
    /// <summary>Frames up to this size need no guard in front.</summary>
    public const int MaxFrameBytes = 64 << 10;

    public static DynamicMethod Wrap(FuncType type, nint code, int frameBytes)
    {
        var parameters = ClrTypes.ParametersOf(type);
        parameters[^1] = typeof(Instance);
        var method = DynamicCode.Create("frame-guard", ClrTypes.ResultOf(type), parameters);
        var il = method.GetILGenerator();
        EmitCheck(il, type.Parameters.Length, frameBytes);
        for (var i = 0; i < parameters.Length; i++) il.Emit(OpCodes.Ldarg, (short)i);
        il.Emit(OpCodes.Ldc_I8, (long)code);
        il.Emit(OpCodes.Conv_I);
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, ClrTypes.ResultOf(type), ClrTypes.ParametersOf(type), null);
        il.Emit(OpCodes.Ret);
        return method;
    }

    /// <summary>Stops the guest if <paramref name="bytes"/> below the address of a local are beyond the store's stack limit.</summary>
    /// <remarks>
    /// Taking a local's address also keeps the JIT compiler from turning a call before the return into a jump, with which endless
    /// recursion would neither end nor be noticed.
    /// </remarks>
    public static void EmitCheck(ILGenerator il, int contextParameter, int bytes)
    {
        var here = il.DeclareLocal(typeof(long));
        var ok = il.DefineLabel();
        il.Emit(OpCodes.Ldloca, here);
        il.Emit(OpCodes.Conv_U);
        if (bytes != 0)
        {
            il.Emit(OpCodes.Ldc_I4, bytes);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Sub);
        }
        il.Emit(OpCodes.Ldarg, (short)contextParameter);
        il.Emit(OpCodes.Ldfld, Methods.Vm);
        il.Emit(OpCodes.Ldind_I);
        il.Emit(OpCodes.Bge_Un, ok);
        il.Emit(OpCodes.Ldarg, (short)contextParameter);
        il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.StackLimitReached)));
        il.MarkLabel(ok);
    }
}
