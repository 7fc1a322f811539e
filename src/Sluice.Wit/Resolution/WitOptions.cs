namespace Sluice.Wit;

/// <summary>Which gated items exist.</summary>
public sealed record WitOptions
{
    /// <summary>The features whose <c>@unstable</c> items exist.</summary>
    public IReadOnlyCollection<string> Features { get; init; } = [];

    /// <summary>Whether all <c>@unstable</c> items exist.</summary>
    public bool AllFeatures { get; init; }
}
