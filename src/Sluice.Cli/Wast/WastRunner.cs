namespace Sluice.Cli.Wast;

/// <summary>Runs scripts: files, or all those in a folder.</summary>
internal static class WastRunner
{
    /// <summary>The scripts that paths stand for, in a stable order.</summary>
    /// <exception cref="FileNotFoundException">A path does not exist.</exception>
    public static IEnumerable<string> Find(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                foreach (string file in Directory.EnumerateFiles(path, "*.wast", SearchOption.AllDirectories).Order(StringComparer.Ordinal)) yield return file;
            }
            else if (File.Exists(path))
            {
                yield return path;
            }
            else
            {
                throw new FileNotFoundException($"{path} does not exist", path);
            }
        }
    }

    public static WastReport RunFile(string path, WastOptions options)
    {
        byte[] source = File.ReadAllBytes(path);
        var header = WastHeader.Parse(source);
        if (header.Unsupported is { } feature)
        {
            var skipped = new WastReport();
            skipped.Skip(path, 1, $"needs {feature}");
            return skipped;
        }
        var report = new WastReport();
        for (int seed = 0; seed < options.Seeds; seed++) report.Add(ScriptRun.Run(path, source, options, seed == 0 ? null : seed));
        return report;
    }
}
