using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.AspNetCore.Tests;

/// <summary>A certificate that nobody trusts.</summary>
internal static class TestCertificate
{
    public static X509Certificate2 Instance { get; } = Create();

    private static X509Certificate2 Create()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
