using System.Runtime.CompilerServices;

namespace Sluice.SpecTests;

/// <summary>Which scripts are known to fail, and why.</summary>
/// <param name="Reason">What is missing or judged otherwise here.</param>
/// <param name="Lines">The commands that fail; empty if that is too many to list.</param>
internal sealed record Expectation(string Reason, IReadOnlySet<int> Lines);

/// <summary>
/// Reads <c>tests/expectations/*.toml</c>: a table per script, <c>["path"]</c>, with <c>reason</c>, optionally <c>link</c> and
/// <c>lines</c>.
/// </summary>
internal static class Expectations
{
    public static IReadOnlyDictionary<string, Expectation> Read(string file)
    {
        var result = new Dictionary<string, Expectation>(StringComparer.Ordinal);
        string? script = null, reason = null;
        HashSet<int> lines = [];
        foreach (string raw in File.ReadLines(Path.Combine(Folder(), file)))
        {
            string line = raw.Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            if (line is ['[', '"', .., '"', ']'])
            {
                Finish();
                (script, reason, lines) = (line[2..^2], null, []);
                continue;
            }
            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            switch (parts)
            {
                case ["reason", ['"', .. var text, '"']]: reason = text; break;
                case ["link", ['"', .., '"']]: break;
                case ["lines", ['[', .. var numbers, ']']]: lines = [.. numbers.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]; break;
                default: throw new InvalidDataException($"{file}: cannot read '{raw}'");
            }
        }
        Finish();
        return result;

        void Finish()
        {
            if (script is not null) result.Add(script, new(reason ?? throw new InvalidDataException($"{file}: '{script}' has no reason"), lines));
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "expectations");
}
