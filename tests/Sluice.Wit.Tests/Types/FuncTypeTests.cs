using Sluice.Wit.Types;

namespace Sluice.Wit.Tests.Types;

public class FuncTypeTests
{
    private static FuncType Func(int parameters, ValType? result) =>
        new(new(Enumerable.Range(0, parameters).Select(i => new Param($"p{i}", ValType.F32))), result);

    private static string Words(int count, string word) => string.Join(' ', Enumerable.Repeat(word, count));

    [Theory]
    [InlineData(0, false, "() -> ()")]
    [InlineData(16, false, "16 -> ()")]
    [InlineData(17, false, "(I32) -> ()")]
    [InlineData(1, true, "(F32) -> (I32)")]
    public void Lifted_synchronous_functions_return_a_pointer_to_large_results(int parameters, bool result, string expected) =>
        Check(expected, Func(parameters, result ? ValType.String : null).Flatten(PointerSize.Memory32, FlattenContext.Lift));

    [Theory]
    [InlineData(16, true, "16+I32 -> ()")]
    [InlineData(17, true, "(I32 I32) -> ()")]
    [InlineData(17, false, "(I32) -> ()")]
    public void Lowered_synchronous_functions_take_a_pointer_for_large_results(int parameters, bool result, string expected) =>
        Check(expected, Func(parameters, result ? ValType.String : null).Flatten(PointerSize.Memory32, FlattenContext.Lower));

    [Theory]
    [InlineData(16, true, "16 -> (I32)")]
    [InlineData(16, false, "16 -> ()")]
    [InlineData(17, true, "(I32) -> (I32)")]
    public void Lifted_asynchronous_functions_return_what_to_wait_for(int parameters, bool callback, string expected) =>
        Check(expected, Func(parameters, ValType.U8).Flatten(PointerSize.Memory32, FlattenContext.Lift, asyncAbi: true, callback));

    [Theory]
    [InlineData(4, true, "(F32 F32 F32 F32 I32) -> (I32)")]
    [InlineData(5, true, "(I32 I32) -> (I32)")]
    [InlineData(5, false, "(I32) -> (I32)")]
    [InlineData(0, false, "() -> (I32)")]
    public void Lowered_asynchronous_functions_take_four_parameters_and_return_a_status(int parameters, bool result, string expected) =>
        Check(expected, Func(parameters, result ? ValType.U8 : null).Flatten(PointerSize.Memory32, FlattenContext.Lower, asyncAbi: true));

    [Fact]
    public void Pointers_are_64_bits_wide_for_64_bit_memories()
    {
        var type = Func(17, ValType.String);
        Check("(I64) -> (I64)", type.Flatten(PointerSize.Memory64, FlattenContext.Lift));
        Check("(I64 I64) -> ()", type.Flatten(PointerSize.Memory64, FlattenContext.Lower));
        Check("(I64 I64) -> (I32)", type.Flatten(PointerSize.Memory64, FlattenContext.Lower, asyncAbi: true));
    }

    [Fact]
    public void A_scalar_result_is_returned_as_such() =>
        Check("() -> (F64)", Func(0, ValType.F64).Flatten(PointerSize.Memory32, FlattenContext.Lower));

    private static void Check(string expected, CoreFuncType actual) => Assert.Equal(
        expected.Replace("16+I32", $"({Words(16, "F32")} I32)", StringComparison.Ordinal).Replace("16 ->", $"({Words(16, "F32")}) ->", StringComparison.Ordinal),
        actual.ToString());
}
