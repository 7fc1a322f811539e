using System.Text.Json;

namespace Sluice.Wit.Tests.Suites;

/// <summary>Compares the imports and exports of worlds, their order included, with wit-parser's own account.</summary>
internal static class Worlds
{
    public static string? Flaw(WitPackageSet packages, string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        var packageNames = root.GetProperty("packages").EnumerateArray().Select(p => p.GetProperty("name").GetString()!).ToList();
        var interfaces = root.GetProperty("interfaces").EnumerateArray().Select(i => i.GetProperty("name").ValueKind == JsonValueKind.Null ? "" : Qualify(i)).ToList();
        var expected = root.GetProperty("worlds").EnumerateArray()
            .Select(w => $"{Qualify(w)}: {Names(w.GetProperty("imports"))} -> {Names(w.GetProperty("exports"))}")
            .Order(StringComparer.Ordinal).ToList();
        var actual = packages.Packages.SelectMany(p => p.Worlds)
            .Select(w => $"{w.QualifiedName}: {string.Join(" ", w.Imports)} -> {string.Join(" ", w.Exports)}")
            .Order(StringComparer.Ordinal).ToList();
        if (expected.Count != actual.Count) return $"{expected.Count} worlds expected, {actual.Count} found";
        var differences = expected.Zip(actual).Where(p => p.First != p.Second).Select(p => $"- {p.First}\n+ {p.Second}").ToList();
        return differences.Count == 0 ? null : string.Join("\n", differences);

        string Qualify(JsonElement item)
        {
            var package = packageNames[item.GetProperty("package").GetInt32()].Split('@');
            return $"{package[0]}/{item.GetProperty("name").GetString()}{(package.Length > 1 ? "@" + package[1] : "")}";
        }

        string Names(JsonElement items) => string.Join(" ", items.EnumerateObject().Select(i =>
            i.Name.StartsWith("interface-", StringComparison.Ordinal) ? interfaces[int.Parse(i.Name.AsSpan("interface-".Length), null)] : i.Name));
    }
}
