using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Sluice.Bindgen.Tests;

/// <summary>The snippets of docs/embedding.md compile: whole files as they are, statements in a method that has what the page talks of.</summary>
public partial class DocumentationTests
{
    private const string Surroundings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;

        namespace MyApp;

        internal abstract class Snippet
        {
            protected static readonly Sluice.Engine engine = null!;
            protected static readonly Sluice.Component component = null!;
            protected static readonly Sluice.Linker linker = null!;
            protected static readonly Sluice.Store store = null!;
            protected static readonly Greeter greeter = null!;
            protected static readonly CancellationToken cancellationToken = default;
        }
        """;

    [Fact]
    public void Every_snippet_of_the_embedding_page_compiles()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Docs", "embedding.md"));
        var snippets = Fence().Matches(page).Where(m => m.Groups["language"].Value == "csharp").Select(m => m.Groups["text"].Value).ToList();
        var wit = Assert.Single(Fence().Matches(page), m => m.Groups["language"].Value == "wit").Groups["text"].Value;
        Assert.True(snippets.Count >= 14, $"{snippets.Count} snippets");

        var harness = new GeneratorHarness([Surroundings, .. snippets.Select(Complete)]).With("/docs/greeter.wit", wit);

        // A page need not document its examples' members.
        Assert.Empty(harness.Compile().Where(d => d.Id != "CS1591"));
        Assert.NotEmpty(harness.Run().GeneratedTrees);
    }

    private static string Complete(string snippet, int index) => Declaration().IsMatch(snippet)
        ? snippet
        : $$"""
            using Sluice;
            using MyApp.Docs.Greeter.People;

            namespace MyApp;

            internal sealed class Snippet{{index}} : Snippet
            {
                public static async Task Run()
                {
                    {{snippet}}
                    await Task.CompletedTask;
                }
            }
            """;

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^(using [\w.]+;|namespace |internal |public |\[)")]
    private static partial Regex Declaration();
}
