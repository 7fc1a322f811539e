// https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md
//
// The printer writes each import, export and use on a line of its own, so these lines can be replaced one by one:
//
//   import wasi:sockets/tcp@0.2.4;                  import wasi:sockets/types@0.3.0;
//   import wasi:io/poll@0.2.4;                      // wasi:io/poll@0.2.4: no interface takes its place
//   use wasi:clocks/wall-clock@0.2.4.{datetime};    use wasi:clocks/system-clock@0.3.0.{instant as datetime};
//   use wasi:io/streams@0.2.4.{input-stream};       type input-stream = stream<u8>;

using System.Text;
using System.Text.RegularExpressions;
using Sluice.Components.WitDecoding;
using Sluice.Wit;
using Sluice.Wit.Printing;

namespace Sluice.Cli.Migration;

/// <summary>Rewrites a world, and the interfaces of its own, to WASI 0.3.</summary>
internal sealed partial class WorldMigration
{
    private const string Handler = "wasi:http/handler";

    private readonly Dictionary<string, WitInterface> interfaces;
    private readonly StringBuilder text = new();
    private readonly Stack<Block> blocks = new([new Block([], [])]);

    private WorldMigration(IEnumerable<WitPackage> packages)
    {
        interfaces = packages.SelectMany(static p => p.Interfaces).ToDictionary(static i => i.QualifiedName!, StringComparer.Ordinal);
    }

    /// <summary>The world of a component or core module in its 0.3 form, as WIT that resolves against the packages of WASI 0.3.0.</summary>
    /// <exception cref="NotSupportedException">There is no WIT for the binary, or it uses a type that has no 0.3 form in an interface of its own.</exception>
    public static string Rewrite(ReadOnlyMemory<byte> binary)
    {
        var report = MigrationReport.Of(binary);
        // A module that is to become a component carries its world, unless an adapter still has to add to it.
        var wit = !report.IsComponent && report.Interfaces.Count > 0 ? ModuleWorld.Of(report, binary) : Rewrite(WitDecoder.Decode(binary));
        WasiPackages.Resolve(wit);
        return wit;
    }

    private static string Rewrite(WitPackageSet packages)
    {
        var own = packages.Packages.Where(p => p == packages.Root || !IsReplaced(p)).ToList();
        var migration = new WorldMigration(packages.Packages);
        foreach (var line in WitPrinter.Print(new WitPackageSet(packages.Root, own)).TrimEnd('\n').Split('\n')) migration.Line(line);
        return migration.text.ToString();
    }

    /// <summary>Whether the packages of WASI 0.3.0 stand in a package's place.</summary>
    private static bool IsReplaced(WitPackage package) =>
        package.Name.Version is { Major: 0, Minor: 2 or 3 }
        && package.Interfaces.All(static i => IsReplaced(i.QualifiedName!));

    private static bool IsReplaced(string qualified) =>
        MigrationReport.OldInterface(qualified) is not null
        || (qualified.Contains("@0.3.", StringComparison.Ordinal) && WasiPackages.Interfaces.ContainsKey(WasiPackages.Unversioned(qualified)));

    private void Line(string line)
    {
        var block = blocks.Peek();
        if (Extern().Match(line) is { Success: true } item && IsReplaced(item.Groups["name"].Value))
        {
            foreach (var replaced in Externs(item, block)) Write(replaced);
            return;
        }
        if (Use().Match(line) is { Success: true } use && IsReplaced($"{use.Groups["name"].Value}@{use.Groups["version"].Value}"))
        {
            foreach (var replaced in Uses(use, block)) Write(replaced);
            return;
        }
        if (line.EndsWith('{')) blocks.Push(new Block([], [.. block.Values]));
        else if (line.EndsWith('}') && line.TrimStart() == "}") blocks.Pop();

        // Streams and futures cannot be borrowed.
        Write(line.TrimStart().StartsWith("///", StringComparison.Ordinal) ? line
            : Borrow().Replace(line, match => block.Values.Contains(match.Groups["type"].Value) ? match.Groups["type"].Value : match.Value));
    }

