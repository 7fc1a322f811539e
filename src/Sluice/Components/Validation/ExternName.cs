// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#import-and-export-definitions

namespace Sluice.Components.Validation;

internal enum ExternNameKind : byte
{
    /// <summary><c>a-b</c></summary>
    Label,
    /// <summary><c>[constructor]a</c></summary>
    Constructor,
    /// <summary><c>[method]a.b</c></summary>
    Method,
    /// <summary><c>[static]a.b</c></summary>
    Static,
    /// <summary><c>a:b/c@1.2.3</c></summary>
    Interface,
}

/// <summary>A parsed <c>externname</c>.</summary>
/// <param name="Resource">The label of the resource that a constructor, method or static function belongs to, else empty.</param>
/// <param name="Unique">What must differ from that of every other name in the same scope.</param>
/// <param name="Version">What follows the <c>@</c> of an interface name, or null.</param>
internal sealed record ExternName(string Text, ExternNameKind Kind, string Resource, string Unique, string? Version)
{
    private const string ConstructorPrefix = "[constructor]";
    private const string MethodPrefix = "[method]";
    private const string StaticPrefix = "[static]";

    /// <summary>Parses a name; a version in it is not looked at.</summary>
    /// <exception cref="InvalidException">The text is not an <c>externname</c>; the message says what is wrong with it.</exception>
    public static ExternName Parse(string text)
    {
        if (text.StartsWith(ConstructorPrefix, StringComparison.Ordinal))
        {
            var label = text[ConstructorPrefix.Length..];
            CheckLabel(label);
            return new ExternName(text, ExternNameKind.Constructor, label, ConstructorPrefix + Lower(label), null);
        }
        if (text.StartsWith(MethodPrefix, StringComparison.Ordinal)) return ParseMember(text, MethodPrefix, ExternNameKind.Method);
        if (text.StartsWith(StaticPrefix, StringComparison.Ordinal)) return ParseMember(text, StaticPrefix, ExternNameKind.Static);
        if (text.Contains(':', StringComparison.Ordinal)) return ParseInterface(text);
        CheckLabel(text);
        return new ExternName(text, ExternNameKind.Label, "", Lower(text), null);
    }

    private static ExternName ParseMember(string text, string prefix, ExternNameKind kind)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) throw new InvalidException("failed to find `.` character");
        var (resource, member) = (text[prefix.Length..dot], text[(dot + 1)..]);
        CheckLabel(resource);
        CheckLabel(member);
        var (lowerResource, lowerMember) = (Lower(resource), Lower(member));
        return new ExternName(text, kind, resource, lowerResource == lowerMember ? lowerResource : $"{lowerResource}.{lowerMember}", null);
    }

    private static ExternName ParseInterface(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var path = at < 0 ? text : text[..at];
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        CheckWords(path[..Math.Max(colon, 0)]);
        var rest = path[(colon + 1)..];
        var end = rest.AsSpan().IndexOfAny('/', ':');
        CheckWords(end < 0 ? rest : rest[..end]);
        if (end < 0 || rest[end] == ':') throw new InvalidException("expected `/` after package name");
        var projection = rest[(end + 1)..];
        var slash = projection.IndexOf('/', StringComparison.Ordinal);
        CheckLabel(slash < 0 ? projection : projection[..slash]);
        if (slash >= 0) throw new InvalidException($"trailing characters found: `{projection[slash..]}`");
        return new ExternName(text, ExternNameKind.Interface, "", Lower(path) + (at < 0 ? "" : text[at..]), at < 0 ? null : text[(at + 1)..]);
    }

    /// <summary>A label, which is ASCII, without capitals: labels that differ in them alone are the same.</summary>
    public static string Lower(string text)
    {
        char[]? lower = null;
        for (var i = 0; i < text.Length; i++)
            if (char.IsAsciiLetterUpper(text[i])) (lower ??= text.ToCharArray())[i] |= ' ';
        return lower is null ? text : new string(lower);
    }

    private static void CheckLabel(string text)
    {
        if (!IsLabel(text)) throw new InvalidException($"`{text}` is not in kebab case");
    }

    private static void CheckWords(string text)
    {
        CheckLabel(text);
        foreach (var c in text)
            if (char.IsAsciiLetterUpper(c)) throw new InvalidException($"character `{c}` is not lowercase in package name/namespace");
    }

    /// <summary>Whether the text is a <c>label</c>: words and acronyms joined by hyphens, the first not starting with a digit.</summary>
    public static bool IsLabel(string text)
    {
        if (text.Length == 0 || !char.IsAsciiLetter(text[0])) return false;
        bool lower = false, upper = false, empty = true;
        foreach (var c in text)
        {
            if (c == '-')
            {
                if (empty) return false;
                (lower, upper, empty) = (false, false, true);
                continue;
            }
            if (char.IsAsciiLetterLower(c)) lower = true;
            else if (char.IsAsciiLetterUpper(c)) upper = true;
            else if (!char.IsAsciiDigit(c)) return false;
            if (lower && upper) return false;
            empty = false;
        }
        return !empty;
    }

    /// <summary>Checks the version of an interface name together with the suffix from its attributes.</summary>
    public void CheckVersion(string? suffix)
    {
        if (suffix is not null)
        {
            if (Version is null) throw new InvalidException("only interface names with a version can have a `versionsuffix`");
            if (!Wit.SemVersion.TryParse(Version + suffix, out var full)) throw new InvalidException($"invalid interface version: `{Version + suffix}` is not a semantic version");
            var canonical = full.Major > 0 ? $"{full.Major}" : full.Minor > 0 ? $"0.{full.Minor}" : $"0.0.{full.Patch}";
            if (canonical != Version) throw new InvalidException($"invalid interface version: `{Version}` is not the canonical version of `{full}`");
        }
        else if (Version is not null && !Wit.SemVersion.TryParse(Version, out _))
        {
            throw new InvalidException($"invalid interface version: {DescribeVersionError(Version)}");
        }
    }

    /// <summary>Why a text is not a semantic version, in the words that the suite matches.</summary>
    private static string DescribeVersionError(string text)
    {
        if (text.Length == 0) return "empty string, expected a semver version";
        string[] parts = ["major", "minor", "patch"];
        var at = 0;
        for (var part = 0; part < parts.Length; part++)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            var what = $"version number while parsing {parts[part]}";
            if (at == start) return at == text.Length ? $"unexpected end of input in {what}" : $"unexpected character '{text[at]}' in {what}";
            if (at - start > 1 && text[start] == '0') return $"invalid leading zero in {what}";
            if (part == 2) break;
            if (at == text.Length) return $"unexpected end of input in {what}";
            if (text[at] != '.') return $"unexpected character '{text[at]}' after {parts[part]} version number";
            at++;
        }
        if (at == text.Length) return $"`{text}` is out of range";
        if (text[at] is not ('-' or '+')) return $"unexpected character '{text[at]}' after patch version number";
        return text[at..].Split('-', '+', '.').Skip(1).Any(static s => s.Length == 0)
            ? "empty identifier segment"
            : $"`{text[at..]}` is not a prerelease or build";
    }
}
