using System.Runtime.CompilerServices;
using System.Text;
using Sluice.Cli.Migration;

namespace Sluice.SpecTests.Migration;

/// <summary>The table as the manual shows it. Set <c>SLUICE_RENDER_DOCS</c> to write it there.</summary>
public sealed class MigrationDocsTests
{
    private const string Start = "<!-- The table of `sluice migrate`; a test keeps it equal. -->\n";
    private const string End = "<!-- End of the table. -->\n";

    [Fact]
    public void The_manual_shows_the_table()
    {
        var path = Path.Combine(Folder(), "docs", "migrating-from-0.2.md");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var (start, end) = (page.IndexOf(Start, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        Assert.True(start >= 0 && end > start, "the page has no place for the table");
        start += Start.Length;
        var table = Render();
        if (Environment.GetEnvironmentVariable("SLUICE_RENDER_DOCS") is not null)
        {
            File.WriteAllText(path, page[..start] + table + page[end..]);
            return;
        }
        Assert.Equal(table, page[start..end]);
    }

    private static string Render()
    {
        var text = new StringBuilder();
        foreach (var rows in MigrationTable.Rows.GroupBy(static row => row.Interface))
        {
            text.Append($"\n### {rows.Key}\n\n| {(rows.Key == MigrationTable.Preview1 ? "0.1" : "0.2")} | 0.3 | work |\n|---|---|---|\n");
            foreach (var row in rows)
            {
                var becomes = !row.HasCounterpart ? "no counterpart" : row.Targets.Count > 0 ? string.Join("<br>", row.Targets.Select(target => $"`{Short(target, rows.Key)}`"))
                    : $"`{row.Wit}`";
                var note = row.Note.Length > 0 ? $": {row.Note}" : "";
                text.Append($"| `{row.Name}` | {becomes} | {MigrationText.Words(row.Effort)}{note} |\n");
            }
        }
        return text.Append('\n').ToString();
    }

    private static string Short(string target, string from) =>
        target.StartsWith(from + "#", StringComparison.Ordinal) ? target[(from.Length + 1)..] : target;

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..");
}
