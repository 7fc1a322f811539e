using System.Text;
using Sluice.Wasi.Http;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Tests.Http;

public class FieldsTests
{
    private const int Limit = 1000;

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static Fields Create(params (string Name, string Value)[] entries)
    {
        var fields = new Fields(Limit);
        foreach (var (name, value) in entries) Assert.True(fields.Append(name, Bytes(value)).IsOk);
        return fields;
    }

    private static string[] Lines(Fields fields) => [.. fields.Entries.Select(static entry => $"{entry.Name}: {Fields.Text(entry.Value)}")];

    [Fact]
    public void Names_are_the_same_in_any_casing_and_keep_the_first()
    {
        var fields = Create(("X-One", "1"), ("other", "2"), ("x-oNE", "3"));

        Assert.Equal(["X-One: 1", "other: 2", "X-One: 3"], Lines(fields));
        Assert.True(fields.Has("x-one"));
        Assert.Equal([Bytes("1"), Bytes("3")], fields.Get("X-ONE"));
    }

    [Fact]
    public void Setting_replaces_all_values_and_nothing_removes_them()
    {
        var fields = Create(("a", "1"), ("a", "2"), ("b", "3"));

        Assert.True(fields.Set("A", [Bytes("4"), Bytes("5")]).IsOk);
        Assert.Equal(["b: 3", "A: 4", "A: 5"], Lines(fields));
        Assert.True(fields.Set("a", []).IsOk);
        Assert.False(fields.Has("a"));
    }

    [Fact]
    public void Getting_and_deleting_returns_what_was_there()
    {
        var fields = Create(("a", "1"), ("a", "2"));

        Assert.Equal([Bytes("1"), Bytes("2")], fields.GetAndDelete("A").Value);
        Assert.Empty(fields.GetAndDelete("a").Value);
        Assert.Empty(fields.Entries);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("voilà")]
    [InlineData("\"q\"")]
    [InlineData("a:")]
    public void Names_that_are_no_tokens_are_invalid(string name)
    {
        var fields = new Fields(Limit);

        Assert.Equal(new HeaderError.InvalidSyntax(), fields.Append(name, Bytes("v")).Error);
        Assert.Equal(new HeaderError.InvalidSyntax(), fields.Set(name, [Bytes("v")]).Error);
        Assert.Equal(new HeaderError.InvalidSyntax(), fields.Delete(name).Error);
        Assert.Equal(new HeaderError.InvalidSyntax(), fields.GetAndDelete(name).Error);
        Assert.False(fields.Has(name));
        Assert.Empty(fields.Get(name));
    }

    [Fact]
    public void Values_have_no_control_characters_but_tabs()
    {
        var fields = new Fields(100_000);
        for (var octet = 0; octet < 256; octet++)
            Assert.Equal(octet == '\t' || (octet >= 0x20 && octet != 0x7f), fields.Append("a", [(byte)octet]).IsOk);
    }

    [Theory]
    [InlineData("12", true)]
    [InlineData("18446744073709551615", true)]
    [InlineData("", false)]
    [InlineData("+1", false)]
    [InlineData("1, 1", false)]
    [InlineData("18446744073709551616", false)]
    public void A_content_length_is_a_number(string value, bool valid) =>
        Assert.Equal(valid, new Fields(Limit).Append("Content-Length", Bytes(value)).IsOk);

    [Fact]
    public void Content_lengths_have_to_agree()
    {
        Assert.True(Create(("content-length", "5"), ("Content-Length", "5")).TryGetContentLength(out var length));
        Assert.Equal(5ul, length);
        Assert.True(new Fields(Limit).TryGetContentLength(out length));
        Assert.Null(length);
        Assert.False(Create(("content-length", "5"), ("content-length", "6")).TryGetContentLength(out _));
    }

    [Theory]
    [InlineData("Connection")]
    [InlineData("host")]
    [InlineData("HTTP2-Settings")]
    [InlineData("keep-alive")]
    [InlineData("Proxy-Authenticate")]
    [InlineData("proxy-authorization")]
    [InlineData("proxy-connection")]
    [InlineData("TRANSFER-ENCODING")]
    [InlineData("upgrade")]
    public void What_concerns_the_connection_is_forbidden(string name)
    {
        Assert.Equal(new HeaderError.Forbidden(), new Fields(Limit).Append(name, Bytes("x")).Error);
        Assert.Equal(new HeaderError.Forbidden(), new Fields(Limit).Set(name, [Bytes("x")]).Error);
        Assert.Equal(new HeaderError.Forbidden(), Fields.FromList([(name, Bytes("x"))], Limit).Error);
    }

    [Fact]
    public void Fields_of_a_message_cannot_be_changed_but_copied()
    {
        var fields = Create(("a", "1")).Freeze();

        Assert.Equal(new HeaderError.Immutable(), fields.Append("b", Bytes("2")).Error);
        Assert.Equal(new HeaderError.Immutable(), fields.Set("b", []).Error);
        Assert.Equal(new HeaderError.Immutable(), fields.Delete("a").Error);
        Assert.Equal(new HeaderError.Immutable(), fields.GetAndDelete("a").Error);
        var clone = (Fields)fields.Clone();
        Assert.True(clone.Append("b", Bytes("2")).IsOk);
        Assert.Equal(["a: 1", "b: 2"], Lines(clone));
        Assert.Equal(["a: 1"], Lines(fields));
    }

    [Fact]
    public void Fields_have_a_limited_size_and_deleting_makes_room()
    {
        var fields = new Fields(100);

        Assert.True(fields.Append("a", Bytes(new string('x', 60))).IsOk);
        Assert.Equal(new HeaderError.SizeExceeded(), fields.Append("b", []).Error);
        Assert.Equal(new HeaderError.SizeExceeded(), fields.Set("a", [Bytes(new string('x', 68))]).Error);
        Assert.True(fields.Set("a", [Bytes(new string('y', 67))]).IsOk);
        Assert.True(fields.Delete("a").IsOk);
        Assert.True(fields.Append("b", Bytes("2")).IsOk);
    }

    [Fact]
    public void Fields_from_the_wire_lose_what_concerns_the_connection()
    {
        var fields = Fields.FromWire([("Host", Bytes("h")), ("Accept", Bytes("x")), ("transfer-encoding", Bytes("chunked"))], Limit);

        Assert.Equal(["Accept: x"], Lines(fields));
        Assert.True(fields.IsImmutable);
    }
}