    private IEnumerable<string> Externs(Match item, Block block)
    {
        var (indent, direction, name) = (item.Groups["indent"].Value, item.Groups["direction"].Value, item.Groups["name"].Value);
        var targets = Targets(name, direction == "import");
        if (targets.Count == 0) yield return $"{indent}// {name}: no interface takes its place";
        // Only one interface can keep the name that the world gives it.
        var label = targets.Count == 1 && item.Groups["label"].Success ? $"{item.Groups["label"].Value}: " : "";
        foreach (var target in targets)
        {
            var replaced = $"{direction} {label}{target}@{WasiPackages.Version};";
            if (block.Externs.Add(replaced)) yield return indent + replaced;
        }
    }

    private List<string> Targets(string name, bool isImport)
    {
        var unversioned = WasiPackages.Unversioned(name);
        if (MigrationReport.OldInterface(name) is null) return [unversioned];
        var target = interfaces[name];
        var used = target.Functions.Select(static f => f.Name).Concat(target.Types.Where(static t => t.Kind != WitTypeDefKind.Use).Select(static t => t.Name));
        return [.. used.SelectMany(item => Targets(unversioned, item, isImport)).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The interfaces of 0.3 to import or export, without versions, in the place of an item of an interface of 0.2 or 0.1.</summary>
    public static IEnumerable<string> Targets(string old, string item, bool isImport)
    {
        var targets = MigrationTable.Find(old, item) is { } row ? row.Interfaces
            : WasiPackages.Interfaces.ContainsKey(old) ? [old]
            : Enumerable.Empty<string>();
        // That a response is returned makes its handler no import.
        return targets.Where(target => target != Handler || !isImport || old == "wasi:http/incoming-handler");
    }

    private IEnumerable<string> Uses(Match use, Block block)
    {
        var (indent, from, version) = (use.Groups["indent"].Value, use.Groups["name"].Value, use.Groups["version"].Value);
        var type = use.Groups["type"].Value;
        var alias = use.Groups["alias"] is { Success: true } given ? given.Value : type;
        var row = version.StartsWith("0.2", StringComparison.Ordinal) ? MigrationTable.Find(from, type.TrimStart('%')) : null;
        if (row is null || row.Targets.Count == 1)
        {
            var target = row?.Targets[0] ?? $"{from}#{type.TrimStart('%')}";
            var (targetInterface, targetType) = (target[..target.IndexOf('#', StringComparison.Ordinal)], target[(target.IndexOf('#', StringComparison.Ordinal) + 1)..]);
            if (WasiPackages.Interfaces.TryGetValue(targetInterface, out var definitions) && definitions.Types.Any(t => t.Name == targetType))
            {
                yield return $"{indent}use {targetInterface}@{WasiPackages.Version}.{{{targetType}{(targetType == alias ? "" : $" as {alias}")}}};";
                yield break;
            }
        }
        var source = interfaces[$"{from}@{version}"].Types.First(t => t.Name == type.TrimStart('%'));
        var isResource = source.Kind == WitTypeDefKind.Resource;
        if (row is null || (row.Wit is null && !isResource))
            throw new NotSupportedException($"the type `{type}` of {from}@{version}, which an interface of the component's own uses, has no form in WASI {WasiPackages.Version}");
        yield return $"{indent}// {from}@{version} {type}: {row.Note}";
        if (row.Wit is null)
        {
            yield return $"{indent}resource {alias};";
            yield break;
        }
        block.Values.Add(alias);
        yield return $"{indent}type {alias} = {row.Wit};";
    }

    private void Write(string line) => text.Append(line).Append('\n');

    [GeneratedRegex(@"^(?<indent> *)(?<direction>import|export) (?:(?<label>[^ :]+): )?(?<name>wasi:[^@;]+@[^;]+);$")]
    private static partial Regex Extern();

    [GeneratedRegex(@"^(?<indent> *)use (?<name>wasi:[^@]+)@(?<version>[^{]+)\.\{(?<type>[^ }]+)(?: as (?<alias>[^}]+))?\};$")]
    private static partial Regex Use();

    [GeneratedRegex(@"borrow<(?<type>[^<>]+)>")]
    private static partial Regex Borrow();

    /// <summary>A block of the text.</summary>
    /// <param name="Externs">The imports and exports of WASI that it has already: several interfaces of 0.2 may become one.</param>
    /// <param name="Values">The names in it that stood for resources and now stand for streams, futures and texts.</param>
    private sealed record Block(HashSet<string> Externs, HashSet<string> Values);
}
