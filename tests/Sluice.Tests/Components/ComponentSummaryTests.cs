namespace Sluice.Tests.Components;

public sealed class ComponentSummaryTests
{
    [Fact]
    public void A_summary_tells_what_is_needed_offered_and_used()
    {
        var summary = Component.Load(new Engine(), """
            (component
              (import "wasi:clocks/monotonic-clock@0.3.0" (instance (export "now" (func (result u64)))))
              (import "wasi:io/poll@0.2.4" (instance))
              (import "log" (func (param "text" string)))
              (core module $small (func (export "run")))
              (component (core module))
              (core func (canon waitable-set.new))
              (core func (canon task.cancel))
              (core func (canon waitable-set.new))
              (type (stream u8))
              (core instance $c (instantiate $small))
              (func $run (canon lift (core func $c "run")))
              (export "run" (func $run)))
            """u8.ToArray()).Summarize();

        Assert.Equal(["wasi:clocks/monotonic-clock@0.3.0", "wasi:io/poll@0.2.4", "log"], summary.Imports.Select(static i => i.Name));
        Assert.Equal(["0.3.0", "0.2.4"], summary.WasiVersions);
        Assert.Equal("now", Assert.Single(summary.Imports[0].Items).Name);
        Assert.Equal("func(text: string)", summary.Imports[2].Type);
        Assert.Equal(("run", "func"), (summary.Exports[0].Name, summary.Exports[0].Kind));
        Assert.Equal(2, summary.Modules.Count);
        Assert.Equal(1, summary.Modules[0].Functions);
        Assert.Equal(1, summary.NestedComponents);
        Assert.Equal([new("lift", 1), new("task.cancel", 1), new("waitable-set.new", 2)], summary.Canonicals);
        Assert.Equal(["stream"], summary.Features);
    }
}
