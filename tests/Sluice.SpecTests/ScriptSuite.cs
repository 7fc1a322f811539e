using Sluice.Cli.Wast;

namespace Sluice.SpecTests;

/// <summary>A folder of scripts and what is known to fail in it.</summary>
internal sealed class ScriptSuite(string folder, string expectationFile)
{
    private readonly Lazy<IReadOnlyDictionary<string, Expectation>> expectations = new(() => Expectations.Read(expectationFile));

    /// <summary>Where the suites are checked out; null if they are not.</summary>
    private static string? Suites => Environment.GetEnvironmentVariable("SLUICE_SUITES") is { Length: > 0 } suites ? suites : null;

    private string Root => Path.Combine(Suites!, folder);

    /// <summary>The scripts as paths in the suite; one empty path if there is no suite, as a theory needs a row.</summary>
    public IEnumerable<TheoryDataRow<string>> Scripts()
    {
        if (Suites is null) return [new("")];
        return WastRunner.Find([Root]).Select(path => new TheoryDataRow<string>(Path.GetRelativePath(Root, path).Replace('\\', '/')));
    }

    /// <summary>Runs a script; fails on unexpected failures and on unexpected passes.</summary>
    public void Check(string script)
    {
        if (Suites is null) Assert.Skip("SLUICE_SUITES is not set");
        var report = WastRunner.RunFile(Path.Combine(Root, script), new WastOptions());
        var expectation = expectations.Value.GetValueOrDefault(script);
        var unexpected = report.Failures.Where(failure => expectation is null || (expectation.Lines.Count > 0 && !expectation.Lines.Contains(failure.Line))).ToList();
        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected.Take(20)));
        if (expectation is null) return;
        Assert.True(report.Failures.Count > 0, $"{script} passes, but is expected to fail: {expectation.Reason}");
        foreach (int line in expectation.Lines) Assert.True(report.Failures.Any(failure => failure.Line == line), $"{script}:{line} passes, but is expected to fail");
    }

    /// <summary>The text of a script; skips the test if there is no suite.</summary>
    public byte[] Read(string script)
    {
        if (Suites is null) Assert.Skip("SLUICE_SUITES is not set");
        return File.ReadAllBytes(Path.Combine(Root, script));
    }

    /// <summary>An expectation for a script that is gone would never be noticed otherwise.</summary>
    public void CheckExpectations()
    {
        if (Suites is null) Assert.Skip("SLUICE_SUITES is not set");
        Assert.All(expectations.Value.Keys, script => Assert.True(File.Exists(Path.Combine(Root, script)), $"{script} does not exist"));
    }
}
