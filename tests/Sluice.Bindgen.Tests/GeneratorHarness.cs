using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Sluice.Bindgen.Generator;

namespace Sluice.Bindgen.Tests;

/// <summary>A compilation with .wit files, as a user's project would be.</summary>
internal sealed class GeneratorHarness
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    private readonly Dictionary<string, Dictionary<string, string>> metadata = new(StringComparer.Ordinal);
    private readonly List<AdditionalText> files = [];
    private GeneratorDriver? driver;

    public CSharpCompilation Compilation { get; private set; }

    public GeneratorHarness(params string[] sources) => Compilation = CSharpCompilation.Create(
        "User", sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"User{i}.cs")), References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>Adds a .wit file, or replaces it; with a world it is a <c>WitFile</c> item of that world.</summary>
    public GeneratorHarness With(string path, string text, string? world = null, string? ns = null, bool package = false)
    {
        var file = new MemoryText(path, text);
        if (files.FindIndex(f => f.Path == path) is var index and >= 0)
        {
            driver = driver?.ReplaceAdditionalText(files[index], file);
            files[index] = file;
        }
        else
        {
            files.Add(file);
        }
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (world is not null) metadata["build_metadata.AdditionalFiles.SluiceWorld"] = world;
        if (ns is not null) metadata["build_metadata.AdditionalFiles.SluiceNamespace"] = ns;
        if (package) metadata["build_metadata.AdditionalFiles.SluicePackage"] = "true";
        this.metadata[path] = metadata;
        return this;
    }

    public GeneratorHarness Edit(string addedSource)
    {
        Compilation = Compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(addedSource, ParseOptions, "Added.cs"));
        return this;
    }

    /// <summary>Replaces one of the user's sources.</summary>
    public GeneratorHarness Replace(int index, string source)
    {
        Compilation = Compilation.ReplaceSyntaxTree(Compilation.SyntaxTrees[index], CSharpSyntaxTree.ParseText(source, ParseOptions, $"User{index}.cs"));
        return this;
    }

    public GeneratorDriverRunResult Run()
    {
        driver ??= CSharpGeneratorDriver.Create(
            [new WitBindingGenerator().AsSourceGenerator()], files, ParseOptions, new Options(metadata),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(Compilation, TestContext.Current.CancellationToken);
        return driver.GetRunResult();
    }

    /// <summary>Everything that the generator and the C# compiler have to say about the user's and the generated code, hidden messages aside.</summary>
    public ImmutableArray<Diagnostic> Compile()
    {
        var result = Run();
        var compiled = Compilation.AddSyntaxTrees(result.GeneratedTrees).GetDiagnostics(TestContext.Current.CancellationToken);
        return [.. result.Diagnostics, .. compiled.Where(d => d.Severity != DiagnosticSeverity.Hidden)];
    }

    private sealed class MemoryText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Options(Dictionary<string, Dictionary<string, string>> metadata) : AnalyzerConfigOptionsProvider
    {
        private static readonly Dictionary<string, string> Global = new() { ["build_property.RootNamespace"] = "User" };

        public override AnalyzerConfigOptions GlobalOptions => new Values(Global);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values([]);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Values(metadata[textFile.Path]);

        private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
        }
    }
}
