using System.Buffers.Binary;

namespace Sluice.Wasi.Random;

/// <summary>Where random bytes come from. Used from one thread at a time.</summary>
internal abstract class RandomSource
{
    /// <summary>The most bytes that one call of <see cref="GetBytes"/> returns; the interface allows short reads.</summary>
    public const int LongestRead = 64 * 1024;

    public abstract void Fill(Span<byte> destination);

    /// <summary>At least one byte if any is asked for, at most <see cref="LongestRead"/>.</summary>
    public byte[] GetBytes(ulong maxLength)
    {
        byte[] bytes = new byte[(int)Math.Min(maxLength, LongestRead)];
        Fill(bytes);
        return bytes;
    }

    public ulong GetUInt64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
