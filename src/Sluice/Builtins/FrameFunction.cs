using System.Collections.Concurrent;
using System.Reflection.Emit;
using Sluice.Compilation;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Builtins;

/// <summary>What a core function of any signature does, with its operands in 8-byte slots: parameters in, the result in the first slot out.</summary>
internal unsafe delegate void FrameHandler(ulong* frame);

/// <summary>Core functions whose signatures are known only at run time, implemented by one piece of C#.</summary>
internal static class FrameFunction
{
    private static readonly ConcurrentDictionary<FuncType, (DynamicMethod Method, nint Code)> Entries = new();

    public static Function Create(Store store, FuncType type, FrameHandler handler)
    {
        if (IntegerThunks.EntryFor(type) is var ready and not 0) return new Function(store, type, ready, handler, null);
        return CreateEmitted(store, type, handler);
    }

    private static Function CreateEmitted(Store store, FuncType type, FrameHandler handler)
    {
        var (method, code) = Entries.GetOrAdd(type, static type =>
        {
            var method = Emit(type);
            return (method, DynamicCode.Compile(method));
        });
        return new Function(store, type, code, handler, method);
    }

    private static DynamicMethod Emit(FuncType type)
    {
        var method = DynamicCode.Create("frame-entry", ClrTypes.ResultOf(type), ClrTypes.ParametersOf(type));
        var il = method.GetILGenerator();
        var frame = il.DeclareLocal(typeof(ulong*));
        il.Emit(OpCodes.Ldc_I4, 8 * Math.Max(1, type.Parameters.Length));
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Localloc);
        il.Emit(OpCodes.Stloc, frame);
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldloc, frame);
            il.Emit(OpCodes.Ldc_I4, 8 * i);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldarg, i);
            switch (type.Parameters[i].Kind)
            {
                case ValKind.I32:
                    il.Emit(OpCodes.Conv_U8);
                    il.Emit(OpCodes.Stind_I8);
                    break;
                case ValKind.I64:
                    il.Emit(OpCodes.Stind_I8);
                    break;
                case ValKind.F32:
                    il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.SingleToUInt32Bits))!);
                    il.Emit(OpCodes.Conv_U8);
                    il.Emit(OpCodes.Stind_I8);
                    break;
                case ValKind.F64:
                    il.Emit(OpCodes.Stind_R8);
                    break;
                default:
                    throw new NotSupportedException($"{type} has operands that 8-byte slots cannot carry.");
            }
        }
        il.Emit(OpCodes.Ldarg, type.Parameters.Length);
        il.Emit(OpCodes.Ldloc, frame);
        il.Emit(OpCodes.Callvirt, typeof(FrameHandler).GetMethod(nameof(FrameHandler.Invoke))!);
        if (type.Results.Length > 0)
        {
            il.Emit(OpCodes.Ldloc, frame);
            il.Emit(type.Results[0].Kind switch { ValKind.I32 => OpCodes.Ldind_I4, ValKind.I64 => OpCodes.Ldind_I8, ValKind.F32 => OpCodes.Ldind_R4, _ => OpCodes.Ldind_R8 });
        }
        il.Emit(OpCodes.Ret);
        return method;
    }
}
