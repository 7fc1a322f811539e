using System.Text;
using System.Text.Json;
using Sluice.Components.Inspection;

namespace Sluice.Tests.Components.Inspection;

public sealed class InspectorTests
{
    private const string Component = """
        (component $top
          (import "wasi:cli/stdout@0.2.4" (instance (export "get" (func))))
          (import "wasi:cli/stdout@0.3.0" (instance (export "get" (func)) (export "put" (func))))
          (component $inner
            (core module $small (memory 1 2)))
          (core module $main
            (memory (export "memory") 3)
            (func (export "f") (result i32) i32.const 300 i32.extend8_s)
            (@custom "producers" "\01\08language\01\01C\03C11"))
          (core instance $i (instantiate $main))
          (func $f async (result s32) (canon lift (core func $i "f")))
          (canon waitable-set.new (core func))
          (canon waitable-set.new (core func))
          (export "f" (func $f))
          (@custom "note" "abc"))
        """;

    private static ComponentSummary Inspect(string text) => Inspector.Inspect(Wat.ToBytes(text));

    [Fact]
    public void A_components_parts_are_listed()
    {
        var summary = Inspect(Component);
        Assert.True(summary.IsComponent);
        Assert.Equal("top", summary.Name);
        Assert.Equal(["wasi:cli/stdout@0.2.4", "wasi:cli/stdout@0.3.0"], summary.Imports.Select(static i => i.Name));
        Assert.Equal(["0.2.4", "0.3.0"], summary.WasiVersions);
        Assert.Equal(["get", "put"], summary.Imports[1].Items.Select(static i => i.Name));
        Assert.Equal("async func() -> s32", Assert.Single(summary.Exports).Type);
        Assert.Equal(1, summary.NestedComponents);
        Assert.Equal([new CanonicalSummary("lift", 1), new CanonicalSummary("waitable-set.new", 2)], summary.Canonicals);
        Assert.Equal(["async functions", "sign-extension"], summary.Features);
        Assert.Equal([new Producer("language", "C", "C11")], summary.Producers);
        Assert.Contains(new CustomSectionSummary("note", 3), summary.CustomSections);
    }

    [Fact]
    public void Core_modules_are_listed_with_where_they_are_and_their_memories()
    {
        var modules = Inspect(Component).Modules;
        Assert.Equal(["0/0", "0"], modules.Select(static m => m.Path));
        Assert.Equal(["small", "main"], modules.Select(static m => m.Name));
        Assert.Equal("1..2 pages", Assert.Single(modules[0].Memories).ToString());
        Assert.Equal("3.. pages", Assert.Single(modules[1].Memories).ToString());
        Assert.Equal(1, modules[1].Functions);
        Assert.True(modules[1].CodeSize > 0 && modules[1].Size > modules[1].CodeSize);
        Assert.Equal([0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0], Wat.ToBytes(Component).AsSpan(modules[1].Offset, 8).ToArray());
    }

    [Fact]
    public void A_module_alone_is_its_own_only_module()
    {
        var summary = Inspect("""
            (module $m
              (import "env" "t" (table 1 funcref))
              (import "env" "g" (global (mut i64)))
              (memory (export "mem") i64 1 8)
              (func (export "f") (param i32 i64) (result f32 f64) unreachable))
            """);
        Assert.False(summary.IsComponent);
        Assert.Equal(
            [("env", "t", "table", "1.. funcref"), ("env", "g", "global", "(mut i64)")],
            summary.Imports.Select(static i => (i.Module!, i.Name, i.Kind, i.Type!)));
        Assert.Equal(
            [("mem", "memory", "i64 1..8 pages"), ("f", "func", "(func (param i32 i64) (result f32 f64))")],
            summary.Exports.Select(static e => (e.Name, e.Kind, e.Type!)));
        Assert.Equal(["memory64", "multi-value"], summary.Features);
        Assert.Single(summary.Modules);
        Assert.Empty(summary.WasiVersions);
    }

    [Fact]
    public void The_summary_as_JSON_says_the_same()
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes)) SummaryJson.Write(Inspect(Component), writer);
        using var json = JsonDocument.Parse(Encoding.UTF8.GetString(bytes.ToArray()));
        var root = json.RootElement;
        Assert.Equal("component", root.GetProperty("kind").GetString());
        Assert.Equal("0.3.0", root.GetProperty("imports")[1].GetProperty("wasi").GetString());
        Assert.Equal(2, root.GetProperty("canonicals").GetProperty("waitable-set.new").GetInt32());
        Assert.Equal(2u, root.GetProperty("modules")[0].GetProperty("memories")[0].GetProperty("maximum").GetUInt64());
        Assert.Equal("C11", root.GetProperty("producers")[0].GetProperty("version").GetString());
    }

    [Fact]
    public void A_malformed_producers_section_says_as_much_as_can_be_read() =>
        Assert.Equal([new Producer("sdk", "A", "1")], ProducersSection.Read([1, 3, .. "sdk"u8, 2, 1, (byte)'A', 1, (byte)'1', 9]));

    [Fact]
    public void What_is_invalid_is_refused_with_the_place() =>
        Assert.True(Assert.Throws<InvalidException>(() => Inspect("(component (type (list 7)))")).Offset >= 8);
}
