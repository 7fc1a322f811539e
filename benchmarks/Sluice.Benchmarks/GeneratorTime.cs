using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Sluice.Bindgen.Generator;

namespace Sluice.Benchmarks;

/// <summary>How long the generator takes for all of WASI 0.3, in a process where nothing has been compiled yet.</summary>
internal static class GeneratorTime
{
    public static void Report()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "wasi");
        var files = Directory.EnumerateFiles(folder, "*.wit", SearchOption.AllDirectories).Select(path => (AdditionalText)new DiskText(path)).ToArray();
        var compilation = CSharpCompilation.Create("User", references: [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]);
        var cpu = Environment.CpuUsage.TotalTime;
        var (cold, sources) = Run(files, compilation);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        var warm = Enumerable.Range(0, 5).Min(_ => Run(files, compilation).Milliseconds);
        Console.WriteLine($"generator, all of WASI 0.3: {cold:F0} ms cold ({cpu.TotalMilliseconds:F0} ms of processor time), {warm:F0} ms warm, {sources} sources");
        Console.WriteLine();
    }

    private static (double Milliseconds, int Sources) Run(AdditionalText[] files, CSharpCompilation compilation)
    {
        var start = Stopwatch.GetTimestamp();
        var driver = CSharpGeneratorDriver.Create([new WitBindingGenerator().AsSourceGenerator()], files, optionsProvider: new Options());
        var result = driver.RunGenerators(compilation).GetRunResult();
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return result.Diagnostics.IsEmpty ? (time, result.GeneratedTrees.Length) : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }

    private sealed class DiskText(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(path));
    }

    private sealed class Options : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values([]);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Values(textFile.Path.EndsWith("host.wit", StringComparison.Ordinal)
            ? new() { ["build_metadata.AdditionalFiles.SluiceWorld"] = "v03", ["build_metadata.AdditionalFiles.SluicePackage"] = "true" }
            : []);

        private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
        }
    }
}
