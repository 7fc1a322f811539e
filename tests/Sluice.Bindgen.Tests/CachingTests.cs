using Microsoft.CodeAnalysis;
using Sluice.Bindgen.Generator;

namespace Sluice.Bindgen.Tests;

public class CachingTests
{
    [Fact]
    public void An_unrelated_edit_regenerates_nothing()
    {
        var harness = new GeneratorHarness("[Sluice.WitWorld(\"a.wit\")] internal sealed partial class W { }")
            .With("/wit/a.wit", "package a:b; world w { import log: func(m: string); }");
        harness.Run();

        var second = harness.Edit("internal static class Unrelated { public static int X => 1; }").Run().Results[0];

        Assert.All(second.TrackedSteps[WitBindingGenerator.OutcomeStep].SelectMany(step => step.Outputs), output =>
            Assert.Contains(output.Reason, new[] { IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged }));
        Assert.All(second.TrackedOutputSteps.SelectMany(pair => pair.Value).SelectMany(step => step.Outputs), output =>
            Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }
}
