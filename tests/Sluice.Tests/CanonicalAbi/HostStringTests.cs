using System.Text;
using Sluice.CanonicalAbi;
using Sluice.Wit.Types;

namespace Sluice.Tests.CanonicalAbi;

public sealed class HostStringTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("plain", 5)]
    [InlineData("wörld", 6)]
    [InlineData("日本", 6)]
    [InlineData("𝄞", 4)]
    public void A_guest_of_UTF_8_is_asked_for_room_once_with_the_final_size(string text, int byteLength)
    {
        var side = new GuestSide(PointerSize.Memory32);
        side.Reset(16);
        var lowered = StringLowering.Lower(side.Context(), text);
        Assert.Equal([[0, 0, 1, (ulong)byteLength, 16]], side.Log);
        Assert.Equal((16ul, (ulong)byteLength), (lowered.Pointer, lowered.Length));
        Assert.Equal(Encoding.UTF8.GetBytes(text), side.Bytes.Slice(16, byteLength).ToArray());
    }

    // Attributes cannot hold a lone surrogate.
    [Fact]
    public void Lone_surrogates_become_replacement_characters()
    {
        var side = new GuestSide(PointerSize.Memory32);
        side.Reset(16);
        var lowered = StringLowering.Lower(side.Context(), "a\uD800b");
        Assert.Equal([[0, 0, 1, 5, 16]], side.Log);
        Assert.Equal("a\uFFFDb", Encoding.UTF8.GetString(side.Bytes.Slice((int)lowered.Pointer, (int)lowered.Length)));
    }

    [Theory]
    [InlineData("wörld", 10)]
    [InlineData("𝄞", 4)]
    public void A_guest_of_UTF_16_is_asked_for_room_once(string text, int byteLength)
    {
        var side = new GuestSide(PointerSize.Memory32);
        side.Reset(16);
        var lowered = StringLowering.Lower(side.Context(StringEncoding.Utf16), text);
        Assert.Equal([[0, 0, 2, (ulong)byteLength, 16]], side.Log);
        Assert.Equal((ulong)text.Length, lowered.Length);
        Assert.Equal(text, Encoding.Unicode.GetString(side.Bytes.Slice(16, byteLength)));
    }
}
