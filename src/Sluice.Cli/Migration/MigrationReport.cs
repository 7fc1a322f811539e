using Sluice.Components.Inspection;

namespace Sluice.Cli.Migration;

/// <summary>A function or type of WASI 0.2 or 0.1 that a binary imports or exports.</summary>
/// <param name="Name">Its name in the binary.</param>
/// <param name="Kind"><c>func</c> or <c>type</c>; resources are types.</param>
/// <param name="Row">What becomes of it; null if the table does not know it: an unstable or invented one.</param>
internal sealed record MigratedUse(string Name, string Kind, MigrationRow? Row);

/// <summary>An interface of WASI 0.2, or the 0.1 snapshot.</summary>
/// <param name="IsImport">Whether it is imported; else it is exported.</param>
/// <param name="Name">Its name in the binary, version and all.</param>
/// <param name="Uses">What is used of it. Value types are among them only where something becomes of them.</param>
internal sealed record MigratedInterface(bool IsImport, string Name, IReadOnlyList<MigratedUse> Uses);

/// <summary>What moving a component or core module to WASI 0.3 means.</summary>
/// <param name="IsComponent">Whether it is a component; else it is a core module.</param>
/// <param name="Name">The name that it gives itself, or null.</param>
/// <param name="Interfaces">What has to move: imports first, in the binary's order.</param>
/// <param name="Others">The other imports and exports: of WASI 0.3, and those that are not WASI's.</param>
internal sealed record MigrationReport(bool IsComponent, string? Name, IReadOnlyList<MigratedInterface> Interfaces, IReadOnlyList<string> Others)
{
    private const string ResourceDrop = "[resource-drop]";
    private const string Unstable = "wasi_unstable";

    /// <summary>All uses, of all interfaces.</summary>
    public IEnumerable<MigratedUse> Uses => Interfaces.SelectMany(static i => i.Uses);

    /// <summary>How many uses need this work.</summary>
    public int Count(Effort effort) => Uses.Count(use => use.Row?.Effort == effort);

    /// <summary>How many uses have nothing that takes their place.</summary>
    public int WithoutCounterpart => Uses.Count(static use => use.Row is { HasCounterpart: false });

    /// <summary>How many uses the table does not know.</summary>
    public int Unknown => Uses.Count(static use => use.Row is null);

    /// <summary>The report on a component or core module.</summary>
    /// <exception cref="MalformedException">The binary breaks the format's grammar.</exception>
    /// <exception cref="InvalidException">The component or module breaks a validation rule.</exception>
    public static MigrationReport Of(ReadOnlyMemory<byte> binary)
    {
        var summary = Inspector.Inspect(binary);
        var interfaces = new OrderedDictionary<(bool IsImport, string Name), List<MigratedUse>>();
        var others = new List<string>();
        Collect(summary.Imports, isImport: true);
        Collect(summary.Exports, isImport: false);
        return new MigrationReport(summary.IsComponent, summary.Name, [.. interfaces.Select(static i => new MigratedInterface(i.Key.IsImport, i.Key.Name, i.Value))], others);

        void Collect(IReadOnlyList<ExternSummary> items, bool isImport)
        {
            foreach (var item in items)
            {
                if (summary.IsComponent) Add(item.Name, item.Items, isImport);
                else if (item.Module is not null) Add(item.Module, [item], isImport);
                else if (item.Name.Split('#') is [var name, var function] && !name.StartsWith("cabi_post_", StringComparison.Ordinal)) Add(name, [item with { Name = function }], isImport);
            }
        }

        void Add(string name, IReadOnlyList<ExternSummary> items, bool isImport)
        {
            if (OldInterface(name) is not { } old)
            {
                var other = $"{(isImport ? "import" : "export")} {name}";
                if (!others.Contains(other)) others.Add(other);
                return;
            }
            if (!interfaces.TryGetValue((isImport, name), out var uses)) interfaces.Add((isImport, name), uses = []);
            foreach (var item in items)
            {
                // Core modules name a resource by the function that drops it.
                var (used, kind) = item.Name.StartsWith(ResourceDrop, StringComparison.Ordinal) ? (item.Name[ResourceDrop.Length..], "type") : (item.Name, item.Kind);
                var row = MigrationTable.Find(old, used);
                if (kind != "type" || row is not null) uses.Add(new MigratedUse(used, kind, row));
            }
        }
    }

    /// <summary>The interface in the table, if a name is that of a 0.2 interface or of the 0.1 snapshot; else null.</summary>
    public static string? OldInterface(string name)
    {
        // The first snapshot has the same functions; only numbers and layouts in memory differ.
        if (name is MigrationTable.Preview1 or Unstable) return MigrationTable.Preview1;
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at < 0 || !IsVersion(name[(at + 1)..], "0.2")) return null;
        return MigrationTable.Knows(name[..at]) ? name[..at] : null;
    }

    /// <summary>Whether a version is one of a series, such as 0.2.4 of 0.2.</summary>
    public static bool IsVersion(string version, string series) => version == series || version.StartsWith(series + ".", StringComparison.Ordinal);
}
