using System.Globalization;
using System.Text.Json;

namespace Sluice.Benchmarks;

/// <summary>The same component through jco on Node.</summary>
internal static class JcoComparison
{
    /// <summary>Has jco translate a component, and a script call it.</summary>
    /// <param name="modules">The folder <c>node_modules</c>.</param>
    /// <param name="source">The component as text.</param>
    /// <param name="script">Its name in <c>node/</c>; it prints nanoseconds by name, null for what jco cannot run.</param>
    /// <param name="options">More of <c>jco transpile</c>.</param>
    public static Dictionary<string, double?> Measure(string modules, string source, string script, params string[] options)
    {
        using var jco = new Jco(modules);
        var translated = Path.GetDirectoryName(jco.Transpile("component", source, ["--no-typescript", .. options]))!;
        return JsonSerializer.Deserialize<Dictionary<string, double?>>(Jco.Run(new(jco.Node, [Path.Combine(AppContext.BaseDirectory, "node", script), translated])))!;
    }

    public static void Print(IEnumerable<(string Name, string What, double Time)> ours, Dictionary<string, double?> theirs)
    {
        Console.WriteLine();
        Console.WriteLine($"{"",-54}{"Sluice",14}{"jco, Node",17}");
        foreach (var (name, what, time) in ours)
        {
            Console.WriteLine(theirs.GetValueOrDefault(name) is { } other
                ? string.Create(CultureInfo.InvariantCulture, $"{what,-54}{time,11:F1} ns{other,14:F1} ns{time / other,10:F3} × jco")
                : string.Create(CultureInfo.InvariantCulture, $"{what,-54}{time,11:F1} ns    jco cannot run it"));
        }
    }
}
