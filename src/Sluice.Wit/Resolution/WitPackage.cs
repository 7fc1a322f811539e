namespace Sluice.Wit;

/// <summary>A package with all names resolved.</summary>
public sealed class WitPackage
{
    internal WitPackage(PackageName name, string? docs)
    {
        Name = name;
        Docs = docs;
    }

    /// <summary>The name.</summary>
    public PackageName Name { get; }

    /// <summary>The documentation comment before the <c>package</c> declaration.</summary>
    public string? Docs { get; }

    /// <summary>The interfaces in their order in the sources.</summary>
    public IReadOnlyList<WitInterface> Interfaces { get; internal set; } = [];

    /// <summary>The worlds in their order in the sources.</summary>
    public IReadOnlyList<WitWorld> Worlds { get; internal set; } = [];

    /// <inheritdoc/>
    public override string ToString() => Name.ToString();
}
