using Sluice.Wasi.Http;
using Sluice.Wasi.Http.Client;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Tests.Http;

public class RequestTests
{
    private static Request Create(params (string, byte[])[] headers) => new(Fields.FromWire(headers, 1000), new HostBody(new BytesSource([])));

    [Fact]
    public void Methods_have_one_form()
    {
        var request = Create();

        Assert.Equal(new Method.Get(), request.GetMethod());
        Assert.True(request.SetMethod(new Method.Other("DELETE")).IsOk);
        Assert.Equal(new Method.Delete(), request.GetMethod());
        Assert.True(request.SetMethod(new Method.Other("delete")).IsOk);
        Assert.Equal(new Method.Other("delete"), request.GetMethod());
        Assert.True(request.SetMethod(new Method.Other("")).IsError);
        Assert.True(request.SetMethod(new Method.Other("A B")).IsError);
        Assert.Equal(new Method.Other("delete"), request.GetMethod());
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("HTTP", true)]
    [InlineData("svn+ssh", true)]
    [InlineData("", false)]
    [InlineData("1a", false)]
    [InlineData("a:b", false)]
    public void Schemes_are_checked(string name, bool valid) => Assert.Equal(valid, Create().SetScheme(new Scheme.Other(name)).IsOk);

    [Fact]
    public void Schemes_have_one_form()
    {
        var request = Create();

        Assert.True(request.SetScheme(new Scheme.Other("HTTPS")).IsOk);
        Assert.Equal(new Scheme.Https(), request.GetScheme());
        Assert.True(request.SetScheme(null).IsOk);
        Assert.Null(request.GetScheme());
    }

    [Theory]
    [InlineData("1.2.3.4", "1.2.3.4", null)]
    [InlineData("example.com:80", "example.com", 80)]
    [InlineData("user:pass%20@localhost:8080", "localhost", 8080)]
    [InlineData("[2001:db8::1]", "2001:db8::1", null)]
    [InlineData("[::1]:65535", "::1", 65535)]
    [InlineData("a%20b", "a%20b", null)]
    public void Authorities_have_a_host_and_perhaps_a_port(string authority, string host, int? port)
    {
        Assert.True(HttpSyntax.TryParseAuthority(authority, out var foundHost, out var foundPort));
        Assert.Equal(host, foundHost);
        Assert.Equal(port, foundPort);
    }

