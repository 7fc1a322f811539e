using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>The host's failures as <c>error-code</c>s.</summary>
internal static class HttpErrors
{
    public static ErrorCode FromException(Exception exception) => exception switch
    {
        BodyException body => body.Error,
        SocketException socket => FromSocketError(socket.SocketErrorCode),
        AuthenticationException authentication => FromAuthentication(authentication),
        HttpRequestException request => FromRequest(request),
        HttpIOException io => FromRequestError(io.HttpRequestError),
        IOException { InnerException: { } inner } when inner is SocketException or BodyException => FromException(inner),
        EndOfStreamException => new ErrorCode.HttpResponseIncomplete(),
        IOException or ObjectDisposedException => new ErrorCode.ConnectionTerminated(),
        TimeoutException => new ErrorCode.ConnectionTimeout(),
        _ => new ErrorCode.InternalError(exception.Message),
    };

    public static ErrorCode FromSocketError(SocketError error) => error switch
    {
        SocketError.HostNotFound => new ErrorCode.DnsError(new DnsErrorPayload("NXDOMAIN", 3)),
        SocketError.NoData => new ErrorCode.DnsError(new DnsErrorPayload("NODATA", null)),
        SocketError.NoRecovery => new ErrorCode.DnsError(new DnsErrorPayload("SERVFAIL", 2)),
        SocketError.TryAgain => new ErrorCode.DnsError(new DnsErrorPayload("EAI_AGAIN", null)),
        SocketError.ConnectionRefused => new ErrorCode.ConnectionRefused(),
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.OperationAborted => new ErrorCode.ConnectionTerminated(),
        SocketError.TimedOut => new ErrorCode.ConnectionTimeout(),
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.AddressNotAvailable => new ErrorCode.DestinationIpUnroutable(),
        SocketError.HostDown or SocketError.NetworkDown => new ErrorCode.DestinationUnavailable(),
        SocketError.AccessDenied => new ErrorCode.DestinationIpProhibited(),
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => new ErrorCode.ConnectionLimitReached(),
        _ => new ErrorCode.InternalError($"socket error {error}"),
    };

    /// <summary>What a client of a server hears for an error of the server's own handler.</summary>
    public static int ToStatusCode(ErrorCode error) => error switch
    {
        ErrorCode.HttpRequestDenied => 403,
        ErrorCode.HttpRequestLengthRequired => 411,
        ErrorCode.HttpRequestBodySize => 413,
        ErrorCode.HttpRequestMethodInvalid => 405,
        ErrorCode.HttpRequestUriInvalid => 400,
        ErrorCode.HttpRequestUriTooLong => 414,
        ErrorCode.HttpRequestHeaderSectionSize or ErrorCode.HttpRequestHeaderSize or ErrorCode.HttpRequestTrailerSectionSize or ErrorCode.HttpRequestTrailerSize => 431,
        ErrorCode.LoopDetected => 508,
        ErrorCode.DnsTimeout or ErrorCode.ConnectionTimeout or ErrorCode.ConnectionReadTimeout or ErrorCode.ConnectionWriteTimeout or ErrorCode.HttpResponseTimeout => 504,
        ErrorCode.ConfigurationError or ErrorCode.InternalError => 500,
        _ => 502,
    };

    private static ErrorCode FromRequest(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError when exception.InnerException is not SocketException => new ErrorCode.DnsError(new DnsErrorPayload(null, null)),
        HttpRequestError.Unknown or HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            when exception.InnerException is { } inner => FromException(inner),
        var error => FromRequestError(error),
    };

    private static ErrorCode FromRequestError(HttpRequestError error) => error switch
    {
        HttpRequestError.ConnectionError => new ErrorCode.ConnectionTerminated(),
        HttpRequestError.SecureConnectionError => new ErrorCode.TlsProtocolError(),
        HttpRequestError.ResponseEnded => new ErrorCode.HttpResponseIncomplete(),
        HttpRequestError.ConfigurationLimitExceeded => new ErrorCode.HttpResponseHeaderSectionSize(null),
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError
            or HttpRequestError.ExtendedConnectNotSupported => new ErrorCode.HttpProtocolError(),
        _ => new ErrorCode.ConnectionTerminated(),
    };

    // .NET tells a certificate that the host refuses from everything else by wording alone: no inner exception means its own verdict.
    private static ErrorCode FromAuthentication(AuthenticationException exception) => exception.InnerException switch
    {
        null => new ErrorCode.TlsCertificateError(),
        SocketException or IOException => FromException(exception.InnerException),
        { } inner when inner.ToString().Contains("alert", StringComparison.OrdinalIgnoreCase) => new ErrorCode.TlsAlertReceived(new TlsAlertReceivedPayload(null, inner.Message)),
        _ => new ErrorCode.TlsProtocolError(),
    };
}

