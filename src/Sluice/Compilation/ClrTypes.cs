using System.Diagnostics;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using Sluice.Types;

namespace Sluice.Compilation;

/// <summary>The CLR types of core values and signatures.</summary>
internal static class ClrTypes
{
    // A tuple's eighth field holds the rest.
    public const int TupleFields = 7;

    private static readonly Type[] Tuples =
    [
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
    ];

    public static Type Of(ValType type) => Of(type.Kind);

    public static Type Of(ValKind kind) => kind switch
    {
        ValKind.I32 => typeof(int),
        ValKind.I64 => typeof(long),
        ValKind.F32 => typeof(float),
        ValKind.F64 => typeof(double),
        ValKind.V128 => Vectors.V128,
        ValKind.Ref => typeof(object),
        _ => throw new UnreachableException(),
    };

    /// <summary>Void, the one result's type, or a tuple.</summary>
    public static Type ResultOf(FuncType type) => type.Results.Length switch
    {
        0 => typeof(void),
        1 => Of(type.Results[0]),
        _ => Tuple(type.Results.AsSpan()),
    };

    /// <summary>The parameters, then the context.</summary>
    public static Type[] ParametersOf(FuncType type)
    {
        var types = new Type[type.Parameters.Length + 1];
        for (var i = 0; i < type.Parameters.Length; i++) types[i] = Of(type.Parameters[i]);
        types[^1] = typeof(object);
        return types;
    }

    private static Type Tuple(ReadOnlySpan<ValType> types)
    {
        var arguments = new Type[Math.Min(types.Length, TupleFields + 1)];
        for (var i = 0; i < Math.Min(types.Length, TupleFields); i++) arguments[i] = Of(types[i]);
        if (types.Length > TupleFields) arguments[TupleFields] = Tuple(types[TupleFields..]);
        return Tuples[arguments.Length - 1].MakeGenericType(arguments);
    }

    /// <summary>With the results on the stack, the first lowest: leaves them as one value.</summary>
    public static void EmitPack(ILGenerator il, FuncType type)
    {
        if (type.Results.Length < 2) return;
        EmitTuple(il, ResultOf(type));
    }

    // Constructed inside out: the innermost rest comes last on the stack.
    private static void EmitTuple(ILGenerator il, Type tuple)
    {
        var nested = new Stack<Type>();
        for (var current = tuple; ; current = current.GenericTypeArguments[TupleFields])
        {
            nested.Push(current);
            if (current.GenericTypeArguments.Length <= TupleFields) break;
        }
        foreach (var current in nested) il.Emit(OpCodes.Newobj, current.GetConstructor(current.GenericTypeArguments)!);
    }

    /// <summary>With a packed result in <paramref name="packed"/>: pushes one of the results.</summary>
    public static void EmitUnpack(ILGenerator il, LocalBuilder packed, int index)
    {
        il.Emit(OpCodes.Ldloca, packed);
        var current = packed.LocalType;
        for (; index >= TupleFields; index -= TupleFields)
        {
            il.Emit(OpCodes.Ldflda, current.GetField("Rest")!);
            current = current.GenericTypeArguments[TupleFields];
        }
        il.Emit(OpCodes.Ldfld, current.GetField($"Item{index + 1}")!);
    }

    // On its own: few guests have vectors, and vectors have an assembly.
    private static class Vectors
    {
        public static readonly Type V128 = typeof(Vector128<byte>);
    }
}
