using Sluice.Cli.Migration;
using Sluice.RealGuests;

namespace Sluice.SpecTests.RealGuests;

/// <summary>Reports on what toolchains make, against the lists of imports that other decoders have made of the same files.</summary>
public sealed class RealMigrationTests
{
    public static IEnumerable<TheoryDataRow<string>> Files() =>
        Guests.Cases.Commands.Select(static c => c.Guest).Concat(Guests.Cases.Services.Select(static s => s.Guest)).Distinct().Select(static g => new TheoryDataRow<string>(g));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_report_lists_what_another_decoder_finds(string guest) =>
        Check(Guests.PathOf(guest), Guests.PathOf(Path.ChangeExtension(guest, "imports")));

    [Fact]
    public void Reports_on_the_components_of_wasi_testsuite_list_what_another_decoder_finds()
    {
        var lists = Guests.PathOf("suite");
        var suites = Environment.GetEnvironmentVariable("SLUICE_SUITES");
        if (suites is not { Length: > 0 }) Assert.Skip("SLUICE_SUITES is not set");
        if (!Directory.Exists(lists)) Assert.Skip("The guests were made without SLUICE_SUITES.");
        var files = Directory.GetFiles(Path.Combine(suites!, "wasi-testsuite", "tests"), "*.wasm", SearchOption.AllDirectories)
            .Where(static file => file.Contains("wasm32-wasip3", StringComparison.Ordinal)).ToList();
        Assert.Equal(55, files.Count);
        foreach (var file in files) Check(file, Path.Combine(lists, Path.GetFileNameWithoutExtension(file) + ".imports"));
    }

    private static void Check(string file, string list)
    {
        var binary = File.ReadAllBytes(file);
        var report = MigrationReport.Of(binary);
        Assert.True(report.Unknown == 0, file);
        var found = report.Interfaces.Where(static i => i.IsImport)
            .SelectMany(static i => i.Uses.Where(static use => use.Kind == "func").Select(use => $"{i.Name} {use.Name}"));
        // The report is about what moves: 0.3 stays.
        var others = File.ReadAllLines(list).Where(static line => line.Length > 0 && !line.Contains("@0.3.", StringComparison.Ordinal));
        Assert.Equal(others.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));

        var world = Assert.Single(WasiPackages.Resolve(WorldMigration.Rewrite(binary)).Root.Worlds);
        Assert.NotEmpty(world.Exports);
        Assert.All(world.Imports.Concat(world.Exports), static item => Assert.DoesNotContain("@0.2", item.Name, StringComparison.Ordinal));
    }
}
