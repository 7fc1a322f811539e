using Microsoft.CodeAnalysis;
using Sluice.Bindgen.Generator;

namespace Sluice.Bindgen.Tests;

public class CachingTests
{
    private static readonly IncrementalStepRunReason[] NotAgain = [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged];

    private static GeneratorHarness TwoWorlds() => new GeneratorHarness("[Sluice.WitWorld(\"a.wit\")] internal sealed partial class W { }")
        .With("/wit/a.wit", "package a:b; world w { import log: func(m: string); }")
        .With("/wit/c.wit", "package c:d; world other { export run: func(); }", "other");

    [Fact]
    public void An_unrelated_edit_of_the_code_regenerates_nothing()
    {
        var harness = TwoWorlds();
        harness.Run();

        var second = harness.Edit("internal static class Unrelated { public static int X => 1; }").Run().Results[0];

        Assert.Equal(2, Reasons(second, WitBindingGenerator.OutcomeStep).Length);
        Assert.All(Reasons(second, WitBindingGenerator.OutcomeStep), reason => Assert.Contains(reason, NotAgain));
        Assert.All(second.TrackedOutputSteps.SelectMany(pair => pair.Value).SelectMany(step => step.Outputs), output =>
            Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Fact]
    public void Text_above_the_attribute_moves_it_and_regenerates_nothing()
    {
        var harness = TwoWorlds();
        harness.Run();

        var second = harness.Replace(0, "// Something above.\n[Sluice.WitWorld(\"a.wit\")] internal sealed partial class W { }").Run().Results[0];

        Assert.All(Reasons(second, WitBindingGenerator.OutcomeStep), reason => Assert.Contains(reason, NotAgain));
        Assert.All(Sources(second), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void An_edit_of_a_wit_file_regenerates_its_world_only()
    {
        var harness = TwoWorlds();
        var first = harness.Run().Results[0].GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

        var second = harness.With("/wit/c.wit", "package c:d; world other { export walk: func(); }", "other").Run().Results[0];

        Assert.Equal(1, Reasons(second, WitBindingGenerator.OutcomeStep).Count(reason => reason == IncrementalStepRunReason.Modified));
        Assert.Equal(1, Sources(second).Count(reason => reason == IncrementalStepRunReason.Modified));
        var changed = second.GeneratedSources.Where(source => first[source.HintName] != source.SourceText.ToString()).Select(source => source.HintName);
        Assert.Equal("User.Other.World.g.cs", Assert.Single(changed));
    }

    [Fact]
    public void A_comment_in_a_wit_file_regenerates_nothing()
    {
        var harness = TwoWorlds();
        harness.Run();

        var second = harness.With("/wit/c.wit", "// Not a doc comment.\npackage c:d; world other { export run: func(); }", "other").Run().Results[0];

        Assert.All(Reasons(second, WitBindingGenerator.OutcomeStep), reason => Assert.Contains(reason, NotAgain));
        Assert.All(Sources(second), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    private static IncrementalStepRunReason[] Reasons(GeneratorRunResult result, string step) =>
        [.. result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(output => output.Reason)];

    /// <summary>Why the sources of each world were made again, or not.</summary>
    private static IncrementalStepRunReason[] Sources(GeneratorRunResult result) =>
        [.. result.TrackedOutputSteps.SelectMany(pair => pair.Value).SelectMany(step => step.Outputs).Select(output => output.Reason)];
}
