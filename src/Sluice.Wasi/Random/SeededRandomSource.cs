using System.Buffers.Binary;
using System.Numerics;

namespace Sluice.Wasi.Random;

/// <summary>
/// Reproducible and fast, not secret: xoshiro256** seeded through SplitMix64 (both https://prng.di.unimi.it).
/// Our own code because <see cref="System.Random"/> promises no stable sequence across .NET versions.
/// </summary>
internal sealed class SeededRandomSource : RandomSource
{
    private ulong _s0, _s1, _s2, s3;

    public SeededRandomSource(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        s3 = SplitMix(ref seed);
    }

    public override void Fill(Span<byte> destination)
    {
        for (; destination.Length >= sizeof(ulong); destination = destination[sizeof(ulong)..])
            BinaryPrimitives.WriteUInt64LittleEndian(destination, Next());
        if (destination.IsEmpty)
            return;
        Span<byte> last = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(last, Next());
        last[..destination.Length].CopyTo(destination);
    }

    private ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= s3;
        _s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
