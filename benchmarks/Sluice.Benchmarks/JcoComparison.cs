using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Sluice.Benchmarks;

/// <summary>
/// The same component through jco on Node: what <c>npm install @bytecodealliance/jco</c> puts into a folder's <c>node_modules</c>, and the
/// <c>node</c> there if npm has put one there too (<c>npm install node@24</c>), else the one on the path.
/// </summary>
internal static class JcoComparison
{
    /// <summary>Has jco translate a component, and a script call it.</summary>
    /// <param name="modules">The folder <c>node_modules</c>.</param>
    /// <param name="source">The component as text.</param>
    /// <param name="script">Its name in <c>node/</c>; it prints nanoseconds by name, null for what jco cannot run.</param>
    /// <param name="options">More of <c>jco transpile</c>.</param>
    public static Dictionary<string, double?> Measure(string modules, string source, string script, params string[] options)
    {
        var tools = Path.GetFullPath(modules);
        var node = Path.Combine(tools, ".bin", "node") is var own && File.Exists(own) ? own : "node";
        var work = Directory.CreateTempSubdirectory("sluice-jco-").FullName;
        try
        {
            var component = Path.Combine(work, "component.wasm");
            File.WriteAllBytes(component, Wat.ToBytes(source));
            Run(node, [Path.Combine(tools, "@bytecodealliance", "jco", "dist", "jco.js"), "transpile", component, "-o", work, "--name", "component", "--no-typescript", .. options]);
            return JsonSerializer.Deserialize<Dictionary<string, double?>>(Run(node, [Path.Combine(AppContext.BaseDirectory, "node", script), work]))!;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
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

    private static string Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments)} failed: {output}");
    }
}
