using System.Text.RegularExpressions;

namespace Sluice.Wit.Tests.Suites;

/// <summary>Known differences: <c>["case"]</c> tables with a <c>reason</c> each.</summary>
internal static partial class Expectations
{
    public static Dictionary<string, string> Read(string file)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        string? current = null;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "expectations", file)))
        {
            if (Table().Match(line) is { Success: true } table) current = table.Groups[1].Value;
            else if (Reason().Match(line) is { Success: true } reason) known.Add(current!, reason.Groups[1].Value);
        }
        return known;
    }

    [GeneratedRegex("""^\["(.+)"\]$""")]
    private static partial Regex Table();

    [GeneratedRegex("""^reason = "(.+)"$""")]
    private static partial Regex Reason();
}
