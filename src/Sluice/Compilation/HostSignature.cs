using System.Reflection;
using System.Runtime.Intrinsics;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

/// <summary>What wasm function type a delegate type corresponds to.</summary>
internal static class HostSignature
{
    /// <exception cref="ArgumentException">A parameter or result has no wasm type.</exception>
    public static FuncType Of(Type delegateType)
    {
        var invoke = InvokeOf(delegateType);
        return new FuncType([.. invoke.GetParameters().Select(parameter => ValueTypeOf(parameter.ParameterType))], ResultsOf(invoke.ReturnType));
    }

    /// <exception cref="ArgumentException">The function has another type.</exception>
    public static void Check(Type delegateType, Function function)
    {
        var type = Of(delegateType);
        if (!type.Parameters.Select(value => value.Kind).SequenceEqual(function.Type.Parameters.Select(value => value.Kind))
            || !type.Results.Select(value => value.Kind).SequenceEqual(function.Type.Results.Select(value => value.Kind)))
            throw new ArgumentException($"The function has type {function.Type}; {delegateType} stands for {type}.");
    }

    public static MethodInfo InvokeOf(Type delegateType) => delegateType.GetMethod("Invoke")!;

    private static ValType[] ResultsOf(Type type)
    {
        if (type == typeof(void)) return [];
        if (!IsTuple(type)) return [ValueTypeOf(type)];
        var results = new List<ValType>();
        for (var current = type; ; current = current.GenericTypeArguments[ClrTypes.TupleFields])
        {
            var fields = current.GenericTypeArguments;
            foreach (var field in fields.Take(ClrTypes.TupleFields)) results.Add(ExactValueTypeOf(field));
            if (fields.Length <= ClrTypes.TupleFields) return [.. results];
        }
    }

    private static bool IsTuple(Type type) => type.FullName is { } name && name.StartsWith("System.ValueTuple`", StringComparison.Ordinal);

    private static ValType ValueTypeOf(Type type) =>
        type.IsEnum ? ValueTypeOf(Enum.GetUnderlyingType(type))
        : type == typeof(uint) ? ValType.I32 : type == typeof(ulong) ? ValType.I64 : ExactValueTypeOf(type);

    // Tuples are compared by identity at the call, so that their fields must be the types that guests use.
    private static ValType ExactValueTypeOf(Type type) =>
        type == typeof(int) ? ValType.I32
        : type == typeof(long) ? ValType.I64
        : type == typeof(float) ? ValType.F32
        : type == typeof(double) ? ValType.F64
        : type == typeof(Vector128<byte>) ? ValType.V128
        : type == typeof(object) ? ValType.ExternRef
        : throw new ArgumentException($"{type} is not the type of a core value: int, uint, long, ulong, float, double, Vector128<byte> or object.");
}
