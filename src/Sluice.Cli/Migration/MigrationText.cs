using System.Globalization;

namespace Sluice.Cli.Migration;

/// <summary>Writes a report for people.</summary>
internal static class MigrationText
{
    public static void Write(MigrationReport report, TextWriter output)
    {
        var what = report.IsComponent ? "component" : "module";
        if (report.Interfaces.Count == 0)
        {
            output.WriteLine($"The {what} uses nothing of WASI 0.1 or 0.2: there is nothing to migrate.");
            return;
        }
        foreach (var item in report.Interfaces)
        {
            output.WriteLine($"{(item.IsImport ? "import" : "export")} {Printable(item.Name)}");
            var width = item.Uses.Select(static use => Printable(use.Name).Length).DefaultIfEmpty().Max();
            foreach (var use in item.Uses) Write(use, width, output);
            output.WriteLine();
        }
        if (report.Others.Count > 0)
        {
            output.WriteLine("Not affected:");
            foreach (var other in report.Others) output.WriteLine($"  {Printable(other)}");
            output.WriteLine();
        }
        output.WriteLine($"{Number(report.Uses.Count())} uses in {Number(report.Interfaces.Count)} interfaces: {string.Join(", ", Totals(report))}.");
    }

    /// <summary>An effort in words.</summary>
    public static string Words(Effort effort) => effort switch
    {
        Effort.None => "no work",
        Effort.Renamed => "renamed",
        Effort.Shape => "changed shape",
        Effort.Async => "async restructuring",
        _ => throw new ArgumentOutOfRangeException(nameof(effort), effort, "unknown effort"),
    };

    /// <summary>What takes the place of a function or type, in words.</summary>
    public static string Becomes(MigrationRow row) => !row.HasCounterpart ? "no counterpart" : row.Targets.Count > 0 ? string.Join(" + ", row.Targets) : row.Wit!;

    private static void Write(MigratedUse use, int width, TextWriter output)
    {
        var name = Printable(use.Name).PadRight(width);
        if (use.Row is not { } row)
        {
            output.WriteLine($"  {name}  unknown: not part of WASI 0.1 or 0.2.12");
            return;
        }
        output.WriteLine($"  {name}  {Words(row.Effort),-19}  → {Becomes(row)}");
        if (row.Note.Length > 0) output.WriteLine($"  {new string(' ', width)}  {"",-19}    {row.Note}");
    }

    private static IEnumerable<string> Totals(MigrationReport report)
    {
        foreach (var effort in Enum.GetValues<Effort>())
            if (report.Count(effort) is > 0 and var count) yield return $"{Number(count)} {Words(effort)}";
        if (report.WithoutCounterpart > 0) yield return $"{Number(report.WithoutCounterpart)} of these without a counterpart";
        if (report.Unknown > 0) yield return $"{Number(report.Unknown)} unknown";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Names come from the file: they must not steer the terminal.
    private static string Printable(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? '\uFFFD' : c));
}
