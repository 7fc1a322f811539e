using Sluice.Wit.Types;

namespace Sluice.Wit.Tests.Resolution;

public class PackageTests
{
    private static WitPackageSet Load(WitMemoryFiles files, WitOptions? options = null) => new WitLoader(options).Load(files, "wit");

    private static string Reason(WitMemoryFiles files) => Assert.Throws<WitException>(() => Load(files)).Reason;

    private static string Reason(string text) => Assert.Throws<WitException>(() => new WitLoader().LoadText(text)).Reason;

    [Fact]
    public void A_folder_is_a_package_and_its_deps_are_others()
    {
        var files = new WitMemoryFiles()
            .Add("wit/a.wit", "interface i { use j.{t}; } ")
            .Add("wit/b.wit", "package my:root@0.1.0; use dep:one/x@1.0.0 as renamed; interface j { use renamed.{u}; type t = list<u>; }")
            .Add("wit/notes.txt", "not WIT")
            .Add("wit/sub/ignored.wit", "not read")
            .Add("wit/deps/one/x.wit", "package dep:one@1.0.0; interface x { use dep:two/y.{u}; }")
            .Add("wit/deps/one/deps/z/ignored.wit", "not read")
            .Add("wit/deps/two.wit", "package dep:two; interface y { enum u { p } }")
            .Add("wit/deps/empty/readme.md", "");
        var packages = Load(files);
        Assert.Equal("my:root@0.1.0", packages.Root.Name.ToString());
        Assert.Equal(["dep:one@1.0.0", "dep:two", "my:root@0.1.0"], packages.Packages.Select(p => p.Name.ToString()));
        var type = packages.Root.Interfaces[0].Types[0];
        Assert.Equal(("t", "j", "i"), (type.Name, type.Used!.Owner.Name, type.Owner.Name));
        Assert.Equal("list<enum { p }>", type.Type.ToString());
        Assert.Equal("dep:two/y", packages.Root.Interfaces[1].Types[0].Origin.Owner.QualifiedName);
    }

    [Fact]
    public void Names_of_sibling_files_are_seen_but_not_what_these_rename() =>
        Assert.Contains("has no interface or world `k`", Reason(new WitMemoryFiles()
            .Add("wit/a.wit", "package a:b; use i as k; interface i { type t = u8; }")
            .Add("wit/b.wit", "interface j { use k.{t}; }")), StringComparison.Ordinal);

    [Fact]
    public void Files_of_a_package_agree_on_its_name() =>
        Assert.Contains("the package is named `a:c` here and `a:b` in wit/a.wit:1:9", Reason(new WitMemoryFiles()
            .Add("wit/a.wit", "package a:b;")
            .Add("wit/b.wit", "package a:c;")), StringComparison.Ordinal);

