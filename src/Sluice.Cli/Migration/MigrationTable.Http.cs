namespace Sluice.Cli.Migration;

internal static partial class MigrationTable
{
    private const string Message = "with the headers, an optional `stream<u8>`, a future of the trailers and, of a request, its options; returns also a future that says how sending went";
    private const string ReadBody = "consume-body takes the message and returns a `stream<u8>` and a future of the trailers";

    private static IEnumerable<IEnumerable<MigrationRow>> Http() =>
    [
        In("wasi:http/incoming-handler", "wasi:http/handler",
            Async("handle", "handle", "an async func that returns the response, or an error code")),
        In("wasi:http/outgoing-handler", "wasi:http/client",
            Async("handle", "send", "an async func that returns the response; options are part of the request")),
        In("wasi:http/types", "wasi:http/types",
            Gone("http-error-code", Effort.Shape, "not needed: the future of a body has the error code itself"),
            Shape("field-key", "field-name", "was another name of field-name"),
            Shape("header-error", "header-error", "two more cases: `size-exceeded` and `other`"),

            Same("fields"),
            Same("[constructor]fields"),
            Shape("[static]fields.from-list", "[static]fields.from-list", "the error has two more cases"),
            Same("[method]fields.get"),
            Same("[method]fields.has"),
            Shape("[method]fields.set", "[method]fields.set", "the error has two more cases"),
            Shape("[method]fields.delete", "[method]fields.delete", "the error has two more cases; get-and-delete returns what it deletes"),
            Shape("[method]fields.append", "[method]fields.append", "the error has two more cases"),
            Renamed("[method]fields.entries", "[method]fields.copy-all"),
            Same("[method]fields.clone"),

            Renamed("incoming-request", "request", "one resource for both directions"),
            Renamed("[method]incoming-request.method", "[method]request.get-method"),
            Renamed("[method]incoming-request.path-with-query", "[method]request.get-path-with-query"),
            Renamed("[method]incoming-request.scheme", "[method]request.get-scheme"),
            Renamed("[method]incoming-request.authority", "[method]request.get-authority"),
            Renamed("[method]incoming-request.headers", "[method]request.get-headers"),
            Async("[method]incoming-request.consume", "[static]request.consume-body", ReadBody),

            Renamed("outgoing-request", "request", "one resource for both directions"),
            Async("[constructor]outgoing-request", "[static]request.new", Message),
            Async("[method]outgoing-request.body", "[static]request.new", "a `stream<u8>` that is given when the request is made"),
            Renamed("[method]outgoing-request.method", "[method]request.get-method"),
            Renamed("[method]outgoing-request.set-method", "[method]request.set-method"),
            Renamed("[method]outgoing-request.path-with-query", "[method]request.get-path-with-query"),
            Renamed("[method]outgoing-request.set-path-with-query", "[method]request.set-path-with-query"),
            Renamed("[method]outgoing-request.scheme", "[method]request.get-scheme"),
            Renamed("[method]outgoing-request.set-scheme", "[method]request.set-scheme"),
            Renamed("[method]outgoing-request.authority", "[method]request.get-authority"),
            Renamed("[method]outgoing-request.set-authority", "[method]request.set-authority"),
            Renamed("[method]outgoing-request.headers", "[method]request.get-headers"),

            Same("request-options"),
            Same("[constructor]request-options"),
            Renamed("[method]request-options.connect-timeout", "[method]request-options.get-connect-timeout"),
            Shape("[method]request-options.set-connect-timeout", "[method]request-options.set-connect-timeout", "the result has an error"),
            Renamed("[method]request-options.first-byte-timeout", "[method]request-options.get-first-byte-timeout"),
            Shape("[method]request-options.set-first-byte-timeout", "[method]request-options.set-first-byte-timeout", "the result has an error"),
            Renamed("[method]request-options.between-bytes-timeout", "[method]request-options.get-between-bytes-timeout"),
            Shape("[method]request-options.set-between-bytes-timeout", "[method]request-options.set-between-bytes-timeout", "the result has an error"),

            Async("response-outparam", "wasi:http/handler#handle", "the response is returned"),
            Async("[static]response-outparam.set", "wasi:http/handler#handle", "return the response; a body that is not complete yet is written after that"),
            Gone("[method]response-outparam.send-informational", Effort.Async, "responses with a 1xx status cannot be sent"),

            Renamed("incoming-response", "response", "one resource for both directions"),
            Renamed("[method]incoming-response.status", "[method]response.get-status-code"),
            Renamed("[method]incoming-response.headers", "[method]response.get-headers"),
            Async("[method]incoming-response.consume", "[static]response.consume-body", ReadBody),

            Async("incoming-body", "[static]request.consume-body [static]response.consume-body", "a `stream<u8>` and a future of the trailers"),
            Async("[method]incoming-body.stream", "[static]request.consume-body [static]response.consume-body", ReadBody),
            Async("[static]incoming-body.finish", "canon:stream.drop-readable canon:future.read", "drop the stream, and read the future of the trailers"),
            Async("future-trailers", "canon:future.read", "a `future<result<option<trailers>, error-code>>`"),
            Async("[method]future-trailers.subscribe", "canon:future.read", "read the future"),
            Async("[method]future-trailers.get", "canon:future.read", "read the future"),

            Renamed("outgoing-response", "response", "one resource for both directions"),
            Async("[constructor]outgoing-response", "[static]response.new", Message),
            Renamed("[method]outgoing-response.status-code", "[method]response.get-status-code"),
            Renamed("[method]outgoing-response.set-status-code", "[method]response.set-status-code"),
            Renamed("[method]outgoing-response.headers", "[method]response.get-headers"),
            Async("[method]outgoing-response.body", "[static]response.new", "a `stream<u8>` that is given when the response is made"),

            Async("outgoing-body", "[static]request.new [static]response.new", "a `stream<u8>` and a future of the trailers, given when the message is made"),
            Async("[method]outgoing-body.write", "canon:stream.new", "make a stream, give its readable end to the message and write to the other"),
            Async("[static]outgoing-body.finish", "canon:stream.drop-writable canon:future.write", "drop the writable end, and write the trailers to their future"),

            Async("future-incoming-response", "wasi:http/client#send", "the async func returns the response"),
            Async("[method]future-incoming-response.subscribe", "wasi:http/client#send", "await the call"),
            Async("[method]future-incoming-response.get", "wasi:http/client#send", "the result of the call")),
    ];
}
