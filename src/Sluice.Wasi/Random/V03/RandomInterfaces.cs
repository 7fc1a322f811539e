using Sluice.Wasi.V03.Wasi.Random.Insecure;
using Sluice.Wasi.V03.Wasi.Random.InsecureSeed;
using Sluice.Wasi.V03.Wasi.Random.Random;

namespace Sluice.Wasi.Random;

/// <summary><c>wasi:random/random</c>, <c>insecure</c> and <c>insecure-seed</c>.</summary>
internal sealed class RandomInterfaces(WasiContext context) : IRandom, IInsecure, IInsecureSeed
{
    public byte[] GetRandomBytes(ulong maxLen) => context.Random.GetBytes(maxLen);

    public ulong GetRandomU64() => context.Random.GetUInt64();

    public byte[] GetInsecureRandomBytes(ulong maxLen) => context.InsecureRandom.GetBytes(maxLen);

    public ulong GetInsecureRandomU64() => context.InsecureRandom.GetUInt64();

    public (ulong, ulong) GetInsecureSeed() => context.InsecureSeed;
}
