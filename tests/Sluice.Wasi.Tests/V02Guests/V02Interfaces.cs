using System.Runtime.CompilerServices;
using Sluice.Wit;

namespace Sluice.Wasi.Tests.V02Guests;

/// <summary>The interfaces of WASI 0.2 without unstable features, from the WIT that the host is generated from.</summary>
internal static class V02Interfaces
{
    /// <summary>What a guest can import, those that others use first.</summary>
    public static IReadOnlyList<(string Name, WitInterface Interface)> All { get; } = Read();

    private static List<(string, WitInterface)> Read([CallerFilePath] string path = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "src", "Sluice.Wasi", "Wit", "v02", "deps");
        var files = new WitMemoryFiles();
        var loader = new WitLoader(new WitOptions());
        foreach (var file in Directory.GetFiles(folder, "*.wit"))
            loader.AddDependency(files.Add(Path.GetFileName(file), File.ReadAllText(file)), Path.GetFileName(file));
        var set = loader.LoadText("package test:all; world all { include wasi:cli/imports@0.2.12; include wasi:http/proxy@0.2.12; }");
        var found = new List<(string, WitInterface)>();
        foreach (var import in set.Root.Worlds.Single().Imports) Add(import.Interface!);
        return found;

        void Add(WitInterface item)
        {
            if (found.Any(f => f.Item2 == item)) return;
            foreach (var used in item.Dependencies) Add(used);
            found.Add((item.QualifiedName!, item));
        }
    }
}
