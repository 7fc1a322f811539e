using System.Reflection;
using System.Reflection.Emit;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>Short forms of what the emitters write over and over.</summary>
internal static class ILGeneratorExtensions
{
    public static void LoadInt(this ILGenerator il, int value) => il.Emit(OpCodes.Ldc_I4, value);

    public static void LoadLong(this ILGenerator il, long value) => il.Emit(OpCodes.Ldc_I8, value);

    public static void Load(this ILGenerator il, LocalBuilder local) => il.Emit(OpCodes.Ldloc, local);

    public static void LoadAddress(this ILGenerator il, LocalBuilder local) => il.Emit(OpCodes.Ldloca, local);

    public static void Store(this ILGenerator il, LocalBuilder local) => il.Emit(OpCodes.Stloc, local);

    public static void Call(this ILGenerator il, Type type, string method, params Type[] typeArguments)
    {
        var target = type.GetMethod(method, BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new MissingMethodException(type.Name, method);
        il.Call(typeArguments.Length == 0 ? target : target.MakeGenericMethod(typeArguments));
    }

    public static void Call(this ILGenerator il, MethodInfo method) =>
        il.Emit(method.IsVirtual && !method.DeclaringType!.IsValueType ? OpCodes.Callvirt : OpCodes.Call, method);

    /// <summary>Calls the getter of a public property, found as the method that it is: properties are dearer to look up.</summary>
    public static void CallGetter(this ILGenerator il, Type type, string property) => il.Call(type.GetMethod("get_" + property)!);

    /// <summary>Adds a constant to the native integer on the stack.</summary>
    public static void AddOffset(this ILGenerator il, long offset)
    {
        if (offset == 0) return;
        il.LoadLong(offset);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }

    /// <summary>Emits <c>for (index = 0; index &lt; count; index++) body</c>.</summary>
    public static void Loop(this ILGenerator il, LocalBuilder index, LocalBuilder count, Action body)
    {
        var check = il.DefineLabel();
        var top = il.DefineLabel();
        il.LoadInt(0);
        il.Store(index);
        il.Emit(OpCodes.Br, check);
        il.MarkLabel(top);
        body();
        il.Load(index);
        il.LoadInt(1);
        il.Emit(OpCodes.Add);
        il.Store(index);
        il.MarkLabel(check);
        il.Load(index);
        il.Load(count);
        il.Emit(OpCodes.Blt, top);
    }
}
