namespace Sluice.Wit;

/// <summary>The name of a package, such as <c>wasi:http@0.3.0</c>.</summary>
/// <param name="Namespace">The namespace; nested ones are joined by colons.</param>
/// <param name="Name">The package; nested ones are joined by slashes.</param>
/// <param name="Version">The version, if the package has one.</param>
public sealed record PackageName(string Namespace, string Name, SemVersion? Version)
{
    /// <summary>The name of an interface or world of the package, such as <c>wasi:http/types@0.3.0</c>.</summary>
    public string Qualify(string item) => $"{Namespace}:{Name}/{item}{(Version is null ? "" : $"@{Version}")}";

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}:{Name}{(Version is null ? "" : $"@{Version}")}";
}
