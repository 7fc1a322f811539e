using Sluice.Components.Decoding;
using Sluice.Components.Inspection;
using Sluice.Components.Validation;
using Sluice.Components.WitDecoding;
using Sluice.Text.Printing;
using Sluice.Types;
using Sluice.Wit;
using Sluice.Wit.Printing;

namespace Sluice.SpecTests;

/// <summary>What the tools make of the components that real toolchains have built for wasi-testsuite.</summary>
public sealed class ComponentToolingTests
{
    private static void ForEach(Action<byte[]> check)
    {
        var suites = Environment.GetEnvironmentVariable("SLUICE_SUITES");
        if (suites is null) Assert.Skip("SLUICE_SUITES is not set");
        var files = Directory.GetFiles(Path.Combine(suites, "wasi-testsuite", "tests"), "*.wasm", SearchOption.AllDirectories)
            .Where(static file => file.Contains("wasip3", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(files);
        var failures = new List<string>();
        foreach (var file in files)
        {
            try
            {
                check(File.ReadAllBytes(file));
            }
            catch (Exception e)
            {
                failures.Add($"{Path.GetFileName(file)}: {e.Message}");
            }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        TestContext.Current.TestOutputHelper?.WriteLine($"{files.Count} components");
    }

    private static string Wit(byte[] component) => WitPrinter.Print(WitDecoder.Decode(component));

    [Fact]
    public void Components_print_as_text_that_is_read_as_the_same_component() => ForEach(static binary =>
    {
        var definition = ComponentDecoder.Decode(binary);
        var again = Wat.ToBytes(Print(binary));
        var definitionAgain = ComponentDecoder.Decode(again);
        ComponentValidator.Validate(definitionAgain, new TypeRegistry());
        Assert.Equal(definition.Definitions.Select(static d => d.GetType()), definitionAgain.Definitions.Select(static d => d.GetType()));
        Assert.Equal(Wit(binary), Wit(again));
        // The text's binary has everything that text can say: it comes back byte by byte.
        Assert.True(again.AsSpan().SequenceEqual(Wat.ToBytes(Print(again))), "the binary of the printed text prints as another text");

        static string Print(byte[] component)
        {
            var text = new StringWriter();
            ComponentPrinter.Print(ComponentDecoder.Decode(component), text);
            return text.ToString();
        }
    });

    [Fact]
    public void Components_have_WIT_that_resolves_to_itself() => ForEach(static binary =>
    {
        var text = Wit(binary);
        var packages = new WitLoader().LoadText(text);
        Assert.Equal(text, WitPrinter.Print(packages));
        Assert.NotEmpty(packages.SelectWorld().Imports);
        Assert.NotEmpty(packages.SelectWorld().Exports);
    });

    [Fact]
    public void Components_are_inspected() => ForEach(static binary =>
    {
        var summary = Inspector.Inspect(binary);
        Assert.Contains("0.3.0", summary.WasiVersions);
        Assert.Equal(3, summary.Modules.Count);
        Assert.NotEmpty(summary.Producers);
        Assert.Contains("async lift with callback", summary.Features);
        Assert.Contains("task.return", summary.Canonicals.Select(static c => c.Name));
        Assert.Equal(summary.Imports.Count, summary.Imports.Count(static i => i.WasiVersion is not null));
    });

    [Fact]
    public void Components_that_import_both_versions_of_WASI_show_both()
    {
        var both = 0;
        ForEach(binary =>
        {
            var versions = Inspector.Inspect(binary).Imports.Select(static i => i.WasiVersion![..3]).Distinct();
            if (versions.Count() == 2) both++;
        });
        Assert.True(both > 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{both} import both");
    }
}
