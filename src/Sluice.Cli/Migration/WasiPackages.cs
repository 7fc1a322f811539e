using Sluice.Wit;

namespace Sluice.Cli.Migration;

/// <summary>The packages of WASI 0.3.0, which are in the tool.</summary>
internal static class WasiPackages
{
    /// <summary>Their version.</summary>
    public const string Version = "0.3.0";

    private const string ResourcePrefix = "wit/";

    private static readonly Lazy<IReadOnlyDictionary<string, WitInterface>> ByName = new(static () =>
        Resolve("package sluice:all; world all { include wasi:cli/command@0.3.0; include wasi:http/middleware@0.3.0; }")
            .Packages.SelectMany(static p => p.Interfaces)
            .ToDictionary(static i => Unversioned(i.QualifiedName!), StringComparer.Ordinal));

    /// <summary>The interfaces by their names without versions, unstable ones included.</summary>
    public static IReadOnlyDictionary<string, WitInterface> Interfaces => ByName.Value;

    /// <summary>Resolves a text against the packages.</summary>
    /// <exception cref="WitException">The text breaks a rule of the format.</exception>
    public static WitPackageSet Resolve(string text)
    {
        var files = new WitMemoryFiles();
        var loader = new WitLoader(new WitOptions { AllFeatures = true });
        var assembly = typeof(WasiPackages).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(static n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            loader.AddDependency(files.Add(name, reader.ReadToEnd()), name);
        }
        return loader.LoadText(text);
    }

    /// <summary>A qualified name without its version.</summary>
    public static string Unversioned(string name) => name.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? name[..at] : name;
}