    [Theory]
    [InlineData("")]
    [InlineData("::")]
    [InlineData(":@")]
    [InlineData("@@")]
    [InlineData("@:")]
    [InlineData(" ")]
    [InlineData("#")]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("[::1]x")]
    [InlineData("a%2")]
    [InlineData("localhost:")]
    [InlineData("localhost:what")]
    [InlineData("localhost:65536")]
    [InlineData("2001:db8::1")]
    public void Other_authorities_are_refused(string authority) => Assert.True(Create().SetAuthority(authority).IsError);

    [Theory]
    [InlineData("/", true)]
    [InlineData("/a/../b?c=d&[e]={f}", true)]
    [InlineData("/größe", true)]
    [InlineData("?foo", true)]
    [InlineData("a/b", true)]
    [InlineData("/a b", false)]
    [InlineData("/a#b", false)]
    [InlineData("/a\nb", false)]
    public void Paths_are_checked(string path, bool valid) => Assert.Equal(valid, Create().SetPathWithQuery(path).IsOk);

    [Fact]
    public void The_empty_path_is_the_root()
    {
        var request = Create();

        Assert.True(request.SetPathWithQuery("").IsOk);
        Assert.Equal("/", request.GetPathWithQuery());
    }

    [Theory]
    [InlineData(null, "/")]
    [InlineData("/a/../b?x=%2F", "/a/../b?x=%2F")]
    [InlineData("?x", "/?x")]
    [InlineData("/ä", "/%C3%A4")]
    public void Paths_go_out_as_they_are(string? path, string target)
    {
        var request = Create();
        Assert.True(request.SetAuthority("example.com").IsOk);
        Assert.True(request.SetPathWithQuery(path).IsOk);

        Assert.Equal(target, OutgoingRequest.From(request).Value.Target);
    }

    [Fact]
    public void What_cannot_be_sent_is_refused_when_it_is()
    {
        var request = Create();
        Assert.Equal(new ErrorCode.HttpRequestUriInvalid(), OutgoingRequest.From(request).Error);

        request.SetAuthority("example.com");
        request.SetPathWithQuery("relative");
        Assert.Equal(new ErrorCode.HttpRequestUriInvalid(), OutgoingRequest.From(request).Error);

        request.SetPathWithQuery("/");
        request.SetScheme(new Scheme.Other("gopher"));
        Assert.Equal(new ErrorCode.HttpProtocolError(), OutgoingRequest.From(request).Error);

        request.SetScheme(null);
        request.SetMethod(new Method.Connect());
        Assert.Equal(new ErrorCode.HttpRequestMethodInvalid(), OutgoingRequest.From(request).Error);
    }

    [Fact]
    public void Status_codes_have_three_digits_and_a_class()
    {
        var response = new Response(new Fields(100), new HostBody(new BytesSource([])));

        Assert.Equal(200, response.GetStatusCode());
        foreach (ushort valid in (ushort[])[100, 418, 599])
        {
            Assert.True(response.SetStatusCode(valid).IsOk);
            Assert.Equal(valid, response.GetStatusCode());
        }
        foreach (ushort invalid in (ushort[])[0, 99, 600, 65535]) Assert.True(response.SetStatusCode(invalid).IsError);
    }

    [Fact]
    public void Options_of_a_request_cannot_be_changed_but_copied()
    {
        var options = new RequestOptions();
        Assert.Null(options.GetConnectTimeout());
        Assert.True(options.SetConnectTimeout(1).IsOk);
        Assert.True(options.SetBetweenBytesTimeout(2_500_000).IsOk);
        options.Freeze();

        Assert.Equal(new RequestOptionsError.Immutable(), options.SetFirstByteTimeout(1).Error);
        Assert.Equal(TimeSpan.FromMilliseconds(1), options.ConnectTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(3), options.BetweenBytesTimeout);
        var clone = (RequestOptions)options.Clone();
        Assert.True(clone.SetConnectTimeout(null).IsOk);
        Assert.Equal(1ul, options.GetConnectTimeout());
    }

    [Theory]
    [InlineData("example.com", "example.com", 443, true)]
    [InlineData("example.com", "EXAMPLE.com", 80, true)]
    [InlineData("example.com:443", "example.com", 80, false)]
    [InlineData("example.com", "www.example.com", 443, false)]
    [InlineData("*.example.com", "www.example.com", 443, true)]
    [InlineData("*.example.com", "example.com", 443, false)]
    [InlineData("*.example.com", "badexample.com", 443, false)]
    [InlineData("[::1]:80", "::1", 80, true)]
    [InlineData("*", "anything", 1, true)]
    public void Hosts_are_allowed_by_name_and_port(string pattern, string host, int port, bool allowed) =>
        Assert.Equal(allowed, new HostAllowList([pattern]).Allows(host, port));

    [Fact]
    public void No_host_is_allowed_by_default()
    {
        Assert.False(new HostAllowList([]).Allows("example.com", 443));
        Assert.Throws<ArgumentException>(() => new HostAllowList(["http://example.com"]));
    }

    [Fact]
    public void A_body_has_the_length_that_its_header_gives()
    {
        var account = new BodyAccount(5, BodyAccount.OfRequest);
        Assert.True(account.Advance(3).IsOk);
        Assert.Equal(new ErrorCode.HttpRequestBodySize(3), account.Finish().Error);
        Assert.True(account.Advance(2).IsOk);
        Assert.True(account.Finish().IsOk);
        Assert.Equal(new ErrorCode.HttpRequestBodySize(6), account.Advance(1).Error);

        var unlimited = new BodyAccount(null, BodyAccount.OfResponse);
        Assert.True(unlimited.Advance(int.MaxValue).IsOk);
        Assert.True(unlimited.Finish().IsOk);
    }
}
