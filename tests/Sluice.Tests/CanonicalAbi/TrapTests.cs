using Sluice.CanonicalAbi;
using Sluice.Wit.Types;

namespace Sluice.Tests.CanonicalAbi;

public sealed unsafe class TrapTests
{
    private readonly GuestSide giver = new(PointerSize.Memory32);
    private readonly GuestSide receiver = new(PointerSize.Memory32);

    [Theory]
    [InlineData((int)StringEncoding.Utf8, 65535u, 2u, TrapCode.StringOutOfBounds)]
    [InlineData((int)StringEncoding.Utf8, 0xDEADBEEFu, 0u, TrapCode.StringOutOfBounds)]
    [InlineData((int)StringEncoding.Utf8, 0u, 1u << 28, TrapCode.StringTooLong)]
    [InlineData((int)StringEncoding.Utf16, 0u, 1u << 27, TrapCode.StringTooLong)]
    [InlineData((int)StringEncoding.Utf16, 1u, 0u, TrapCode.UnalignedPointer)]
    [InlineData((int)StringEncoding.Latin1OrUtf16, 1u, 1u, TrapCode.UnalignedPointer)]
    [InlineData((int)StringEncoding.Latin1OrUtf16, 65534u, 0x8000_0002u, TrapCode.StringOutOfBounds)]
    [InlineData((int)StringEncoding.Utf8, 8u, 1u, TrapCode.InvalidUtf8)]
    [InlineData((int)StringEncoding.Utf8, 16u, 1u, TrapCode.IncompleteUtf8)]
    [InlineData((int)StringEncoding.Utf16, 8u, 1u, TrapCode.InvalidUtf16)]
    public void A_string_that_is_not_one_traps(int encoding, uint pointer, uint length, TrapCode expected)
    {
        giver.Bytes[8] = 0xFF;
        giver.Bytes[9] = 0xDF;
        giver.Bytes[16] = 0xC3;
        var slots = stackalloc ulong[] { pointer, length };
        AssertTraps(expected, ValType.String, slots, (StringEncoding)encoding);
    }

    [Theory]
    [InlineData(4u, 16383u, false)]
    [InlineData(4u, 16384u, true)]
    [InlineData(65536u, 0u, false)]
    [InlineData(65540u, 0u, true)]
    public void A_list_must_lie_in_the_memory(uint pointer, uint length, bool outOfBounds)
    {
        var slots = stackalloc ulong[] { pointer, length };
        if (outOfBounds) AssertTraps(TrapCode.ListOutOfBounds, new ListType(ValType.U32), slots);
        else Assert.Equal(length, Receive(new ListType(ValType.U32), slots)[1]);
    }

    [Fact]
    public void A_list_must_be_aligned_and_not_too_long()
    {
        var unaligned = stackalloc ulong[] { 2, 1 };
        AssertTraps(TrapCode.UnalignedPointer, new ListType(ValType.U32), unaligned);
        var tooLong = stackalloc ulong[] { 0, 1 << 26 };
        AssertTraps(TrapCode.ListTooLong, new ListType(ValType.U32), tooLong);
    }

    [Theory]
    [InlineData(0xD7FFu, false)]
    [InlineData(0xD800u, true)]
    [InlineData(0xDFFFu, true)]
    [InlineData(0xE000u, false)]
    [InlineData(0x10FFFFu, false)]
    [InlineData(0x110000u, true)]
    [InlineData(0xFFFFFFFFu, true)]
    public void A_char_must_be_a_scalar_value(uint value, bool traps)
    {
        var slots = stackalloc ulong[] { value };
        if (traps) AssertTraps(TrapCode.InvalidChar, ValType.Char, slots);
        else Assert.Equal(value, Receive(ValType.Char, slots)[0]);
    }

    [Fact]
    public void A_case_must_exist()
    {
        var slots = stackalloc ulong[] { 2, 0 };
        AssertTraps(TrapCode.InvalidDiscriminant, new OptionType(ValType.U8), slots);
        AssertTraps(TrapCode.InvalidDiscriminant, new EnumType(Seq.Of("a", "b")), slots);
    }

