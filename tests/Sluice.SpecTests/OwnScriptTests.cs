using Sluice.Cli.Wast;

namespace Sluice.SpecTests;

/// <summary>Our own scripts: every form of call, and the spots where implementations have gone wrong.</summary>
public sealed class OwnScriptTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Scripts");

    public static IEnumerable<TheoryDataRow<string>> Scripts => WastRunner.Find([Folder]).Select(static path => new TheoryDataRow<string>(Path.GetFileName(path)));

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_runs_as_it_says_under_every_schedule(string script)
    {
        var report = WastRunner.RunFile(Path.Combine(Folder, script), new WastOptions { Seeds = 16 });
        Assert.True(report.Failures.Count == 0, string.Join('\n', report.Failures.Take(20)));
        Assert.Equal(0, report.Skipped);
        Assert.True(report.Passed > 0);
    }
}
