// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#canonical-interface-name

using Sluice.Wit;

namespace Sluice.Components.Linking;

/// <summary>Finds interfaces by name where versions need not be equal but compatible.</summary>
internal static class InterfaceVersions
{
    /// <summary>
    /// The item of that name, or else the newest compatible version of the same interface. A name without version finds the newest.
    /// </summary>
    public static (string Name, T Item)? Find<T>(IEnumerable<KeyValuePair<string, T>> items, string name)
    {
        (string Name, T Item)? best = null;
        SemVersion? bestVersion = null;
        var (path, wanted) = Split(name);
        foreach (var (candidate, item) in items)
        {
            if (candidate == name) return (candidate, item);
            if (!path.Contains('/', StringComparison.Ordinal)) continue;
            var (candidatePath, version) = Split(candidate);
            if (candidatePath != path || version is null || (wanted is not null && !AreCompatible(wanted, version))) continue;
            if (bestVersion is not null && version <= bestVersion) continue;
            (best, bestVersion) = ((candidate, item), version);
        }
        return best;
    }

    /// <summary>Splits off the version; null if there is none, or none that is a semantic version.</summary>
    public static (string Path, SemVersion? Version) Split(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) return (name, null);
        return (name[..at], SemVersion.TryParse(name[(at + 1)..], out var version) ? version : null);
    }

    // Newer and older ones alike: whether all that is used is there, types tell.
    private static bool AreCompatible(SemVersion wanted, SemVersion found) =>
        wanted.Prerelease.Length == 0 && found.Prerelease.Length == 0 && wanted.Canonical == found.Canonical;
}
