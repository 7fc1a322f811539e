using System.Text;
using Sluice.CanonicalAbi;

namespace Sluice.Tests.CanonicalAbi;

public sealed class Utf8CopyTests
{
    // Around the sizes of vectors, and of the pieces in which text with other characters than ASCII is copied.
    public static TheoryData<int> Lengths => [0, 1, 15, 16, 17, 31, 33, 127, 128, 129, 200, 8191, 8192, 8193, 16_384, 20_000];

    public static TheoryData<string> Texts => ["a", "é", "€", "😀", "aé", "abcdefghijklmnopé€😀", "a€😀aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_arrives_as_it_was(string unit)
    {
        foreach (var length in (int[])[1, 7, 100, 2_000, 5_000])
        {
            for (var shift = 0; shift < 4; shift++)
            {
                var source = Encoding.UTF8.GetBytes(new string('x', shift) + string.Concat(Enumerable.Repeat(unit, length)));
                var destination = new byte[source.Length];
                Utf8Copy.Copy(source, destination);
                Assert.Equal(source, destination);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Bytes_that_are_no_text_stop_the_guest_wherever_they_stand(int length)
    {
        foreach (var filler in (string[])["a", "é", "😀"])
        {
            var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(filler, length)))[..(length - length % Encoding.UTF8.GetByteCount(filler))];
            foreach (var (bad, code) in ((byte[], TrapCode)[])[([0xff], TrapCode.InvalidUtf8), ([0x80], TrapCode.InvalidUtf8), ([0xc3], TrapCode.IncompleteUtf8), ([0xf0, 0x9f, 0x98], TrapCode.IncompleteUtf8)])
            {
                byte[] atTheEnd = [.. text, .. bad];
                Assert.Equal(code, Assert.Throws<Trap>(() => Utf8Copy.Copy(atTheEnd, new byte[atTheEnd.Length])).Code);
                byte[] before = [.. bad, (byte)'a', .. text];
                Assert.Equal(TrapCode.InvalidUtf8, Assert.Throws<Trap>(() => Utf8Copy.Copy(before, new byte[before.Length])).Code);
            }
        }
    }

    [Fact]
    public void Source_and_destination_may_overlap()
    {
        var bytes = Encoding.UTF8.GetBytes("…" + new string('b', 300));
        var expected = bytes[..200];
        Utf8Copy.Copy(bytes.AsSpan(0, 200), bytes.AsSpan(50, 200));
        Assert.Equal(expected, bytes[50..250]);
    }
}
