namespace Sluice.Wit;

/// <summary>The gates of an item.</summary>
/// <param name="Since">The package version that added the item, from <c>@since</c>.</param>
/// <param name="Feature">The feature that must be active for the item to exist, from <c>@unstable</c>.</param>
/// <param name="Deprecated">The package version from which on the item should not be used, from <c>@deprecated</c>.</param>
public sealed record WitStability(SemVersion? Since, string? Feature, SemVersion? Deprecated)
{
    /// <summary>No gates.</summary>
    public static WitStability None { get; } = new(null, null, null);
}
