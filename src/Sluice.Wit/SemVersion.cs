using System.Diagnostics.CodeAnalysis;

namespace Sluice.Wit;

/// <summary>
/// A semantic version, with the Component Model's rule for which exported version satisfies an import.
/// </summary>
/// <remarks>https://semver.org and
/// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#canonical-interface-name</remarks>
public sealed class SemVersion : IEquatable<SemVersion>, IComparable<SemVersion>
{
    private SemVersion(ulong major, ulong minor, ulong patch, string prerelease, string build)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        Prerelease = prerelease;
        Build = build;
    }

    /// <summary>The first number.</summary>
    public ulong Major { get; }

    /// <summary>The second number.</summary>
    public ulong Minor { get; }

    /// <summary>The third number.</summary>
    public ulong Patch { get; }

    /// <summary>What stands between the hyphen and the plus sign, or an empty string.</summary>
    public string Prerelease { get; }

    /// <summary>What stands after the plus sign, or an empty string.</summary>
    public string Build { get; }

    /// <summary>
    /// The canonical version: what all compatible versions share, such as <c>1</c> of 1.2.3, <c>0.2</c> of 0.2.12 and
    /// <c>0.0.1</c> of 0.0.1. A prerelease, compatible with itself only, has its full text here.
    /// </summary>
    public string Canonical => Prerelease.Length > 0 ? ToString()
        : Major > 0 ? Invariant($"{Major}")
        : Minor > 0 ? Invariant($"0.{Minor}")
        : Invariant($"0.0.{Patch}");

    /// <summary>What follows the canonical version in the full text.</summary>
    public string CanonicalSuffix => ToString().Substring(Canonical.Length);

    /// <summary>Reads a version.</summary>
    /// <exception cref="FormatException">The text is not a semantic version.</exception>
    public static SemVersion Parse(string text) =>
        TryParse(text, out var version) ? version : throw new FormatException($"`{text}` is not a semantic version");

    /// <summary>Reads a version if the text is one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SemVersion? version)
    {
        version = null;
        if (text is null) return false;
        var build = "";
        var plus = text.IndexOf('+');
        if (plus >= 0)
        {
            build = text.Substring(plus + 1);
            text = text.Substring(0, plus);
            if (!AreIdentifiers(build, leadingZeros: true)) return false;
        }
        var prerelease = "";
        var hyphen = text.IndexOf('-');
        if (hyphen >= 0)
        {
            prerelease = text.Substring(hyphen + 1);
            text = text.Substring(0, hyphen);
            if (!AreIdentifiers(prerelease, leadingZeros: false)) return false;
        }
        var numbers = text.Split('.');
        if (numbers.Length != 3 || !Number(numbers[0], out var major) || !Number(numbers[1], out var minor) || !Number(numbers[2], out var patch))
            return false;
        version = new SemVersion(major, minor, patch, prerelease, build);
        return true;
    }

    /// <summary>
    /// Whether an import of this version can be given an export of <paramref name="export"/>: the same canonical version and
    /// not an older one, or exactly the same version if one of them is a prerelease.
    /// </summary>
    public bool IsSatisfiedBy(SemVersion export)
    {
        if (Prerelease.Length > 0 || export.Prerelease.Length > 0) return CompareTo(export) == 0;
        return Canonical == export.Canonical && CompareTo(export) <= 0;
    }

    /// <summary>Orders by precedence; the build does not count.</summary>
    public int CompareTo(SemVersion? other)
    {
        if (other is null) return 1;
        var order = Major.CompareTo(other.Major);
        if (order == 0) order = Minor.CompareTo(other.Minor);
        if (order == 0) order = Patch.CompareTo(other.Patch);
        return order != 0 ? order : ComparePrereleases(Prerelease, other.Prerelease);
    }

    /// <summary>Whether both versions have the same text.</summary>
    public bool Equals(SemVersion? other) => other is not null && CompareTo(other) == 0 && Build == other.Build;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SemVersion);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <inheritdoc/>
    public override string ToString() =>
        Invariant($"{Major}.{Minor}.{Patch}") + (Prerelease.Length > 0 ? "-" + Prerelease : "") + (Build.Length > 0 ? "+" + Build : "");

    /// <summary>Whether both versions have the same text.</summary>
    public static bool operator ==(SemVersion? left, SemVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether the versions' texts differ.</summary>
    public static bool operator !=(SemVersion? left, SemVersion? right) => !(left == right);

    /// <summary>Whether the left one is older.</summary>
    public static bool operator <(SemVersion left, SemVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is older or of the same precedence.</summary>
    public static bool operator <=(SemVersion left, SemVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is newer.</summary>
    public static bool operator >(SemVersion left, SemVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is newer or of the same precedence.</summary>
    public static bool operator >=(SemVersion left, SemVersion right) => left.CompareTo(right) >= 0;

    private static int ComparePrereleases(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0) return right.Length.CompareTo(left.Length);
        var (a, b) = (left.Split('.'), right.Split('.'));
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            var (x, y) = (IsNumeric(a[i]), IsNumeric(b[i]));
            // Numbers are of any length: compare them as digits.
            var order = x && y && a[i].Length != b[i].Length ? a[i].Length.CompareTo(b[i].Length)
                : x != y ? (x ? -1 : 1)
                : string.CompareOrdinal(a[i], b[i]);
            if (order != 0) return order;
        }
        return a.Length.CompareTo(b.Length);
    }

    private static bool AreIdentifiers(string text, bool leadingZeros) => text.Split('.').All(part =>
        part.Length > 0
        && part.All(static c => c is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-')
        && (leadingZeros || part.Length == 1 || part[0] != '0' || !IsNumeric(part)));

    private static bool IsNumeric(string text) => text.All(static c => c is >= '0' and <= '9');

    private static bool Number(string text, out ulong number)
    {
        number = 0;
        if (text.Length == 0 || (text.Length > 1 && text[0] == '0')) return false;
        foreach (var c in text)
        {
            if (c is < '0' or > '9' || number > (ulong.MaxValue - (uint)(c - '0')) / 10) return false;
            number = number * 10 + (uint)(c - '0');
        }
        return true;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
