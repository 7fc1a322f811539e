namespace Sluice.Cli.Wast;

/// <summary>How scripts are run.</summary>
internal sealed record WastOptions
{
    /// <summary>Compares outcomes only, not the wording of errors.</summary>
    public bool IgnoreErrorMessages { get; init; }

    /// <summary>Under how many schedules each script is run.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>How long one command may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);
}
