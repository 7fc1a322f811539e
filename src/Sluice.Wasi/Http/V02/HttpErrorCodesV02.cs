using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>The <c>error-code</c> of <c>wasi:http/types@0.2</c>, which has the same cases as that of 0.3.</summary>
internal static class HttpErrorCodesV02
{
    private static readonly (ErrorCode Domain, W.ErrorCode V02)[] Plain =
    [
        (new ErrorCode.DnsTimeout(), new W.ErrorCode.DnsTimeout()),
        (new ErrorCode.DestinationNotFound(), new W.ErrorCode.DestinationNotFound()),
        (new ErrorCode.DestinationUnavailable(), new W.ErrorCode.DestinationUnavailable()),
        (new ErrorCode.DestinationIpProhibited(), new W.ErrorCode.DestinationIpProhibited()),
        (new ErrorCode.DestinationIpUnroutable(), new W.ErrorCode.DestinationIpUnroutable()),
        (new ErrorCode.ConnectionRefused(), new W.ErrorCode.ConnectionRefused()),
        (new ErrorCode.ConnectionTerminated(), new W.ErrorCode.ConnectionTerminated()),
        (new ErrorCode.ConnectionTimeout(), new W.ErrorCode.ConnectionTimeout()),
        (new ErrorCode.ConnectionReadTimeout(), new W.ErrorCode.ConnectionReadTimeout()),
        (new ErrorCode.ConnectionWriteTimeout(), new W.ErrorCode.ConnectionWriteTimeout()),
        (new ErrorCode.ConnectionLimitReached(), new W.ErrorCode.ConnectionLimitReached()),
        (new ErrorCode.TlsProtocolError(), new W.ErrorCode.TlsProtocolError()),
        (new ErrorCode.TlsCertificateError(), new W.ErrorCode.TlsCertificateError()),
        (new ErrorCode.HttpRequestDenied(), new W.ErrorCode.HttpRequestDenied()),
        (new ErrorCode.HttpRequestLengthRequired(), new W.ErrorCode.HttpRequestLengthRequired()),
        (new ErrorCode.HttpRequestMethodInvalid(), new W.ErrorCode.HttpRequestMethodInvalid()),
        (new ErrorCode.HttpRequestUriInvalid(), new W.ErrorCode.HttpRequestUriInvalid()),
        (new ErrorCode.HttpRequestUriTooLong(), new W.ErrorCode.HttpRequestUriTooLong()),
        (new ErrorCode.HttpResponseIncomplete(), new W.ErrorCode.HttpResponseIncomplete()),
        (new ErrorCode.HttpResponseTimeout(), new W.ErrorCode.HttpResponseTimeout()),
        (new ErrorCode.HttpUpgradeFailed(), new W.ErrorCode.HttpUpgradeFailed()),
        (new ErrorCode.HttpProtocolError(), new W.ErrorCode.HttpProtocolError()),
        (new ErrorCode.LoopDetected(), new W.ErrorCode.LoopDetected()),
        (new ErrorCode.ConfigurationError(), new W.ErrorCode.ConfigurationError()),
    ];

