namespace Sluice.Wit.Tests.Resolution;

public class WorldTests
{
    private static WitWorld World(string text, string name = "w") => new WitLoader().LoadText("package a:b; " + text).SelectWorld(name);

    private static string Names(IEnumerable<WitWorldItem> items) => string.Join(" ", items.Select(i => i.IsImplicit ? $"({i.Name})" : i.Name));

    private static string Reason(string text) => Assert.Throws<WitException>(() => World(text)).Reason;

    private const string Chain =
        """
        interface a { resource r; }
        interface b { use a.{r}; }
        interface c { use b.{r}; f: func() -> r; }
        """;

    [Fact]
    public void Interfaces_that_imports_use_types_from_are_imported_first()
    {
        Assert.Equal("(a:b/a) (a:b/b) a:b/c", Names(World(Chain + "world w { import c; }").Imports));
        Assert.Equal("a:b/a a:b/b a:b/c", Names(World(Chain + "world w { import c; import b; import a; }").Imports));
        Assert.Equal("(a:b/a) (a:b/b) i", Names(World(Chain + "world w { import i: interface { use b.{r}; } }").Imports));
        Assert.Equal("(a:b/a) r f", Names(World(Chain + "world w { import f: func(r: r); use a.{r}; }").Imports));
    }

    [Fact]
    public void Interfaces_that_exports_use_types_from_are_imported_unless_they_are_exported()
    {
        var world = World(Chain + "world w { export c; }");
        Assert.Equal(("(a:b/a) (a:b/b)", "a:b/c"), (Names(world.Imports), Names(world.Exports)));
        world = World(Chain + "world w { export c; export b; }");
        Assert.Equal(("(a:b/a)", "a:b/b a:b/c"), (Names(world.Imports), Names(world.Exports)));
        world = World(Chain + "world w { export c; export b; export a; export g: func(); }");
        Assert.Equal(("", "g a:b/a a:b/b a:b/c"), (Names(world.Imports), Names(world.Exports)));
        world = World(Chain + "world w { import a; export a; }");
        Assert.Equal(("a:b/a", "a:b/a"), (Names(world.Imports), Names(world.Exports)));
    }

    [Fact]
    public void An_interface_that_an_export_would_need_twice_is_an_error() =>
        Assert.Contains("`a:b/c`, which needs an interface as an import and as an export", Reason(Chain + "world w { export a; export c; }"), StringComparison.Ordinal);

    [Fact]
    public void A_named_interface_can_be_imported_by_plain_names()
    {
        var world = World(Chain + """
            world w { @external-id("db:1") import one: c; import two: c; import c; export one: a:b/c2; } interface c2 {}
            """.Replace("a:b/c2", "c2", StringComparison.Ordinal));
        Assert.Equal("(a:b/a) (a:b/b) one two a:b/c", Names(world.Imports));
        var one = world.Imports[2];
        Assert.Equal((true, "a:b/c", "db:1"), (one.IsPlain, one.Interface!.QualifiedName, one.ExternalId));
        Assert.Equal("one", Names(world.Exports));
    }

    [Fact]
    public void A_colon_with_a_space_gives_a_name_and_without_one_starts_a_path()
    {
        const string other = "interface b { } package x:y { interface z {} }";
        Assert.Equal("x:y/z n m", Names(World($"world w {{ import x:y/z; import n: x:y/z; import m: b; }} {other}").Imports));
        Assert.Contains("`m:b` is a package", Reason($"world w {{ import m:b; }} {other}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Included_worlds_are_merged_and_interfaces_are_listed_once()
    {
        var world = World(Chain + """
            world base { import a; import f: func(); export c; type t = u8; resource s { m: func(t: t); } }
            world w { import a; include base with { f as g, t as u, s as q } import f: func(); }
            """);
        Assert.Equal("a:b/a (a:b/b) u q f g [method]q.m", Names(world.Imports));
        Assert.Equal("a:b/c", Names(world.Exports));
        Assert.All(world.Types, t => Assert.Same(world, t.Owner));
        Assert.Equal("[method]q.m: func(self: borrow<q>, t: u8)", world.Imports.Single(i => i.Name.StartsWith('[')).Function!.ToString());
        Assert.Equal("u", world.Imports.Single(i => i.Name.StartsWith('[')).Function!.Params[1].Type.ToString());
    }

    [Theory]
    [InlineData("world v { import a: func(); } world w { include v; import a: func(); }", "rename it by `with { a as … }`")]
    [InlineData("world v { import a: func(); } world w { include v; include v; }", "rename it by `with { a as … }`")]
    [InlineData("world v { import a; } interface a {} world w { include v with { a as b } }", "no import or export with the plain name `a`")]
    [InlineData("world v { include w; } world w { include v; }", "the world `v` depends on itself")]
    [InlineData("world w { include i; } interface i {}", "`i` is an interface, not a world")]
    [InlineData("world w { import w; }", "`w` is a world, not an interface")]
    [InlineData("world w { import i; import i; } interface i {}", "the interface `a:b/i` is imported more than once")]
    [InlineData("world w { export i: func(); export I: func(); }", "names differ by more than case")]
    [InlineData("world w { import t: func(); type t = u8; }", "the import `t` has the name of another import")]
    public void Worlds_that_break_rules_are_rejected(string text, string rule) => Assert.Contains(rule, Reason(text), StringComparison.Ordinal);

    [Fact]
    public void A_world_is_selected_by_name_or_by_being_the_only_one()
    {
        var packages = new WitLoader().LoadText("package a:b; world x {} package c:d@1.0.0 { world y {} }");
        Assert.Equal("a:b/x", packages.SelectWorld().QualifiedName);
        Assert.Equal("a:b/x", packages.SelectWorld("x").QualifiedName);
        Assert.Equal("c:d/y@1.0.0", packages.SelectWorld("c:d/y@1.0.0").QualifiedName);
        Assert.Throws<WitException>(() => packages.SelectWorld("y"));
        Assert.Contains("choose one of `x`, `y`", Assert.Throws<WitException>(() => World("world x {} world y {}", null!)).Reason, StringComparison.Ordinal);
        Assert.Contains("no worlds", Assert.Throws<WitException>(() => World("interface i {}", null!)).Reason, StringComparison.Ordinal);
    }
}
