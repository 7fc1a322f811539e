using System.Globalization;
using System.Text;

namespace Sluice.Cli.Commands;

/// <summary>Writes a summary for people: a heading for each part, and its columns aligned.</summary>
internal static class SummaryText
{
    public static void Write(ComponentSummary summary, TextWriter output)
    {
        var name = summary.Name is null ? "" : $" {Printable(summary.Name)}";
        output.WriteLine($"{(summary.IsComponent ? "component" : "module")}{name}, {Bytes(summary.Size)}");
        var versions = string.Join(", ", summary.WasiVersions);
        if (versions.Length > 0) output.WriteLine($"WASI {versions}");
        if (summary.NestedComponents > 0) output.WriteLine($"nested components: {summary.NestedComponents}");

        Table(output, "Imports", summary.Imports.Select(Extern));
        Table(output, "Exports", summary.Exports.Select(Extern));
        Table(output, summary.IsComponent ? "Core modules" : "Contents", summary.Modules.Select(static m => new[]
        {
            m.Path, Printable(m.Name ?? "-"), Bytes(m.Size), $"code {Bytes(m.CodeSize)}", $"data {Bytes(m.DataSize)}", $"custom {Bytes(m.CustomSize)}",
            Count(m.Functions, "function"), Count(m.Imports, "import"), Count(m.Exports, "export"),
        }));
        Table(output, "Memories", summary.Modules.SelectMany(static m => m.Memories.Select(memory => new[]
        {
            m.Path, memory.IsImported ? "imported" : "defined", memory.ToString(),
        })));
        Table(output, "Canonical definitions", summary.Canonicals.Select(static c => new[] { c.Name, c.Count.ToString(CultureInfo.InvariantCulture) }));
        Table(output, "Features", summary.Features.Select(static f => new[] { f }));
        Table(output, "Producers", summary.Producers.Select(static p => new[] { Printable(p.Field), Printable(p.Name), Printable(p.Version) }));
        Table(output, "Custom sections", summary.CustomSections.Select(static s => new[] { Printable(s.Name), Bytes(s.Size) }));
    }

    private static string[] Extern(ExternSummary item)
    {
        var name = item.Module is null ? Printable(item.Name) : $"{Printable(item.Module)} {Printable(item.Name)}";
        return [item.Kind, name, item.Type ?? (item.Kind == "instance" ? Count(item.Items.Count(static i => i.Kind == "func"), "function") : "")];
    }

    private static void Table(TextWriter output, string title, IEnumerable<string[]> rows)
    {
        var table = rows.ToList();
        if (table.Count == 0) return;
        output.WriteLine();
        output.WriteLine($"{title}:");
        var widths = new int[table.Max(static r => r.Length)];
        foreach (var row in table)
            for (var i = 0; i < row.Length; i++) widths[i] = Math.Max(widths[i], row[i].Length);
        foreach (var row in table)
        {
            var line = new StringBuilder();
            for (var i = 0; i < row.Length; i++) line.Append("  ").Append(row[i].PadRight(widths[i]));
            output.WriteLine(line.ToString().TrimEnd());
        }
    }

    private static string Count(int count, string what) => $"{count.ToString(CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")}";

    private static string Bytes(int count) => count switch
    {
        < 10_000 => $"{count.ToString(CultureInfo.InvariantCulture)} B",
        < 10_000_000 => $"{(count / 1024.0).ToString("F0", CultureInfo.InvariantCulture)} KiB",
        _ => $"{(count / 1048576.0).ToString("F1", CultureInfo.InvariantCulture)} MiB",
    };

    // Names come from the file: they must not steer the terminal.
    private static string Printable(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(static c => char.IsControl(c) ? '\uFFFD' : c)) : text;
}