    [Fact]
    public void What_realloc_returns_is_checked()
    {
        var slots = stackalloc ulong[] { 4, 1 };
        receiver.BrokenResult = uint.MaxValue;
        AssertTraps(TrapCode.ReallocUnaligned, new ListType(ValType.U32), slots);
        receiver.BrokenResult = 65536;
        AssertTraps(TrapCode.ReallocOutOfBounds, new ListType(ValType.U32), slots);
        AssertTraps(TrapCode.ReallocOutOfBounds, ValType.String, slots);
        slots[1] = 0;
        receiver.BrokenResult = 65540;
        AssertTraps(TrapCode.ReallocOutOfBounds, new ListType(ValType.U32), slots);
    }

    [Fact]
    public void A_pointer_to_parameters_is_checked()
    {
        var type = new TupleType(new Seq<ValType>(Enumerable.Repeat<ValType>(ValType.U64, 17)));
        var unaligned = stackalloc ulong[] { 4 };
        AssertTraps(TrapCode.UnalignedPointer, type, unaligned);
        var outside = stackalloc ulong[] { 65536 - 16 * 8 };
        AssertTraps(TrapCode.ValuesOutOfBounds, type, outside);
    }

    [Theory]
    [InlineData(TrapCode.StringOutOfBounds, "string content out-of-bounds")]
    [InlineData(TrapCode.StringOutOfBounds, "string pointer/length out of bounds of memory")]
    [InlineData(TrapCode.ListOutOfBounds, "list content out-of-bounds")]
    [InlineData(TrapCode.UnalignedPointer, "unaligned pointer")]
    [InlineData(TrapCode.ReallocUnaligned, "realloc return: result not aligned")]
    [InlineData(TrapCode.ReallocOutOfBounds, "realloc return: beyond end of memory")]
    [InlineData(TrapCode.InvalidUtf8, "invalid utf-8")]
    [InlineData(TrapCode.IncompleteUtf8, "incomplete utf-8 byte sequence")]
    [InlineData(TrapCode.InvalidChar, "invalid `char` bit pattern")]
    [InlineData(TrapCode.InvalidDiscriminant, "invalid variant discriminant")]
    public void Traps_are_worded_as_scripts_expect(TrapCode code, string wording) => Assert.Contains(wording, Trap.Describe(code), StringComparison.Ordinal);

    // More types than are compiled.
    [Fact]
    public void Huge_types_are_moved_too()
    {
        ValType leaf = new RecordType(new Seq<Field>(Enumerable.Range(0, 1500).Select(i => new Field($"f{i}", ValType.Bool))));
        var type = new ListType(new TupleType(Seq.Of(leaf, ValType.String, leaf)));
        giver.Reset(8);
        receiver.Reset(8);
        giver.Bytes[100] = 2;
        giver.Bytes[100 + 1500] = 0;
        giver.Bytes[100 + 1504] = 1;
        var slots = stackalloc ulong[] { 100, 1 };
        var received = Receive(type, slots);
        Assert.Equal(1UL, received[1]);
        Assert.Equal(1, receiver.Bytes[(int)received[0]]);
        Assert.Equal([0UL, 0, 1, 1], receiver.Log[1][..4]);
    }

    private void AssertTraps(TrapCode expected, ValType type, ulong* slots, StringEncoding encoding = StringEncoding.Utf8)
    {
        try
        {
            Receive(type, slots, encoding);
        }
        catch (Trap trap)
        {
            Assert.Equal(expected, trap.Code);
            return;
        }
        Assert.Fail("no trap");
    }

    private ulong[] Receive(ValType type, ulong* slots, StringEncoding encoding = StringEncoding.Utf8)
    {
        var function = new FuncType(Seq.Of(new Param("p", type)), null);
        var destination = stackalloc ulong[16];
        var from = giver.Context(encoding);
        var to = receiver.Context();
        Movers.Parameters(function, from.Options, to.Options)(from, slots, to, destination);
        return new Span<ulong>(destination, 16).ToArray();
    }
}
