using Sluice.Wasi.Random;

namespace Sluice.Wasi.Tests.Random;

public sealed class RandomSourceTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes_forever()
    {
        ulong[] expected = ReferenceSequence(seed: 42, count: 64);
        SeededRandomSource source = new(42);
        Assert.Equal(expected, Enumerable.Range(0, 64).Select(_ => source.GetUInt64()));
        Assert.NotEqual(expected[0], new SeededRandomSource(43).GetUInt64());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(13)]
    public void Any_length_is_filled(int length)
    {
        byte[] bytes = new SeededRandomSource(1).GetBytes((ulong)length);
        Assert.Equal(length, bytes.Length);
        Assert.Equal(new SeededRandomSource(1).GetBytes(16)[..length], bytes);
    }

    [Fact]
    public void A_read_is_cut_off_but_never_empty()
    {
        Assert.Equal(RandomSource.LongestRead, SecureRandomSource.Instance.GetBytes(ulong.MaxValue).Length);
        Assert.Single(SecureRandomSource.Instance.GetBytes(1));
        Assert.Empty(SecureRandomSource.Instance.GetBytes(0));
    }

    [Fact]
    public void Secure_bytes_differ_each_time_and_use_all_values()
    {
        byte[] first = SecureRandomSource.Instance.GetBytes(16 * 1024);
        Assert.NotEqual(first, SecureRandomSource.Instance.GetBytes(16 * 1024));
        Assert.Equal(256, first.Distinct().Count());
    }

    // Written from the published recurrences with 128-bit arithmetic and explicit masks rather than wrapping operators.
    private static ulong[] ReferenceSequence(ulong seed, int count)
    {
        const int Words = 4;
        UInt128 mask = ulong.MaxValue;
        ulong[] s = new ulong[Words];
        for (int i = 0; i < Words; i++)
        {
            UInt128 z = (seed + ((UInt128)0x9E3779B97F4A7C15 * (uint)(i + 1))) & mask;
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask;
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask;
            s[i] = (ulong)(z ^ (z >> 31));
        }

        ulong[] result = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            result[i] = (ulong)((Rotate((s[1] * (UInt128)5) & mask, 7) * 9) & mask);
            ulong t = (ulong)(((UInt128)s[1] << 17) & mask);
            s[2] ^= s[0];
            s[3] ^= s[1];
            s[1] ^= s[2];
            s[0] ^= s[3];
            s[2] ^= t;
            s[3] = (ulong)Rotate(s[3], 45);
        }

        return result;

        static UInt128 Rotate(UInt128 value, int by) => ((value << by) | (value >> (64 - by))) & ulong.MaxValue;
    }
}