    public static W.ErrorCode ToV02(this ErrorCode code) => code switch
    {
        ErrorCode.DnsError(var value) => new W.ErrorCode.DnsError(new W.DnsErrorPayload(value.Rcode, value.InfoCode)),
        ErrorCode.TlsAlertReceived(var value) => new W.ErrorCode.TlsAlertReceived(new W.TlsAlertReceivedPayload(value.AlertId, value.AlertMessage)),
        ErrorCode.HttpRequestBodySize(var size) => new W.ErrorCode.HttpRequestBodySize(size),
        ErrorCode.HttpRequestHeaderSectionSize(var size) => new W.ErrorCode.HttpRequestHeaderSectionSize(size),
        ErrorCode.HttpRequestHeaderSize(var field) => new W.ErrorCode.HttpRequestHeaderSize(field is null ? null : ToV02(field)),
        ErrorCode.HttpRequestTrailerSectionSize(var size) => new W.ErrorCode.HttpRequestTrailerSectionSize(size),
        ErrorCode.HttpRequestTrailerSize(var field) => new W.ErrorCode.HttpRequestTrailerSize(ToV02(field)),
        ErrorCode.HttpResponseHeaderSectionSize(var size) => new W.ErrorCode.HttpResponseHeaderSectionSize(size),
        ErrorCode.HttpResponseHeaderSize(var field) => new W.ErrorCode.HttpResponseHeaderSize(ToV02(field)),
        ErrorCode.HttpResponseBodySize(var size) => new W.ErrorCode.HttpResponseBodySize(size),
        ErrorCode.HttpResponseTrailerSectionSize(var size) => new W.ErrorCode.HttpResponseTrailerSectionSize(size),
        ErrorCode.HttpResponseTrailerSize(var field) => new W.ErrorCode.HttpResponseTrailerSize(ToV02(field)),
        ErrorCode.HttpResponseTransferCoding(var coding) => new W.ErrorCode.HttpResponseTransferCoding(coding),
        ErrorCode.HttpResponseContentCoding(var coding) => new W.ErrorCode.HttpResponseContentCoding(coding),
        ErrorCode.InternalError(var message) => new W.ErrorCode.InternalError(message),
        _ => Array.Find(Plain, row => row.Domain == code).V02,
    };

    public static ErrorCode ToDomain(this W.ErrorCode code) => code switch
    {
        W.ErrorCode.DnsError(var value) => new ErrorCode.DnsError(new DnsErrorPayload(value.Rcode, value.InfoCode)),
        W.ErrorCode.TlsAlertReceived(var value) => new ErrorCode.TlsAlertReceived(new TlsAlertReceivedPayload(value.AlertId, value.AlertMessage)),
        W.ErrorCode.HttpRequestBodySize(var size) => new ErrorCode.HttpRequestBodySize(size),
        W.ErrorCode.HttpRequestHeaderSectionSize(var size) => new ErrorCode.HttpRequestHeaderSectionSize(size),
        W.ErrorCode.HttpRequestHeaderSize(var field) => new ErrorCode.HttpRequestHeaderSize(field is null ? null : ToDomain(field)),
        W.ErrorCode.HttpRequestTrailerSectionSize(var size) => new ErrorCode.HttpRequestTrailerSectionSize(size),
        W.ErrorCode.HttpRequestTrailerSize(var field) => new ErrorCode.HttpRequestTrailerSize(ToDomain(field)),
        W.ErrorCode.HttpResponseHeaderSectionSize(var size) => new ErrorCode.HttpResponseHeaderSectionSize(size),
        W.ErrorCode.HttpResponseHeaderSize(var field) => new ErrorCode.HttpResponseHeaderSize(ToDomain(field)),
        W.ErrorCode.HttpResponseBodySize(var size) => new ErrorCode.HttpResponseBodySize(size),
        W.ErrorCode.HttpResponseTrailerSectionSize(var size) => new ErrorCode.HttpResponseTrailerSectionSize(size),
        W.ErrorCode.HttpResponseTrailerSize(var field) => new ErrorCode.HttpResponseTrailerSize(ToDomain(field)),
        W.ErrorCode.HttpResponseTransferCoding(var coding) => new ErrorCode.HttpResponseTransferCoding(coding),
        W.ErrorCode.HttpResponseContentCoding(var coding) => new ErrorCode.HttpResponseContentCoding(coding),
        W.ErrorCode.InternalError(var message) => new ErrorCode.InternalError(message),
        _ => Array.Find(Plain, row => row.V02 == code).Domain,
    };

    private static W.FieldSizePayload ToV02(FieldSizePayload field) => new(field.FieldName, field.FieldSize);

    private static FieldSizePayload ToDomain(W.FieldSizePayload field) => new(field.FieldName, field.FieldSize);
}
