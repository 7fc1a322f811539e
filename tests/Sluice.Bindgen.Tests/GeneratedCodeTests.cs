using Microsoft.CodeAnalysis;

namespace Sluice.Bindgen.Tests;

public class GeneratedCodeTests
{
    private static string World(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Worlds", name));

    private static GeneratorHarness Kitchen() => new GeneratorHarness().With("/wit/kitchen.wit", World("kitchen.wit"), "kitchen", "Acme");

    [Fact]
    public void Every_form_of_type_and_function_is_generated_as_approved()
    {
        var result = Kitchen().Run();

        Assert.Empty(result.Diagnostics);
        foreach (var source in result.Results[0].GeneratedSources)
            Approval.Check(source.HintName.Replace(".g.cs", "", StringComparison.Ordinal), source.SourceText.ToString());
    }

    [Fact]
    public void Generated_code_compiles_without_a_warning()
    {
        Assert.Empty(Kitchen().Compile());
    }

    [Fact]
    public void Names_that_CSharp_has_taken_are_told_apart()
    {
        var harness = new GeneratorHarness().With("/wit/nasty.wit", World("nasty.wit"), "nasty", "Acme");

        Assert.Empty(harness.Compile());
        foreach (var source in harness.Run().Results[0].GeneratedSources)
            Approval.Check(source.HintName.Replace(".g.cs", "", StringComparison.Ordinal), source.SourceText.ToString());
    }

    [Fact]
    public void One_interface_may_be_exported_in_several_versions()
    {
        var harness = new GeneratorHarness()
            .With("/p/wit/app.wit", "package a:app; world app { export b:lib/run@1.0.0; export b:lib/run@2.0.0; export c:other/run; }", "app", package: true)
            .With("/p/wit/deps/one.wit", "package b:lib@1.0.0; interface run { run: func(); }")
            .With("/p/wit/deps/two.wit", "package b:lib@2.0.0; interface run { run: func(); }")
            .With("/p/wit/deps/other.wit", "package c:other; interface run { run: func(); }");

        Assert.Empty(harness.Compile());
        var world = harness.Run().Results[0].GeneratedSources.Single(s => s.HintName.EndsWith("World.g.cs", StringComparison.Ordinal)).SourceText.ToString();
        Assert.Contains("RunExports Run { get; }", world, StringComparison.Ordinal);
        Assert.Contains("RunExports RunV2_0_0 { get; }", world, StringComparison.Ordinal);
        Assert.Contains("RunExports OtherRun { get; }", world, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_generates_into_the_annotated_class_and_its_namespace()
    {
        var harness = new GeneratorHarness(
            """
            namespace My.App;
            [Sluice.WitWorld("wit/hello.wit")]
            internal sealed partial class Greeter { }
            """).With("/project/wit/hello.wit", "package a:b; world hello { export greet: func(name: string) -> string; }");

        Assert.Empty(harness.Compile());
        var greeter = Assert.Single(harness.Run().Results[0].GeneratedSources).SourceText.ToString();
        Assert.Contains("namespace My.App;", greeter, StringComparison.Ordinal);
        Assert.Contains("internal sealed partial class Greeter", greeter, StringComparison.Ordinal);
        Assert.Contains("public global::System.Threading.Tasks.ValueTask<string> GreetAsync(string name, ", greeter, StringComparison.Ordinal);
    }

    // A class that implements what is generated, and calls a method of the annotated one: both are found only if they are where they should be.
    [Theory]
    [InlineData("", "", "")]
    [InlineData("namespace My.App;", "", "My.App.")]
    [InlineData("namespace My.App;", ", Namespace = \"My.Other\"", "My.Other.")]
    [InlineData("", ", Namespace = \"My.Other\"", "My.Other.")]
    public void An_attribute_says_where_the_types_and_imports_are_and_the_class_stays(string space, string argument, string prefix)
    {
        var harness = new GeneratorHarness(
            $$"""
            {{space}}
            [Sluice.WitWorld("a.wit"{{argument}})]
            internal sealed partial class Worker
            {
                public static Worker Made(Sluice.ComponentInstance instance) => Bind(instance);
                public System.Threading.Tasks.ValueTask<global::{{prefix}}Thing> Again(global::{{prefix}}Thing thing) => EchoAsync(thing);
            }
            internal abstract class Host : global::{{prefix}}IWorkerImports, global::{{prefix}}A.B.Things.IThings
            {
                public abstract void Log(string message);
                public abstract uint Count();
            }
            """).With("/p/a.wit",
            """
            package a:b;
            interface things { count: func() -> u32; }
            world worker { import things; record thing { n: u32 } import log: func(message: string); export echo: func(t: thing) -> thing; }
            """);

        Assert.Empty(harness.Compile());
    }

    [Fact]
    public void Dependencies_are_found_in_the_deps_folder()
    {
        var harness = new GeneratorHarness()
            .With("/p/wit/app.wit", "package a:app; world app { import b:lib/math@1.0.0; }", "app", package: true)
            .With("/p/wit/deps/lib.wit", "package b:lib@1.0.0; interface math { add: func(a: s32, b: s32) -> s32; }");

        Assert.Empty(harness.Compile());
        Assert.Contains(harness.Run().Results[0].GeneratedSources, s => s.SourceText.ToString().Contains("namespace User.B.Lib.Math;", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("package a:b; world w { export f: func(x: strin); }", 1, 42)]
    [InlineData("package a:b;\nworld w {\n  import f: func(\n}", 4, 1)]
    [InlineData("package a:b;\nworld w {\n  import missing;\n}", 3, 10)]
    [InlineData("package a:b;\nworld w {\n  include c:d/e@1.0.0;\n}", 3, 11)]
    [InlineData("package a:b;\ninterface i { type t = t; }\nworld w { import i; }", 2, 24)]
    [InlineData("package a:b;\ninterface i { use j.{t}; }\ninterface j { }\nworld w { import i; }", 2, 22)]
    [InlineData("package a:b;\ninterface i { record r { a: u8, a: u8 } }\nworld w { import i; }", 2, 33)]
    [InlineData("package a:b;\ninterface i { f: func(); F: func(); }\nworld w { import i; }", 2, 26)]
    [InlineData("package a:b;\ninterface i { type b = borrow<u8>; }\nworld w { import i; }", 2, 31)]
    public void A_mistake_in_wit_is_reported_at_its_place_in_the_wit_file(string wit, int line, int column)
    {
        var diagnostic = Assert.Single(new GeneratorHarness().With("/wit/bad.wit", wit, "w").Run().Diagnostics);

        Assert.Equal("SLUICE001", diagnostic.Id);
        var span = diagnostic.Location.GetLineSpan();
        Assert.Equal("/wit/bad.wit", span.Path);
        Assert.Equal((line, column), (span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1));
    }

    [Fact]
    public void A_mistake_in_a_dependency_is_reported_in_the_dependency()
    {
        var diagnostic = Assert.Single(new GeneratorHarness()
            .With("/p/wit/app.wit", "package a:app; world app { import b:lib/math; }", "app", package: true)
            .With("/p/wit/deps/lib/math.wit", "package b:lib;\ninterface math { add: func(a: integer); }").Run().Diagnostics);

        Assert.Equal("SLUICE001", diagnostic.Id);
        Assert.Equal("/p/wit/deps/lib/math.wit", diagnostic.Location.GetLineSpan().Path);
        Assert.Equal((1, 30), (diagnostic.Location.GetLineSpan().StartLinePosition.Line, diagnostic.Location.GetLineSpan().StartLinePosition.Character));
    }

    [Fact]
    public void Two_requests_for_one_class_are_an_error_at_the_second()
    {
        var diagnostic = Assert.Single(new GeneratorHarness("namespace User; [Sluice.WitWorld(\"a.wit\")] internal sealed partial class W { }")
            .With("/wit/a.wit", "package a:b; world w { }", "w").Run().Diagnostics);

        Assert.Equal("SLUICE004", diagnostic.Id);
        Assert.Contains("User.W", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal("User0.cs", diagnostic.Location.GetLineSpan().Path);
    }

    [Fact]
    public void A_file_that_is_not_part_of_the_project_is_reported_at_the_attribute()
    {
        var harness = new GeneratorHarness("[Sluice.WitWorld(\"missing.wit\")] internal sealed partial class X { }");

        var diagnostic = Assert.Single(harness.Run().Diagnostics);
        Assert.Equal("SLUICE002", diagnostic.Id);
        Assert.Equal("User0.cs", diagnostic.Location.GetLineSpan().Path);
        Assert.Contains("missing.wit", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void A_world_that_is_not_there_is_reported_with_those_that_are()
    {
        var diagnostic = Assert.Single(new GeneratorHarness().With("/wit/a.wit", "package a:b; world one { } world two { }", "three").Run().Diagnostics);

        Assert.Equal("SLUICE003", diagnostic.Id);
        Assert.Equal("/wit/a.wit", diagnostic.Location.GetLineSpan().Path);
        Assert.Contains("`one`, `two`", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
