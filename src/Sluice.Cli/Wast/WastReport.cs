namespace Sluice.Cli.Wast;

/// <summary>A command that did not go as it should.</summary>
internal readonly record struct WastFailure(string Path, int Line, string Reason)
{
    public override string ToString() => $"{Path}:{Line}: {Reason}";
}

/// <summary>What became of the commands of some scripts. Assertions and bare modules are counted, and whatever failed.</summary>
internal sealed class WastReport
{
    public int Passed { get; private set; }
    public int Skipped { get; private set; }
    public List<WastFailure> Failures { get; } = [];

    /// <summary>Commands that are not supported, with the reason.</summary>
    public List<WastFailure> Skips { get; } = [];

    public void Pass() => Passed++;

    public void Skip(string path, int line, string reason)
    {
        Skipped++;
        Skips.Add(new(path, line, reason));
    }

    public void Fail(string path, int line, string reason) => Failures.Add(new(path, line, reason));

    public void Add(WastReport other)
    {
        Passed += other.Passed;
        Skipped += other.Skipped;
        Failures.AddRange(other.Failures);
        Skips.AddRange(other.Skips);
    }

    public override string ToString() => $"{Passed} passed, {Failures.Count} failed, {Skipped} skipped";
}
