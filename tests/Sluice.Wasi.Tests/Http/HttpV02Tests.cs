using System.Text;
using Sluice.Wasi.Http;
using Sluice.Wasi.Http.Client;
using Sluice.Wasi.Io;
using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Tests.Http;

public class HttpV02Tests
{
    private readonly HttpTypesV02 types = new(new WasiHttpOptions { MaxFieldBytes = 1000 });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<Type> ErrorCodes => [.. typeof(ErrorCode).GetNestedTypes()];

    [Theory]
    [MemberData(nameof(ErrorCodes))]
    public void Every_error_code_goes_to_0_2_and_back(Type type)
    {
        var parameters = type.GetConstructors()[0].GetParameters();
        var code = (ErrorCode)Activator.CreateInstance(type, [.. parameters.Select(static parameter => Sample(parameter.ParameterType))])!;

        Assert.Equal(type.Name, code.ToV02().GetType().Name);
        Assert.Equal(code, code.ToV02().ToDomain());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("CONNECT")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("PATCH")]
    [InlineData("BREW")]
    public void Every_method_goes_to_0_2_and_back(string name)
    {
        var method = Methods.FromName(name)!;
        Assert.Equal(method, method.ToV02().ToDomain());
    }

    [Fact]
    public void Fields_follow_the_same_rules_as_in_0_3()
    {
        var fields = types.CreateFields();

        Assert.True(fields.Append("A", "1"u8.ToArray()).IsOk);
        Assert.True(fields.Set("b", ["2"u8.ToArray(), "3"u8.ToArray()]).IsOk);
        Assert.IsType<W.HeaderError.InvalidSyntax>(fields.Append("a b", []).Error);
        Assert.IsType<W.HeaderError.Forbidden>(fields.Append("Host", "x"u8.ToArray()).Error);
        Assert.IsType<W.HeaderError.Forbidden>(fields.Append("long", new byte[2000].Select(static _ => (byte)'x').ToArray()).Error);
        var clone = fields.Clone();
        Assert.True(fields.Delete("a").IsOk);
        Assert.False(fields.Has("A"));
        Assert.True(clone.Has("a"));
        Assert.Equal(2, fields.Get("B").Length);
        Assert.Equal(["A", "b", "b"], clone.Entries().Select(static entry => entry.Item1));
        Assert.IsType<W.HeaderError.InvalidSyntax>(types.FieldsFromList([("x", "\n"u8.ToArray())]).Error);
        Assert.True(types.FieldsFromList([("x", "y"u8.ToArray())]).Value.Has("X"));

        var response = types.CreateOutgoingResponse(fields);
        Assert.IsType<W.HeaderError.Immutable>(response.Headers().Append("c", []).Error);
    }

    [Fact]
    public async Task An_incoming_body_is_read_to_its_end_and_then_has_its_trailers()
    {
        var trailers = Fields.FromWire([("t", "1"u8.ToArray())], 1000);
        var request = new IncomingRequestV02(new Request(
            new Fields(1000), new HostBody(new BytesSource(["hello "u8.ToArray(), "world"u8.ToArray()], Result<Fields?, ErrorCode>.Ok(trailers)))));

        var body = request.Consume().Value;
        Assert.True(request.Consume().IsError);
        var stream = body.Stream().Value;
        Assert.True(body.Stream().IsError);
        Assert.Equal("hello world", await ReadAsync(stream));
        Assert.Throws<Trap>(() => types.IncomingBodyFinish(body));
        stream.Dispose();
        var future = types.IncomingBodyFinish(body);
        await future.Subscribe().Block(Cancellation);

        Assert.True(future.Get()!.Value.Value.Value!.Has("t"));
        Assert.True(future.Get()!.Value.IsError);
    }

