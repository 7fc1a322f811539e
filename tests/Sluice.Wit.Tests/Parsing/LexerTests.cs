using Sluice.Wit.Parsing;

namespace Sluice.Wit.Tests.Parsing;

public class LexerTests
{
    private static string Tokens(string text) =>
        string.Join(' ', Lexer.Read(new SourceText("t.wit", text)).Select(t => $"{t.Kind}:{t.Text}"));

    [Theory]
    [InlineData("a-b:func()->c;", "Id:a-b Operator:: Keyword:func Operator:( Operator:) Operator:-> Id:c Operator:; End:")]
    [InlineData("x->y", "Id:x Operator:-> Id:y End:")]
    [InlineData("%type %foo", "ExplicitId:type ExplicitId:foo End:")]
    [InlineData("error-context errors", "Keyword:error-context Id:errors End:")]
    [InlineData("result<_, u8>", "Keyword:result Operator:< Keyword:_ Operator:, Keyword:u8 Operator:> End:")]
    [InlineData("@1.0.0-rc.1", "Operator:@ Integer:1 Operator:. Integer:0 Operator:. Integer:0 Operator:- Id:rc Operator:. Integer:1 End:")]
    [InlineData("a // b\n/* c /* d */ e */ f", "Id:a Id:f End:")]
    [InlineData("\uFEFFa", "Id:a End:")]
    [InlineData("", "End:")]
    public void Text_splits_into_tokens(string text, string expected) => Assert.Equal(expected, Tokens(text));

    [Theory]
    [InlineData("\"a\"", "a")]
    [InlineData("\"☃︎\"", "☃︎")]
    [InlineData("\"\\t\\n\\r\\\"\\'\\\\\"", "\t\n\r\"'\\")]
    [InlineData("\"\\41\\e2\\98\\83\"", "A☃")]
    [InlineData("\"\\u{7fff}\\u{1_F600}\"", "\u7fff😀")]
    public void Strings_have_the_escapes_of_core_WebAssembly(string text, string expected) =>
        Assert.Equal(expected, Lexer.Read(new SourceText("t.wit", text))[0].Text);

    [Theory]
    [InlineData("\"", 1)]
    [InlineData("\"\\q\"", 2)]
    [InlineData("\"\\u{d800}\"", 2)]
    [InlineData("\"\\u{}\"", 2)]
    [InlineData("\"\\ff\"", 1)]
    [InlineData("\"a\nb\"", 3)]
    [InlineData("/* /* */", 1)]
    [InlineData("a ?", 3)]
    [InlineData("a %", 3)]
    [InlineData("a\u0000", 2)]
    [InlineData("a\u007f", 2)]
    [InlineData("// \u202e", 4)]
    [InlineData("/* \u0149 */", 4)]
    public void What_is_no_token_is_rejected_where_it_stands(string text, int column)
    {
        var error = Assert.Throws<WitException>(() => Tokens(text));
        Assert.Equal((1, column), (error.Line, error.Column));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_rejected() => Assert.Throws<WitException>(() => Tokens("// " + (char)0xD83D));

    [Theory]
    [InlineData("/// one\n///   two\n///\n/// three\nx", "one\n  two\n\nthree")]
    [InlineData("/** one */ x", "one")]
    [InlineData("/**\n one\n   two\n */ x", "one\n  two")]
    [InlineData("// no\n/* no */ x", null)]
    [InlineData("/**/ x", null)]
    [InlineData("/// a\n// no\n/// b\nx", "a\nb")]
    public void Documentation_comments_belong_to_the_token_after_them(string text, string? docs) =>
        Assert.Equal(docs, Lexer.Read(new SourceText("t.wit", text))[0].Docs);
}
