using System.Net;
using System.Net.Sockets;
using System.Text;
using Sluice.Wasi.Http;
using Sluice.Wasi.Tests.Http;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Tests.V02Guests;

/// <summary>Guests of 0.2 call <c>wasi:http</c>.</summary>
public sealed class HttpFunctionTests
{
    private const string T = "wasi:http/types#";

    private static string Bytes(string text) => $"[{string.Join(", ", Encoding.UTF8.GetBytes(text))}]";

    [Fact]
    public async Task Fields_are_lists_of_names_and_bytes_with_rules()
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions());
        var fields = await guest.HandleAsync("wasi:http/types#[constructor]fields");
        Assert.Equal("ok", await guest.CallAsync("wasi:http/types#[method]fields.append", fields, "\"A\"", Bytes("1")));
        Assert.Equal("ok", await guest.CallAsync("wasi:http/types#[method]fields.set", fields, "\"b\"", $"[{Bytes("2")}, {Bytes("3")}]"));
        Assert.Equal("err(invalid-syntax)", await guest.CallAsync(T + "[method]fields.append", fields, "\"a b\"", "[]"));
        Assert.Equal("err(invalid-syntax)", await guest.CallAsync(T + "[method]fields.set", fields, "\"a\"", "[[10]]"));
        Assert.Equal("err(forbidden)", await guest.CallAsync(T + "[method]fields.set", fields, "\"host\"", "[]"));
        Assert.Equal("[[50], [51]]", await guest.CallAsync("wasi:http/types#[method]fields.get", fields, "\"B\""));
        Assert.Equal("true", await guest.CallAsync("wasi:http/types#[method]fields.has", fields, "\"a\""));
        var clone = await guest.HandleAsync("wasi:http/types#[method]fields.clone", fields);
        Assert.Equal("ok", await guest.CallAsync("wasi:http/types#[method]fields.delete", fields, "\"a\""));
        Assert.Equal("err(invalid-syntax)", await guest.CallAsync(T + "[method]fields.delete", fields, "\"a b\""));
        Assert.Equal("false", await guest.CallAsync(T + "[method]fields.has", fields, "\"a\""));
        Assert.Equal("""[("A", [49]), ("b", [50]), ("b", [51])]""", await guest.CallAsync("wasi:http/types#[method]fields.entries", clone));
        await guest.DropAsync(T + "fields", clone);
        Assert.Equal("true", await guest.CallAsync(T + "[method]fields.has", await guest.HandleAsync("wasi:http/types#[static]fields.from-list", """[("x", [49])]"""), "\"X\""));
        Assert.Equal("err(invalid-syntax)", await guest.CallAsync(T + "[static]fields.from-list", """[("x y", [49])]"""));
        Assert.Equal("err(forbidden)", await guest.CallAsync(T + "[static]fields.from-list", """[("host", [49])]"""));
    }

    [Fact]
    public async Task An_outgoing_request_has_what_is_set_and_refuses_what_is_no_syntax()
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions());
        var request = await guest.HandleAsync("wasi:http/types#[constructor]outgoing-request", await guest.HandleAsync(T + "[constructor]fields"));
        Assert.Equal("get", await guest.CallAsync("wasi:http/types#[method]outgoing-request.method", request));
        Assert.Equal("ok", await guest.CallAsync("wasi:http/types#[method]outgoing-request.set-method", request, "other(\"BREW\")"));
        Assert.Equal("err", await guest.CallAsync(T + "[method]outgoing-request.set-method", request, "other(\"a b\")"));
        Assert.Equal("other(\"BREW\")", await guest.CallAsync(T + "[method]outgoing-request.method", request));
        Assert.Equal("none", await guest.CallAsync("wasi:http/types#[method]outgoing-request.path-with-query", request));
        Assert.Equal("ok", await guest.CallAsync("wasi:http/types#[method]outgoing-request.set-path-with-query", request, "some(\"/a?b\")"));
        Assert.Equal("err", await guest.CallAsync(T + "[method]outgoing-request.set-path-with-query", request, "some(\"a b\")"));
        Assert.Equal("some(\"/a?b\")", await guest.CallAsync(T + "[method]outgoing-request.path-with-query", request));
        Assert.Equal("none", await guest.CallAsync("wasi:http/types#[method]outgoing-request.scheme", request));
        Assert.Equal("ok", await guest.CallAsync("wasi:http/types#[method]outgoing-request.set-scheme", request, "some(HTTPS)"));
        Assert.Equal("err", await guest.CallAsync(T + "[method]outgoing-request.set-scheme", request, "some(other(\" \"))"));
        Assert.Equal("some(HTTPS)", await guest.CallAsync(T + "[method]outgoing-request.scheme", request));
        Assert.Equal("none", await guest.CallAsync("wasi:http/types#[method]outgoing-request.authority", request));
        Assert.Equal("ok", await guest.CallAsync("wasi:http/types#[method]outgoing-request.set-authority", request, "some(\"example.org:80\")"));
        Assert.Equal("err", await guest.CallAsync(T + "[method]outgoing-request.set-authority", request, "some(\"a/b\")"));
        Assert.Equal("some(\"example.org:80\")", await guest.CallAsync(T + "[method]outgoing-request.authority", request));
        var headers = await guest.HandleAsync("wasi:http/types#[method]outgoing-request.headers", request);
        Assert.Equal("err(immutable)", await guest.CallAsync(T + "[method]fields.append", headers, "\"a\"", "[]"));
        await guest.HandleAsync("wasi:http/types#[method]outgoing-request.body", request);
        Assert.Equal("err", await guest.CallAsync(T + "[method]outgoing-request.body", request));
    }

    [Fact]
    public async Task Request_options_keep_their_times()
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions());
        var options = await guest.HandleAsync("wasi:http/types#[constructor]request-options");
        Assert.Equal("none", await guest.CallAsync("wasi:http/types#[method]request-options.connect-timeout", options));
        Assert.Equal("ok", await guest.CallAsync("wasi:http/types#[method]request-options.set-connect-timeout", options, "some(1)"));
        Assert.Equal("some(1)", await guest.CallAsync(T + "[method]request-options.connect-timeout", options));
        Assert.Equal("ok", await guest.CallAsync("wasi:http/types#[method]request-options.set-first-byte-timeout", options, "some(2)"));
        Assert.Equal("some(2)", await guest.CallAsync("wasi:http/types#[method]request-options.first-byte-timeout", options));
        Assert.Equal("ok", await guest.CallAsync("wasi:http/types#[method]request-options.set-between-bytes-timeout", options, "some(3)"));
        Assert.Equal("some(3)", await guest.CallAsync("wasi:http/types#[method]request-options.between-bytes-timeout", options));
        Assert.Equal("ok", await guest.CallAsync(T + "[method]request-options.set-between-bytes-timeout", options, "none"));
        Assert.Equal("none", await guest.CallAsync(T + "[method]request-options.between-bytes-timeout", options));
    }

    [Fact]
    public async Task An_incoming_request_is_read_and_answered()
    {
        var outparam = new ResponseOutparamV02();
        var trailers = Fields.FromWire([("t", "1"u8.ToArray())], 1000);
        var request = new Request(Fields.FromWire([("h", "2"u8.ToArray())], 1000), new HostBody(new BytesSource(["hello"u8.ToArray()], Result<Fields?, ErrorCode>.Ok(trailers))));
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions(), () => (new IncomingRequestV02(request), outparam));
        var (incoming, place) = await guest.GiveAsync();
        Assert.Equal("get", await guest.CallAsync("wasi:http/types#[method]incoming-request.method", incoming));
        Assert.Equal("none", await guest.CallAsync("wasi:http/types#[method]incoming-request.path-with-query", incoming));
        Assert.Equal("none", await guest.CallAsync("wasi:http/types#[method]incoming-request.scheme", incoming));
        Assert.Equal("none", await guest.CallAsync("wasi:http/types#[method]incoming-request.authority", incoming));
        Assert.Equal("""[("h", [50])]""", await guest.CallAsync(T + "[method]fields.entries", await guest.HandleAsync("wasi:http/types#[method]incoming-request.headers", incoming)));
        var body = await guest.HandleAsync("wasi:http/types#[method]incoming-request.consume", incoming);
        Assert.Equal("err", await guest.CallAsync(T + "[method]incoming-request.consume", incoming));
        var stream = await guest.HandleAsync("wasi:http/types#[method]incoming-body.stream", body);
        Assert.Equal("err", await guest.CallAsync(T + "[method]incoming-body.stream", body));
        Assert.Equal($"ok({Bytes("hello")})", await guest.CallAsync("wasi:io/streams#[method]input-stream.blocking-read", stream, "100"));
        Assert.Equal("err(closed)", await guest.CallAsync("wasi:io/streams#[method]input-stream.blocking-read", stream, "100"));
        await guest.DropAsync("wasi:io/streams#input-stream", stream);
        var future = await guest.HandleAsync("wasi:http/types#[static]incoming-body.finish", body);
        await guest.CallAsync("wasi:io/poll#[method]pollable.block", await guest.HandleAsync("wasi:http/types#[method]future-trailers.subscribe", future));
        var found = await guest.CallAsync("wasi:http/types#[method]future-trailers.get", future);
        Assert.StartsWith("some(ok(ok(some(", found);
        Assert.Equal("true", await guest.CallAsync(T + "[method]fields.has", found["some(ok(ok(some(".Length..^4], "\"t\""));
        Assert.Equal("some(err)", await guest.CallAsync(T + "[method]future-trailers.get", future));

        var response = await guest.HandleAsync("wasi:http/types#[constructor]outgoing-response", await guest.HandleAsync(T + "[constructor]fields"));
        Assert.Equal("200", await guest.CallAsync("wasi:http/types#[method]outgoing-response.status-code", response));
        Assert.Equal("ok", await guest.CallAsync("wasi:http/types#[method]outgoing-response.set-status-code", response, "418"));
        Assert.Equal("err", await guest.CallAsync(T + "[method]outgoing-response.set-status-code", response, "99"));
        Assert.Equal("err(immutable)", await guest.CallAsync(T + "[method]fields.delete", await guest.HandleAsync("wasi:http/types#[method]outgoing-response.headers", response), "\"a\""));
        var outgoing = await guest.HandleAsync("wasi:http/types#[method]outgoing-response.body", response);
        Assert.Equal("err", await guest.CallAsync(T + "[method]outgoing-response.body", response));
        await guest.CallAsync("wasi:http/types#[static]response-outparam.set", place, $"ok({response})");
        Assert.Equal(418, (await outparam.Response).Value.StatusCode);
        var output = await guest.HandleAsync("wasi:http/types#[method]outgoing-body.write", outgoing);
        Assert.Equal("err", await guest.CallAsync(T + "[method]outgoing-body.write", outgoing));
        await guest.DropAsync("wasi:io/streams#output-stream", output);
        Assert.Equal("ok", await guest.CallAsync("wasi:http/types#[static]outgoing-body.finish", outgoing, "none"));
    }

    [Fact]
    public async Task An_answer_may_be_an_error()
    {
        var outparam = new ResponseOutparamV02();
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions(), () => (new IncomingRequestV02(new Request(new Fields(1000), new HostBody(new BytesSource([])))), outparam));
        var (_, place) = await guest.GiveAsync();
        await guest.CallAsync(T + "[static]response-outparam.set", place, "err(HTTP-request-denied)");
        Assert.IsType<ErrorCode.HttpRequestDenied>((await outparam.Response).Error);
    }

    [Fact]
    public async Task A_request_is_sent_and_its_response_read()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var authority = listener.LocalEndpoint.ToString()!;
        var served = Task.Run(async () =>
        {
            using var connection = await listener.AcceptTcpClientAsync();
            var text = "";
            var buffer = new byte[4096];
            while (!text.EndsWith("0\r\n\r\n", StringComparison.Ordinal) && await connection.GetStream().ReadAsync(buffer) is > 0 and var read) text += Encoding.ASCII.GetString(buffer, 0, read);
            await connection.GetStream().WriteAsync("HTTP/1.1 201 Created\r\nx-a: 1\r\ncontent-length: 2\r\n\r\nok"u8.ToArray());
            return text;
        });
        var options = new WasiOptions();
        options.Http.AllowedHosts.Add(authority);
        await using var guest = await ForwardingGuest.StartAsync(options);
        var request = await guest.HandleAsync(T + "[constructor]outgoing-request", await guest.HandleAsync(T + "[constructor]fields"));
        await guest.CallAsync(T + "[method]outgoing-request.set-method", request, "post");
        await guest.CallAsync(T + "[method]outgoing-request.set-scheme", request, "some(HTTP)");
        await guest.CallAsync(T + "[method]outgoing-request.set-authority", request, $"some(\"{authority}\")");
        await guest.CallAsync(T + "[method]outgoing-request.set-path-with-query", request, "some(\"/p\")");
        var body = await guest.HandleAsync(T + "[method]outgoing-request.body", request);
        var future = await guest.HandleAsync("wasi:http/outgoing-handler#handle", request, $"some({await guest.HandleAsync(T + "[constructor]request-options")})");
        Assert.Equal("none", await guest.CallAsync("wasi:http/types#[method]future-incoming-response.get", future));
        var output = await guest.HandleAsync(T + "[method]outgoing-body.write", body);
        Assert.Equal("ok", await guest.CallAsync("wasi:io/streams#[method]output-stream.blocking-write-and-flush", output, Bytes("sent")));
        await guest.DropAsync("wasi:io/streams#output-stream", output);
        Assert.Equal("ok", await guest.CallAsync(T + "[static]outgoing-body.finish", body, "none"));
        await guest.CallAsync("wasi:io/poll#[method]pollable.block", await guest.HandleAsync("wasi:http/types#[method]future-incoming-response.subscribe", future));
        var found = await guest.CallAsync(T + "[method]future-incoming-response.get", future);
        Assert.StartsWith("some(ok(ok(", found);
        var response = found["some(ok(ok(".Length..^3];
        Assert.Equal("some(err)", await guest.CallAsync(T + "[method]future-incoming-response.get", future));
        Assert.Equal("201", await guest.CallAsync("wasi:http/types#[method]incoming-response.status", response));
        Assert.Equal("[[49]]", await guest.CallAsync(T + "[method]fields.get", await guest.HandleAsync("wasi:http/types#[method]incoming-response.headers", response), "\"x-a\""));
        var incoming = await guest.HandleAsync("wasi:http/types#[method]incoming-response.consume", response);
        Assert.Equal("err", await guest.CallAsync(T + "[method]incoming-response.consume", response));
        var stream = await guest.HandleAsync(T + "[method]incoming-body.stream", incoming);
        Assert.Equal($"ok({Bytes("ok")})", await guest.CallAsync("wasi:io/streams#[method]input-stream.blocking-read", stream, "10"));
        var sent = await served;
        Assert.StartsWith("POST /p HTTP/1.1\r\n", sent);
        Assert.Contains("\r\nsent\r\n", sent);
    }

    [Fact]
    public async Task A_request_to_a_host_that_is_not_allowed_is_denied()
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions());
        var request = await guest.HandleAsync(T + "[constructor]outgoing-request", await guest.HandleAsync(T + "[constructor]fields"));
        await guest.CallAsync(T + "[method]outgoing-request.set-authority", request, "some(\"example.org\")");
        var answer = await guest.CallAsync("wasi:http/outgoing-handler#handle", request, "none");
        if (answer.StartsWith("ok(", StringComparison.Ordinal))
        {
            await guest.CallAsync("wasi:io/poll#[method]pollable.block", await guest.HandleAsync(T + "[method]future-incoming-response.subscribe", answer[3..^1]));
            answer = await guest.CallAsync(T + "[method]future-incoming-response.get", answer[3..^1]);
        }
        Assert.Contains("HTTP-request-denied", answer);
    }
}
