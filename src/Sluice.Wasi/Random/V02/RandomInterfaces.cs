using Sluice.Wasi.V02.Wasi.Random.Insecure;
using Sluice.Wasi.V02.Wasi.Random.InsecureSeed;
using Sluice.Wasi.V02.Wasi.Random.Random;

namespace Sluice.Wasi.Random;

/// <summary><c>wasi:random@0.2</c>: unlike 0.3's, its functions return as many bytes as were asked for.</summary>
internal sealed class RandomInterfacesV02(WasiContext context) : IRandom, IInsecure, IInsecureSeed
{
    // A list of more bytes would not fit into a 32-bit guest's memory beside anything else.
    private const ulong MaxLength = 1 << 28;

    public byte[] GetRandomBytes(ulong len) => Bytes(context.Random, len);

    public ulong GetRandomU64() => context.Random.GetUInt64();

    public byte[] GetInsecureRandomBytes(ulong len) => Bytes(context.InsecureRandom, len);

    public ulong GetInsecureRandomU64() => context.InsecureRandom.GetUInt64();

    public (ulong, ulong) InsecureSeed() => context.InsecureSeed;

    private static byte[] Bytes(RandomSource source, ulong length)
    {
        if (length > MaxLength) throw new Trap(TrapCode.LimitExceeded, $"{length} random bytes at once");
        var bytes = new byte[length];
        source.Fill(bytes);
        return bytes;
    }
}