    [Fact]
    public async Task A_body_that_was_not_read_still_leads_to_its_trailers()
    {
        var chunks = Enumerable.Range(0, 100).Select(static _ => new byte[4000]).ToArray();
        var response = new IncomingResponseV02(new Response(new Fields(1000), new HostBody(new BytesSource(chunks))) { StatusCode = 404 });
        Assert.Equal(404, response.Status());
        var body = response.Consume().Value;
        var stream = body.Stream().Value;
        Assert.NotEmpty((await stream.BlockingRead(10, Cancellation)).Value);
        stream.Dispose();

        var future = types.IncomingBodyFinish(body);
        await future.Subscribe().Block(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        Assert.Null(future.Get()!.Value.Value.Value);
    }

    [Fact]
    public async Task The_error_of_a_body_is_found_in_the_streams_error_and_in_the_trailers()
    {
        var body = new IncomingBodyV02(new HostBody(new BytesSource(["x"u8.ToArray()], new ErrorCode.HttpResponseIncomplete())));
        var stream = body.Stream().Value;
        Assert.Single((await stream.BlockingRead(10, Cancellation)).Value);

        var error = Assert.IsType<V02.Wasi.Io.Streams.StreamError.LastOperationFailed>((await stream.BlockingRead(10, Cancellation)).Error);
        Assert.IsType<W.ErrorCode.HttpResponseIncomplete>(types.HttpErrorCode(error.Value));
        stream.Dispose();
        Assert.IsType<W.ErrorCode.HttpResponseIncomplete>(types.IncomingBodyFinish(body).Get()!.Value.Value.Error);
        Assert.Null(types.HttpErrorCode(new IoError("another interface's")));
    }

    [Fact]
    public async Task An_outgoing_response_is_the_domains_once_it_is_set()
    {
        var outgoing = types.CreateOutgoingResponse(types.FieldsFromList([("content-length", "5"u8.ToArray())]).Value);
        Assert.True(outgoing.SetStatusCode(99).IsError);
        Assert.True(outgoing.SetStatusCode(202).IsOk);
        Assert.Equal(202, outgoing.StatusCode());
        var body = outgoing.Body().Value;
        Assert.True(outgoing.Body().IsError);
        var outparam = new ResponseOutparamV02();
        Assert.False(outparam.Response.IsCompleted);
        types.ResponseOutparamSet(outparam, Result<W.IOutgoingResponse, W.ErrorCode>.Ok(outgoing));
        var response = (await outparam.Response).Value;

        var stream = body.Write().Value;
        Assert.True(body.Write().IsError);
        Assert.True((await stream.BlockingWriteAndFlush("hello"u8.ToArray(), Cancellation)).IsOk);
        Assert.Throws<Trap>(() => types.OutgoingBodyFinish(body, null));
        stream.Dispose();
        Assert.True(types.OutgoingBodyFinish(body, types.FieldsFromList([("t", "1"u8.ToArray())]).Value).IsOk);

        Assert.Equal(202, response.StatusCode);
        var (text, trailers) = await CopyAsync(response.Body);
        Assert.Equal("hello", text);
        Assert.True(trailers.Value!.Has("t"));
    }

    [Fact]
    public async Task A_body_that_does_not_have_its_length_is_an_error_for_both_sides()
    {
        var outgoing = types.CreateOutgoingRequest(types.FieldsFromList([("content-length", "5"u8.ToArray())]).Value);
        var body = outgoing.Body().Value;
        var request = ((OutgoingRequestV02)outgoing).Complete(null);

        Assert.Equal(new W.ErrorCode.HttpRequestBodySize(0), types.OutgoingBodyFinish(body, null).Error);

        var (_, trailers) = await CopyAsync(request.Body);
        Assert.Equal(new ErrorCode.HttpRequestBodySize(0), trailers.Error);
    }

    [Fact]
    public async Task A_body_that_is_dropped_unfinished_breaks_off()
    {
        var outgoing = new OutgoingRequestV02(new Fields(1000));
        var body = outgoing.Body().Value;
        var copy = CopyAsync(outgoing.Complete(null).Body);
        var stream = body.Write().Value;
        Assert.True((await stream.BlockingWriteAndFlush("hello"u8.ToArray(), Cancellation)).IsOk);

        body.Dispose();

        Assert.IsType<ErrorCode.InternalError>((await copy.WaitAsync(TimeSpan.FromSeconds(10), Cancellation)).Trailers.Error);
        Assert.True((await stream.BlockingWriteAndFlush("more"u8.ToArray(), Cancellation)).IsError);
    }

    [Fact]
    public void A_message_whose_body_was_never_asked_for_is_empty()
    {
        Assert.True(new OutgoingRequestV02(new Fields(1000)).Complete(null).Body.IsEmpty);
        Assert.True(new OutgoingResponseV02(new Fields(1000)).Complete().Body.IsEmpty);
    }

    [Fact]
    public void An_outgoing_request_checks_what_it_is_given()
    {
        var request = types.CreateOutgoingRequest(types.CreateFields());

        Assert.True(request.SetMethod(new W.Method.Other("A B")).IsError);
        Assert.True(request.SetMethod(new W.Method.Other("POST")).IsOk);
        Assert.Equal(new W.Method.Post(), request.Method());
        Assert.True(request.SetScheme(new W.Scheme.Other("1")).IsError);
        Assert.True(request.SetScheme(new W.Scheme.Http()).IsOk);
        Assert.Equal(new W.Scheme.Http(), request.Scheme());
        Assert.True(request.SetAuthority("a b").IsError);
        Assert.True(request.SetAuthority("example.com:80").IsOk);
        Assert.Equal("example.com:80", request.Authority());
        Assert.True(request.SetPathWithQuery("/a b\n").IsError);
        Assert.True(request.SetPathWithQuery("/a?b").IsOk);
        Assert.Equal("/a?b", request.PathWithQuery());
    }

    [Fact]
    public void Request_options_keep_their_durations()
    {
        var options = types.CreateRequestOptions();

        Assert.True(options.SetConnectTimeout(1).IsOk);
        Assert.True(options.SetFirstByteTimeout(2).IsOk);
        Assert.True(options.SetBetweenBytesTimeout(3).IsOk);
        Assert.Equal([1UL, 2UL, 3UL], new[] { options.ConnectTimeout(), options.FirstByteTimeout(), options.BetweenBytesTimeout() }.Select(static value => value!.Value));
    }

    [Fact]
    public void A_request_that_is_not_allowed_is_refused_at_once()
    {
        using var transport = new HttpTransport(new WasiHttpOptions());
        using var handler = new OutgoingHandlerV02(transport);
        var request = new OutgoingRequestV02(new Fields(1000));
        request.SetAuthority("example.com");

        Assert.IsType<W.ErrorCode.HttpRequestDenied>(handler.Handle(request, null).Error);
        Assert.IsType<W.ErrorCode.HttpRequestUriInvalid>(handler.Handle(new OutgoingRequestV02(new Fields(1000)), null).Error);
    }

    [Fact]
    public async Task A_response_is_taken_from_its_future_once()
    {
        var arriving = new TaskCompletionSource<Result<Response, ErrorCode>>();
        using var dropped = new CancellationTokenSource();
        var future = new FutureIncomingResponseV02(arriving.Task, dropped);
        Assert.Null(future.Get());
        Assert.False(future.Subscribe().Ready());

        arriving.SetResult(new Response(new Fields(1000), new HostBody(new BytesSource([]))));
        await future.Subscribe().Block(Cancellation);

        Assert.Equal(200, future.Get()!.Value.Value.Value.Status());
        Assert.True(future.Get()!.Value.IsError);
        future.Dispose();
        Assert.False(dropped.IsCancellationRequested);
    }

    [Fact]
    public void A_future_that_is_dropped_gives_the_request_up()
    {
        using var dropped = new CancellationTokenSource();
        var source = new BytesSource([[1]]);
        var arriving = new TaskCompletionSource<Result<Response, ErrorCode>>();
        new FutureIncomingResponseV02(arriving.Task, dropped).Dispose();

        Assert.True(dropped.IsCancellationRequested);
        arriving.SetResult(new Response(new Fields(1000), new HostBody(source)));
        Assert.True(SpinWait.SpinUntil(() => source.Aborted, TimeSpan.FromSeconds(10)));
    }

    private static object? Sample(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(ulong?) ? 7UL
        : type == typeof(uint?) ? 8U
        : type == typeof(DnsErrorPayload) ? new DnsErrorPayload("SERVFAIL", 2)
        : type == typeof(TlsAlertReceivedPayload) ? new TlsAlertReceivedPayload(40, "handshake")
        : type == typeof(FieldSizePayload) ? new FieldSizePayload("name", 9)
        : throw new ArgumentException($"There is no sample of {type}.");

    private static async Task<string> ReadAsync(V02.Wasi.Io.Streams.IInputStream stream)
    {
        var text = new StringBuilder();
        while ((await stream.BlockingRead(3, Cancellation)).TryGetValue(out var bytes, out _)) text.Append(Encoding.ASCII.GetString(bytes));
        return text.ToString();
    }

    private static async Task<(string Text, Result<Fields?, ErrorCode> Trailers)> CopyAsync(Body body)
    {
        var text = new StringBuilder();
        var trailers = await body.CopyToAsync((chunk, _) =>
        {
            text.Append(Encoding.ASCII.GetString(chunk.Span));
            return new(Unit.Value);
        }, Cancellation);
        return (text.ToString(), trailers);
    }
}
