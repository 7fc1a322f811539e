using System.Net.Security;

namespace Sluice.Wasi.Http;

/// <summary>
/// What guests may do over HTTP. By default they may send nothing: every request fails with <c>error-code.HTTP-request-denied</c> until
/// <see cref="AllowedHosts"/> names its destination.
/// </summary>
public sealed class WasiHttpOptions
{
    /// <summary>
    /// Where guests may send requests: <c>example.com</c>, <c>example.com:8443</c>, <c>*.example.com</c> (below it, not itself),
    /// <c>[::1]:8080</c>, or <c>*</c> for everywhere. A host without a port is allowed at every port.
    /// </summary>
    public IList<string> AllowedHosts { get; init; } = [];

    /// <summary>How many bytes one set of headers or trailers may have; each entry counts 32 bytes more than its name and value.</summary>
    public int MaxFieldBytes { get; set; } = 128 << 10;

    /// <summary>How long connecting may take, including names and TLS, where a request does not say.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a request waits for its response where it does not say.</summary>
    public TimeSpan FirstByteTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a response may pause where its request does not say.</summary>
    public TimeSpan BetweenBytesTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an unused connection is kept.</summary>
    public TimeSpan IdleConnectionTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Judges the certificates of servers; null for the system's own judgement.</summary>
    public RemoteCertificateValidationCallback? CertificateValidation { get; set; }
}
