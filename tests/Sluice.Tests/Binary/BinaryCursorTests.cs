using Sluice.Binary;

namespace Sluice.Tests.Binary;

public sealed class BinaryCursorTests
{
    [Theory]
    [InlineData(new byte[] { 0 }, 0u)]
    [InlineData(new byte[] { 0x7f }, 127u)]
    [InlineData(new byte[] { 0x80, 0x01 }, 128u)]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x00 }, 0u)]
    [InlineData(new byte[] { 0x83, 0x80, 0x80, 0x80, 0x00 }, 3u)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x0f }, uint.MaxValue)]
    public void Unsigned_numbers_may_be_overlong(byte[] bytes, uint value)
    {
        var cursor = new BinaryCursor(bytes);
        Assert.Equal(value, cursor.ReadU32());
        Assert.True(cursor.AtEnd);
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x00 }, "integer representation too long")]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x10 }, "integer too large")]
    [InlineData(new byte[] { 0x80, 0x80 }, "unexpected end")]
    [InlineData(new byte[] { }, "unexpected end")]
    public void Unsigned_numbers_have_no_excess_bytes_or_bits(byte[] bytes, string rule) =>
        Assert.StartsWith(rule, Assert.Throws<MalformedException>(() => new BinaryCursor(bytes).ReadU32()).Rule, StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 0x7f }, -1)]
    [InlineData(new byte[] { 0x40 }, -64)]
    [InlineData(new byte[] { 0x3f }, 63)]
    [InlineData(new byte[] { 0xff, 0x7f }, -1)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x7f }, -1)]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x78 }, int.MinValue)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x07 }, int.MaxValue)]
    public void Signed_numbers_extend_their_sign(byte[] bytes, int value)
    {
        var cursor = new BinaryCursor(bytes);
        Assert.Equal(value, cursor.ReadS32());
        Assert.True(cursor.AtEnd);
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x0f })]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x70 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x4f })]
    public void Unused_bits_of_signed_numbers_repeat_the_sign(byte[] bytes) =>
        Assert.Equal("integer too large", Assert.Throws<MalformedException>(() => new BinaryCursor(bytes).ReadS32()).Rule);

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(-1L)]
    [InlineData(1L << 40)]
    public void Long_numbers_survive_a_round_trip(long value)
    {
        var writer = new ByteWriter();
        writer.Signed(value);
        writer.Unsigned((ulong)value);
        var cursor = new BinaryCursor(writer.Span);
        Assert.Equal(value, cursor.ReadS64());
        Assert.Equal((ulong)value, cursor.ReadU64());
    }

    [Theory]
    [InlineData(new byte[] { 2, 0xc0, 0x80 })]
    [InlineData(new byte[] { 3, 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 1, 0xff })]
    public void Names_are_strict_utf8(byte[] bytes) =>
        Assert.Equal("malformed UTF-8 encoding", Assert.Throws<MalformedException>(() => new BinaryCursor(bytes).ReadName()).Rule);

    [Fact]
    public void Errors_say_where()
    {
        var error = Assert.Throws<MalformedException>(() => new BinaryCursor(new byte[] { 9, 9, 0xff, 0xff, 0xff, 0xff, 0x1f }, 2).ReadU32());
        Assert.Equal(6, error.Offset);
        Assert.EndsWith("(at offset 0x6)", error.Message, StringComparison.Ordinal);
    }
}
