namespace Sluice.Wit.Tests.Parsing;

public class ErrorTests
{
    private static WitException Error(string text) => Assert.Throws<WitException>(() => new WitLoader().LoadText(text, "dir/x.wit"));

    [Fact]
    public void An_error_names_file_line_column_item_and_rule_and_shows_the_place()
    {
        var error = Error("package a:b;\n\ninterface i {\n\tf: func(x: nothing);\n}\n");
        Assert.Equal(("dir/x.wit", 4, 13, 7), (error.Path, error.Line, error.Column, error.Length));
        Assert.Equal("the type `nothing` is not defined here", error.Reason);
        Assert.Equal(
            """
            dir/x.wit:4:13: the type `nothing` is not defined here
              |
            4 | 	f: func(x: nothing);
              | 	           ^^^^^^^
            """.ReplaceLineEndings("\n"),
            error.Message);
    }

    [Fact]
    public void An_error_at_the_end_of_the_file_shows_its_last_line()
    {
        var error = Error("package a:b;\ninterface i {");
        Assert.Equal((2, 14), (error.Line, error.Column));
        Assert.EndsWith("2 | interface i {\n  |              ^", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_excerpt_of_a_long_line_is_cut_around_the_place()
    {
        var error = Error($"package a:b; interface i {{ type {new string('t', 500)} = nothing; }} // {new string('x', 500)}");
        Assert.Equal((1, 536), (error.Line, error.Column));
        Assert.Contains("= nothing; }", error.Message, StringComparison.Ordinal);
        Assert.All(error.Message.Split('\n').Skip(1), line => Assert.InRange(line.Length, 0, 130));
    }

    [Theory]
    [InlineData("interface i {}", "no `package` declaration")]
    [InlineData("package a;", "expected `:`, found `;`")]
    [InlineData("package a:b@1.0;", "`1.0` is not a semantic version")]
    [InlineData("package a:b; interface i { record r {} }", "the record `r` is empty")]
    [InlineData("package a:b; interface i { flags f {} }", "the flags type `f` is empty")]
    [InlineData("package a:b; interface i { enum e {} }", "the enum `e` is empty: it must have at least one case")]
    [InlineData("package a:b; interface i { type t = tuple<>; }", "a tuple must have at least one type")]
    [InlineData("package a:b; interface i { type t = list<u8, 0>; }", "`0` is not the length of a list")]
    [InlineData("package a:b; interface i { type t = list<u8, 4294967296>; }", "`4294967296` is not the length of a list")]
    [InlineData("package a:b; interface i { type t = map<f32, u8>; }", "a map's keys are of type")]
    [InlineData("package a:b; interface i { type t = map<list<u8>, u8>; }", "a map's keys are of type")]
    [InlineData("package a:b; interface i { type t = float32; }", "the type is called `f32`")]
    [InlineData("package a:b; interface i { type option = u8; }", "expected an identifier, found the keyword `option`")]
    [InlineData("package a:b; interface i { type a--b = u8; }", "has an empty word between its hyphens")]
    [InlineData("package a:b; interface i { type aB = u8; }", "mixes upper and lower case in the word `aB`")]
    [InlineData("package a:b; interface i { type a_b = u8; }", "other than ASCII letters, digits and hyphens: `_`")]
    [InlineData("package a:b; interface i { type ä = u8; }", "must start with an ASCII letter")]
    [InlineData("package a:b; interface i { type t = u8 }", "expected `;`, found `}`")]
    [InlineData("package a:b; interface i { resource r { constructor(); constructor(); } }", "the resource `r` has more than one constructor")]
    [InlineData("package a:b; interface i { resource r { constructor() -> u8; } }", "may declare a `result`")]
    [InlineData("package a:b; interface i { resource r { constructor() -> result<u8>; } }", "must return a result with `r`")]
    [InlineData("package a:b; interface i { resource r { async constructor(); } }", "expected `constructor`, a method or a static function")]
    [InlineData("package a:b; interface i { @since(version = 1.0.0) @unstable(feature = f) f: func(); }", "not by both")]
    [InlineData("package a:b; interface i { @deprecated(version = 1.0.0) f: func(); }", "must be paired")]
    [InlineData("package a:b; interface i { @since(version = 1.0.0) f: func(); }", "needs a version")]
    [InlineData("package a:b@1.0.0; interface i { @since(version = 1.0.1) f: func(); }", "names a version later than")]
    [InlineData("package a:b; interface i { @other f: func(); }", "expected `(`")]
    [InlineData("package a:b; interface i { @other(a) f: func(); }", "unknown gate `@other`")]
    [InlineData("package a:b; world w { import c:d; }", "`c:d` is a package")]
    [InlineData("package a:b; package c:d { package e:f {} }", "a nested package cannot hold packages")]
    public void Broken_rules_are_named(string text, string rule) => Assert.Contains(rule, Error(text).Reason, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_rejected_and_harmless()
    {
        var error = Error($"package a:b; interface i {{ type t = {string.Concat(Enumerable.Repeat("list<", 100_000))}; }}");
        Assert.Contains("nested more than 100 deep", error.Reason, StringComparison.Ordinal);

        var chain = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"type t{i} = list<t{i + 1}>;\n"));
        error = Error($"package a:b; interface i {{ {chain} type t50000 = u8; }}");
        Assert.Contains("nested more than 500 deep", error.Reason, StringComparison.Ordinal);

        chain = string.Concat(Enumerable.Range(0, 300).Select(i => $"type t{i} = {string.Concat(Enumerable.Repeat("option<", 90))}t{i + 1}{new string('>', 90)};\n"));
        error = Error($"package a:b; interface i {{ {chain} type t300 = u8; }}");
        Assert.Contains("nested more than 500 deep", error.Reason, StringComparison.Ordinal);

        var uses = string.Concat(Enumerable.Range(0, 5000).Select(i => $"interface i{i} {{ use i{i + 1}.{{t}}; }}\n"));
        error = Error($"package a:b; {uses} interface i5000 {{ type t = u8; }}");
        Assert.Contains("nested more than 500 deep", error.Reason, StringComparison.Ordinal);

        // Each world has the functions of the one before it twice.
        var worlds = string.Concat(Enumerable.Range(0, 14).Select(i =>
        {
            var names = Enumerable.Range(0, 1 << i).ToList();
            string With(int half) => string.Join(", ", names.Select(n => $"g{n} as g{n * 2 + half}"));
            return $"world w{i + 1} {{ include w{i} with {{ {With(0)} }} include w{i} with {{ {With(1)} }} }}\n";
        }));
        error = Error($"package a:b; world w0 {{ import g0: func(); }} {worlds}");
        Assert.Contains("more than 10000 imports and exports", error.Reason, StringComparison.Ordinal);
    }
}
