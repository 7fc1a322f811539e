using Sluice.Wit.Printing;

namespace Sluice.Wit.Tests.Suites;

internal static class RoundTrip
{
    /// <summary>What differs between a package and what its printed text resolves to; null if nothing does.</summary>
    public static string? Flaw(WitPackageSet packages, WitOptions options)
    {
        var text = WitPrinter.Print(packages);
        try
        {
            var again = new WitLoader(options).LoadText(text, "printed.wit");
            if (ModelDump.Of(again) == ModelDump.Of(packages) && WitPrinter.Print(again) == text) return null;
            return $"prints as another package:\n{Difference(ModelDump.Of(packages), ModelDump.Of(again))}";
        }
        catch (WitException e)
        {
            return $"prints as something that is not accepted: {e.Message}";
        }
    }

    private static string Difference(string expected, string actual)
    {
        var (a, b) = (expected.Split('\n'), actual.Split('\n'));
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
            if (a[i] != b[i]) return $"- {a[i]}\n+ {b[i]}";
        return $"{a.Length} lines and {b.Length} lines";
    }
}