    [Fact]
    public void Copies_of_a_package_must_have_the_same_contents()
    {
        static WitMemoryFiles Files(string type) => new WitMemoryFiles()
            .Add("wit/a.wit", "package a:b; interface i { use c:d/j.{t}; }")
            .Add("wit/deps/one.wit", "package x:one; package c:d { interface j { type t = u8; } }")
            .Add("wit/deps/two.wit", $"package x:two; package c:d {{ interface j {{ type t = {type}; }} }} // a copy");
        Assert.Equal(4, Load(Files("u8")).Packages.Count);
        Assert.Contains("`c:d` is defined here and, with other contents", Reason(Files("u16")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("package a:b; interface i { use c:d/j.{t}; }", "there is no package `c:d`; known are `a:b`")]
    [InlineData("package a:b; interface i { use c:d/k.{t}; } package c:d { interface j {} }", "the package `c:d` has no interface or world `k`")]
    [InlineData("package a:b; interface i { use j.{t}; } interface j {}", "the interface `j` has no type `t`")]
    [InlineData("package a:b; interface i { use j.{f}; } interface j { f: func(); }", "`f` is a function, not a type")]
    [InlineData("package a:b; interface i { use j.{t}; type t = u8; } interface j { type t = u8; }", "the name `t` is defined more than once, first in line 1")]
    [InlineData("package a:b; interface i { use j.{t}; } interface j { use i.{t}; }", "the interface `i` depends on itself")]
    [InlineData("package a:b; interface i { record a { x: b } record b { x: option<a> } }", "the type `a` depends on itself")]
    [InlineData("package a:b; interface i {} world I {}", "the name `I` is defined more than once in this file")]
    [InlineData("package a:b; use c:d/i; interface i {} package c:d { interface i {} }", "the name `i` is defined more than once in this file")]
    [InlineData("package a:b; interface i { use a:b/j.{}; } interface j {}", "packages cannot form a cycle")]
    [InlineData("package a:b; package c:d { interface i { use e:f/i.{}; } interface j {} } package e:f { interface i {} interface k { use c:d/j.{}; } }", "packages cannot form a cycle")]
    [InlineData("package a:b; use c:d/w; package c:d { world w {} }", "`w` is a world")]
    [InlineData("package a:b; interface i { f: func(a: u8, A: u8); }", "more than one parameter `A`")]
    [InlineData("package a:b; interface i { record r { a: u8, a: u8 } }", "`r` has more than one member `a`")]
    [InlineData("package a:b; interface i { type t = borrow<u>; type u = u8; }", "the type `u` is not a resource")]
    [InlineData("package a:b; interface i { resource r; type t = own<r>; type u = borrow<t>; }", "the type `t` is not a resource")]
    [InlineData("package a:b; interface i { resource r; f: func() -> list<borrow<r>>; }", "returns a type that contains a borrowed handle")]
    public void Packages_that_break_rules_are_rejected(string text, string rule) => Assert.Contains(rule, Reason(text), StringComparison.Ordinal);

    [Fact]
    public void A_missing_folder_is_an_error() =>
        Assert.Contains("no WIT files", Assert.Throws<WitException>(() => new WitLoader().Load(new WitMemoryFiles(), "wit")).Message, StringComparison.Ordinal);

    [Fact]
    public void Unstable_items_exist_if_their_feature_is_active()
    {
        const string text =
            """
            package a:b@1.2.0;
            interface i {
              @unstable(feature = x) f: func();
              @unstable(feature = y) f: func(a: u8);
              @since(version = 1.2.0) @deprecated(version = 1.2.0) g: func();
              @unstable(feature = x) type t = u8;
              resource r { @unstable(feature = x) m: func(); }
            }
            @unstable(feature = x) interface j {}
            world w { @unstable(feature = x) import j; @unstable(feature = x) include v; }
            @unstable(feature = x) world v {}
            """;
        static string Names(WitPackageSet set) => string.Join(" ", set.Root.Interfaces.SelectMany(i => i.Functions).Select(f => f.Name).Concat(set.Root.Worlds.Select(w => w.Name)));
        Assert.Equal("g w", Names(new WitLoader().LoadText(text)));
        Assert.Equal("f g w", Names(new WitLoader(new WitOptions { Features = ["y"] }).LoadText(text)));
        var all = new WitLoader(new WitOptions { Features = ["x"] }).LoadText(text);
        Assert.Equal("[method]r.m f g w v", Names(all));
        Assert.Equal("x", all.Root.Interfaces[1].Stability.Feature);
        Assert.Equal(new WitStability(SemVersion.Parse("1.2.0"), null, SemVersion.Parse("1.2.0")), all.Root.Interfaces[0].Functions[2].Stability);
    }

    [Theory]
    [InlineData("@unstable(feature = x) type t = u8; type u = t;", "the type `t` is left out")]
    [InlineData("@unstable(feature = x) resource r { m: func(); }", "its function `m` is not")]
    [InlineData("} @unstable(feature = x) interface j { type t = u8;", "this item in it is not gated likewise")]
    [InlineData("use j.{}; } @unstable(feature = x) interface j {", "the interface `j` is left out")]
    public void What_is_left_out_cannot_be_referred_to(string items, string rule) =>
        Assert.Contains(rule, Reason($"package a:b; interface i {{ {items} }}"), StringComparison.Ordinal);

    [Fact]
    public void Types_keep_their_names_beside_their_structure()
    {
        var item = new WitLoader().LoadText(
            """
            package a:b;
            interface i {
              resource r { constructor(x: u8) -> result<r, e>; m: async func(o: own<r>) -> stream<names>; s: static func(); }
              type q = r;
              type names = list<string>;
              enum e { x, y }
              f: func(a: borrow<q>, b: r) -> result<_, e>;
            }
            """).Root.Interfaces[0];
        Assert.Equal(["[constructor]r", "[method]r.m", "[static]r.s", "f"], item.Functions.Select(f => f.Name));
        var (r, q) = (item.Types[0], item.Types[1]);
        Assert.True(r.IsResource && q.IsResource);
        var method = item.Functions[1];
        Assert.True(method.IsAsync);
        Assert.Equal(["self", "o"], method.Params.Select(p => p.Name));
        Assert.Equal(["borrow<r>", "own<r>"], method.Params.Select(p => p.Type.ToString()));
        Assert.Equal("stream<names>", method.Result!.ToString());
        Assert.Equal("stream<list<string>>", method.Result.Type.ToString());
        Assert.Equal("names", method.Result.Arguments[0]!.Definition!.Name);
        var f = item.Functions[3];
        Assert.Same(q, f.Params[0].Type.Resource);
        Assert.Same(r, f.Params[1].Type.Resource);
        Assert.Equal("result<_, e>", f.Result!.ToString());
        Assert.Same(r, ((WitResourceType)((OwnType)f.Params[1].Type.Type).Resource).Definition);
        Assert.Equal(f.Params[1].Type.Type, method.Params[1].Type.Type);
    }

    [Fact]
    public void Nested_namespaces_and_packages_have_names_of_their_own()
    {
        var packages = new WitLoader().LoadText("package a:b:c/d@1.0.0; interface i { use e:f:g/h/j.{t}; } package e:f:g/h { interface j { type t = u8; } }");
        Assert.Equal("a:b:c/d/i@1.0.0", packages.Root.Interfaces[0].QualifiedName);
        Assert.Equal("e:f:g/h/j", packages.Root.Interfaces[0].Dependencies[0].QualifiedName);
    }
}
