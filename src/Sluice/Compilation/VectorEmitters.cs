using System.Reflection;
using System.Runtime.Intrinsics;
using Sluice.Opcodes;

namespace Sluice.Compilation;

/// <summary>
/// The method that each vector instruction becomes a call of, operands in order. Where one of <see cref="Vector128"/>'s has the meaning
/// it is called directly (the JIT compiler knows them; operands keep the type <c>Vector128&lt;byte&gt;</c>, as all 128-bit vectors are
/// alike to it), else a method of <see cref="VectorOperations"/> that has the instruction's name.
/// </summary>
internal static class VectorEmitters
{
    private static readonly Dictionary<Opcode, MethodInfo> Table = Build();

    public static bool Has(Opcode opcode) => Table.ContainsKey(opcode);

    public static MethodInfo Get(Opcode opcode) => Table[opcode];

    private static Dictionary<Opcode, MethodInfo> Build()
    {
        var table = new Dictionary<Opcode, MethodInfo>();
        void Direct<T>(Opcode opcode, string name) => table.Add(opcode, Find(name, typeof(T)));

        // @formatter:off
        Direct<byte>(Opcode.V128Not, nameof(Vector128.OnesComplement));
        Direct<byte>(Opcode.V128And, nameof(Vector128.BitwiseAnd));
        Direct<byte>(Opcode.V128Andnot, nameof(Vector128.AndNot));
        Direct<byte>(Opcode.V128Or, nameof(Vector128.BitwiseOr));
        Direct<byte>(Opcode.V128Xor, nameof(Vector128.Xor));

        Direct<sbyte>(Opcode.I8x16Abs, nameof(Vector128.Abs));
        Direct<sbyte>(Opcode.I8x16Neg, nameof(Vector128.Negate));
        Direct<sbyte>(Opcode.I8x16Add, nameof(Vector128.Add));
        Direct<sbyte>(Opcode.I8x16Sub, nameof(Vector128.Subtract));
        Direct<sbyte>(Opcode.I8x16AddSatS, nameof(Vector128.AddSaturate));
        Direct<byte>(Opcode.I8x16AddSatU, nameof(Vector128.AddSaturate));
        Direct<sbyte>(Opcode.I8x16SubSatS, nameof(Vector128.SubtractSaturate));
        Direct<byte>(Opcode.I8x16SubSatU, nameof(Vector128.SubtractSaturate));
        Direct<sbyte>(Opcode.I8x16MinS, nameof(Vector128.Min));
        Direct<byte>(Opcode.I8x16MinU, nameof(Vector128.Min));
        Direct<sbyte>(Opcode.I8x16MaxS, nameof(Vector128.Max));
        Direct<byte>(Opcode.I8x16MaxU, nameof(Vector128.Max));

        Direct<short>(Opcode.I16x8Abs, nameof(Vector128.Abs));
        Direct<short>(Opcode.I16x8Neg, nameof(Vector128.Negate));
        Direct<short>(Opcode.I16x8Add, nameof(Vector128.Add));
        Direct<short>(Opcode.I16x8Sub, nameof(Vector128.Subtract));
        Direct<short>(Opcode.I16x8Mul, nameof(Vector128.Multiply));
        Direct<short>(Opcode.I16x8AddSatS, nameof(Vector128.AddSaturate));
        Direct<ushort>(Opcode.I16x8AddSatU, nameof(Vector128.AddSaturate));
        Direct<short>(Opcode.I16x8SubSatS, nameof(Vector128.SubtractSaturate));
        Direct<ushort>(Opcode.I16x8SubSatU, nameof(Vector128.SubtractSaturate));
        Direct<short>(Opcode.I16x8MinS, nameof(Vector128.Min));
        Direct<ushort>(Opcode.I16x8MinU, nameof(Vector128.Min));
        Direct<short>(Opcode.I16x8MaxS, nameof(Vector128.Max));
        Direct<ushort>(Opcode.I16x8MaxU, nameof(Vector128.Max));

        Direct<int>(Opcode.I32x4Abs, nameof(Vector128.Abs));
        Direct<int>(Opcode.I32x4Neg, nameof(Vector128.Negate));
        Direct<int>(Opcode.I32x4Add, nameof(Vector128.Add));
        Direct<int>(Opcode.I32x4Sub, nameof(Vector128.Subtract));
        Direct<int>(Opcode.I32x4Mul, nameof(Vector128.Multiply));
        Direct<int>(Opcode.I32x4MinS, nameof(Vector128.Min));
        Direct<uint>(Opcode.I32x4MinU, nameof(Vector128.Min));
        Direct<int>(Opcode.I32x4MaxS, nameof(Vector128.Max));
        Direct<uint>(Opcode.I32x4MaxU, nameof(Vector128.Max));

        Direct<long>(Opcode.I64x2Abs, nameof(Vector128.Abs));
        Direct<long>(Opcode.I64x2Neg, nameof(Vector128.Negate));
        Direct<long>(Opcode.I64x2Add, nameof(Vector128.Add));
        Direct<long>(Opcode.I64x2Sub, nameof(Vector128.Subtract));
        Direct<long>(Opcode.I64x2Mul, nameof(Vector128.Multiply));

        Direct<float>(Opcode.F32x4Abs, nameof(Vector128.Abs));
        Direct<float>(Opcode.F32x4Neg, nameof(Vector128.Negate));
        Direct<float>(Opcode.F32x4Sqrt, nameof(Vector128.Sqrt));
        Direct<float>(Opcode.F32x4Ceil, nameof(Vector128.Ceiling));
        Direct<float>(Opcode.F32x4Floor, nameof(Vector128.Floor));
        Direct<float>(Opcode.F32x4Trunc, nameof(Vector128.Truncate));
        Direct<float>(Opcode.F32x4Nearest, nameof(Vector128.Round));
        Direct<float>(Opcode.F32x4Add, nameof(Vector128.Add));
        Direct<float>(Opcode.F32x4Sub, nameof(Vector128.Subtract));
        Direct<float>(Opcode.F32x4Mul, nameof(Vector128.Multiply));
        Direct<float>(Opcode.F32x4Div, nameof(Vector128.Divide));
        Direct<float>(Opcode.F32x4Min, nameof(Vector128.Min));
        Direct<float>(Opcode.F32x4Max, nameof(Vector128.Max));
        Direct<float>(Opcode.F32x4RelaxedMin, nameof(Vector128.Min));
        Direct<float>(Opcode.F32x4RelaxedMax, nameof(Vector128.Max));
        Direct<float>(Opcode.F32x4RelaxedMadd, nameof(Vector128.FusedMultiplyAdd));

        Direct<double>(Opcode.F64x2Abs, nameof(Vector128.Abs));
        Direct<double>(Opcode.F64x2Neg, nameof(Vector128.Negate));
        Direct<double>(Opcode.F64x2Sqrt, nameof(Vector128.Sqrt));
        Direct<double>(Opcode.F64x2Ceil, nameof(Vector128.Ceiling));
        Direct<double>(Opcode.F64x2Floor, nameof(Vector128.Floor));
        Direct<double>(Opcode.F64x2Trunc, nameof(Vector128.Truncate));
        Direct<double>(Opcode.F64x2Nearest, nameof(Vector128.Round));
        Direct<double>(Opcode.F64x2Add, nameof(Vector128.Add));
        Direct<double>(Opcode.F64x2Sub, nameof(Vector128.Subtract));
        Direct<double>(Opcode.F64x2Mul, nameof(Vector128.Multiply));
        Direct<double>(Opcode.F64x2Div, nameof(Vector128.Divide));
        Direct<double>(Opcode.F64x2Min, nameof(Vector128.Min));
        Direct<double>(Opcode.F64x2Max, nameof(Vector128.Max));
        Direct<double>(Opcode.F64x2RelaxedMin, nameof(Vector128.Min));
        Direct<double>(Opcode.F64x2RelaxedMax, nameof(Vector128.Max));
        Direct<double>(Opcode.F64x2RelaxedMadd, nameof(Vector128.FusedMultiplyAdd));

        Comparisons<sbyte, byte>(Opcode.I8x16Eq);
        Comparisons<short, ushort>(Opcode.I16x8Eq);
        Comparisons<int, uint>(Opcode.I32x4Eq);
        FloatComparisons<float>(Opcode.F32x4Eq);
        FloatComparisons<double>(Opcode.F64x2Eq);
        Direct<long>(Opcode.I64x2Eq, nameof(Vector128.Equals));
        Direct<long>(Opcode.I64x2LtS, nameof(Vector128.LessThan));
        Direct<long>(Opcode.I64x2GtS, nameof(Vector128.GreaterThan));
        Direct<long>(Opcode.I64x2LeS, nameof(Vector128.LessThanOrEqual));
        Direct<long>(Opcode.I64x2GeS, nameof(Vector128.GreaterThanOrEqual));

        Direct<sbyte>(Opcode.I16x8ExtendLowI8x16S, nameof(Vector128.WidenLower));
        Direct<sbyte>(Opcode.I16x8ExtendHighI8x16S, nameof(Vector128.WidenUpper));
        Direct<byte>(Opcode.I16x8ExtendLowI8x16U, nameof(Vector128.WidenLower));
        Direct<byte>(Opcode.I16x8ExtendHighI8x16U, nameof(Vector128.WidenUpper));
        Direct<short>(Opcode.I32x4ExtendLowI16x8S, nameof(Vector128.WidenLower));
        Direct<short>(Opcode.I32x4ExtendHighI16x8S, nameof(Vector128.WidenUpper));
        Direct<ushort>(Opcode.I32x4ExtendLowI16x8U, nameof(Vector128.WidenLower));
        Direct<ushort>(Opcode.I32x4ExtendHighI16x8U, nameof(Vector128.WidenUpper));
        Direct<int>(Opcode.I64x2ExtendLowI32x4S, nameof(Vector128.WidenLower));
        Direct<int>(Opcode.I64x2ExtendHighI32x4S, nameof(Vector128.WidenUpper));
        Direct<uint>(Opcode.I64x2ExtendLowI32x4U, nameof(Vector128.WidenLower));
        Direct<uint>(Opcode.I64x2ExtendHighI32x4U, nameof(Vector128.WidenUpper));
        Direct<float>(Opcode.I32x4TruncSatF32x4S, nameof(Vector128.ConvertToInt32));
        Direct<float>(Opcode.I32x4TruncSatF32x4U, nameof(Vector128.ConvertToUInt32));
        Direct<float>(Opcode.I32x4RelaxedTruncF32x4S, nameof(Vector128.ConvertToInt32));
        Direct<float>(Opcode.I32x4RelaxedTruncF32x4U, nameof(Vector128.ConvertToUInt32));
        Direct<int>(Opcode.F32x4ConvertI32x4S, nameof(Vector128.ConvertToSingle));
        // @formatter:on

        foreach (var method in typeof(VectorOperations).GetMethods(BindingFlags.Static | BindingFlags.Public))
        {
            if (Enum.TryParse<Opcode>(method.Name, out var opcode)) table.Add(opcode, method);
        }
        return table;

        void Comparisons<TSigned, TUnsigned>(Opcode first)
        {
            Direct<TSigned>(first, nameof(Vector128.Equals));
            Direct<TSigned>(first + 2, nameof(Vector128.LessThan));
            Direct<TUnsigned>(first + 3, nameof(Vector128.LessThan));
            Direct<TSigned>(first + 4, nameof(Vector128.GreaterThan));
            Direct<TUnsigned>(first + 5, nameof(Vector128.GreaterThan));
            Direct<TSigned>(first + 6, nameof(Vector128.LessThanOrEqual));
            Direct<TUnsigned>(first + 7, nameof(Vector128.LessThanOrEqual));
            Direct<TSigned>(first + 8, nameof(Vector128.GreaterThanOrEqual));
            Direct<TUnsigned>(first + 9, nameof(Vector128.GreaterThanOrEqual));
        }

        void FloatComparisons<T>(Opcode first)
        {
            Direct<T>(first, nameof(Vector128.Equals));
            Direct<T>(first + 2, nameof(Vector128.LessThan));
            Direct<T>(first + 3, nameof(Vector128.GreaterThan));
            Direct<T>(first + 4, nameof(Vector128.LessThanOrEqual));
            Direct<T>(first + 5, nameof(Vector128.GreaterThanOrEqual));
        }
    }

    private static MethodInfo Find(string name, Type element)
    {
        var vector = typeof(Vector128<>).MakeGenericType(element);
        var found = typeof(Vector128).GetMethods()
            .Where(method => method.Name == name)
            .Select(method => method.IsGenericMethodDefinition && method.GetGenericArguments().Length == 1 ? method.MakeGenericMethod(element) : method)
            .Where(method => !method.IsGenericMethodDefinition && method.GetParameters().All(parameter => parameter.ParameterType == vector))
            .ToArray();
        return found.Length == 1 ? found[0] : throw new MissingMethodException($"Vector128.{name} of {element}: {found.Length} methods.");
    }
}
