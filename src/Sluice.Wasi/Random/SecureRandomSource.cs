using System.Security.Cryptography;

namespace Sluice.Wasi.Random;

internal sealed class SecureRandomSource : RandomSource
{
    public static SecureRandomSource Instance { get; } = new();

    public override void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
