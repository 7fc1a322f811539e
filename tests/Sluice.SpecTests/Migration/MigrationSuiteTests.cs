using Sluice.Cli.Migration;
using Sluice.Components.Inspection;
using Sluice.Components.WitDecoding;
using Sluice.Wit;

namespace Sluice.SpecTests.Migration;

/// <summary>The reports on what real toolchains have built for wasi-testsuite.</summary>
public sealed class MigrationSuiteTests
{
    private static List<string> Files(string target)
    {
        var suites = Environment.GetEnvironmentVariable("SLUICE_SUITES");
        if (suites is null) Assert.Skip("SLUICE_SUITES is not set");
        var files = Directory.GetFiles(Path.Combine(suites, "wasi-testsuite", "tests"), "*.wasm", SearchOption.AllDirectories)
            .Where(file => file.Contains(target, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(files);
        return files;
    }

    [Fact]
    public void Reports_on_mixed_components_list_what_they_import_and_their_worlds_resolve()
    {
        var (mixed, uses) = (0, 0);
        var files = Files("wasip3");
        foreach (var file in files)
        {
            var binary = File.ReadAllBytes(file);
            var report = MigrationReport.Of(binary);
            Assert.True(report.Unknown == 0, file);
            var imports = report.Interfaces.Where(static i => i.IsImport).ToList();
            Assert.Equal(Summary(binary), imports.SelectMany(static i => Functions(i)));
            Assert.Equal(Decoded(binary).Order(StringComparer.Ordinal), imports.SelectMany(static i => Functions(i)).Order(StringComparer.Ordinal));

            var world = Assert.Single(WasiPackages.Resolve(WorldMigration.Rewrite(binary)).Root.Worlds);
            Assert.All(world.Imports.Concat(world.Exports), static item => Assert.DoesNotContain("@0.2", item.Name, StringComparison.Ordinal));
            // What was there in 0.3 still is.
            Assert.Empty(WitDecoder.Decode(binary).SelectWorld().Imports.Select(static i => i.Name).Where(static n => n.EndsWith("@0.3.0", StringComparison.Ordinal))
                .Except(world.Imports.Select(static i => i.Name)));
            if (imports.Count > 0) mixed++;
            uses += report.Uses.Count();
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{files.Count} components, {mixed} of them import 0.2; {uses} uses");
    }

    [Fact]
    public void Reports_on_0_1_modules_list_what_they_import_and_their_worlds_resolve()
    {
        var uses = 0;
        var files = Files("wasm32-wasip1");
        foreach (var file in files)
        {
            var binary = File.ReadAllBytes(file);
            var report = MigrationReport.Of(binary);
            Assert.True(report.Unknown == 0, file);
            Assert.Equal(
                Inspector.Inspect(binary).Imports.Where(static i => i.Module == MigrationTable.Preview1).Select(static i => i.Name),
                report.Uses.Select(static use => use.Name));
            var world = Assert.Single(WasiPackages.Resolve(WorldMigration.Rewrite(binary)).Root.Worlds);
            Assert.Contains(world.Exports, static e => e.Name == "wasi:cli/run@0.3.0");
            uses += report.Uses.Count();
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{files.Count} modules; {uses} uses");
    }

    private static IEnumerable<string> Functions(MigratedInterface item) =>
        item.Uses.Where(static use => use.Kind == "func").Select(use => $"{item.Name} {use.Name}");

    private static IEnumerable<string> Summary(byte[] binary) => Inspector.Inspect(binary).Imports
        .Where(static i => i.WasiVersion is not null && i.WasiVersion.StartsWith("0.2.", StringComparison.Ordinal))
        .SelectMany(static i => i.Items.Where(static f => f.Kind == "func").Select(f => $"{i.Name} {f.Name}"));

    private static IEnumerable<string> Decoded(byte[] binary) => WitDecoder.Decode(binary).SelectWorld().Imports
        .Where(static i => i.Interface?.Package.Name is { Namespace: "wasi", Version: { Major: 0, Minor: 2 } })
        .SelectMany(static i => i.Interface!.Functions.Select(f => $"{i.Name} {f.Name}"));
}
