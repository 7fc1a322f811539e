using System.Net.Sockets;
using System.Security.Authentication;
using Sluice.Wasi.Http;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Tests.Http;

public class HttpErrorsTests
{
    public static TheoryData<Exception, object> Failures => new()
    {
        { new SocketException((int)SocketError.ConnectionRefused), new ErrorCode.ConnectionRefused() },
        { new SocketException((int)SocketError.HostNotFound), new ErrorCode.DnsError(new DnsErrorPayload("NXDOMAIN", 3)) },
        { new SocketException((int)SocketError.TimedOut), new ErrorCode.ConnectionTimeout() },
        { new SocketException((int)SocketError.NetworkUnreachable), new ErrorCode.DestinationIpUnroutable() },
        { new IOException("", new SocketException((int)SocketError.ConnectionReset)), new ErrorCode.ConnectionTerminated() },
        { new HttpRequestException(HttpRequestError.ConnectionError, "", new SocketException((int)SocketError.ConnectionRefused)), new ErrorCode.ConnectionRefused() },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, "", new AuthenticationException("certificate")), new ErrorCode.TlsCertificateError() },
        { new HttpRequestException(HttpRequestError.InvalidResponse, ""), new ErrorCode.HttpProtocolError() },
        { new HttpIOException(HttpRequestError.ResponseEnded, ""), new ErrorCode.HttpResponseIncomplete() },
        { new EndOfStreamException(), new ErrorCode.HttpResponseIncomplete() },
        { new BodyException(new ErrorCode.HttpRequestBodySize(3)), new ErrorCode.HttpRequestBodySize(3) },
        { new InvalidOperationException("odd"), new ErrorCode.InternalError("odd") },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failures_of_the_host_are_error_codes(Exception exception, object error) => Assert.Equal(error, HttpErrors.FromException(exception));

    [Fact]
    public void Error_codes_are_statuses_for_clients_of_a_server()
    {
        Assert.Equal(413, HttpErrors.ToStatusCode(new ErrorCode.HttpRequestBodySize(1)));
        Assert.Equal(504, HttpErrors.ToStatusCode(new ErrorCode.ConnectionTimeout()));
        Assert.Equal(502, HttpErrors.ToStatusCode(new ErrorCode.ConnectionRefused()));
        Assert.Equal(500, HttpErrors.ToStatusCode(new ErrorCode.InternalError(null)));
    }
}
