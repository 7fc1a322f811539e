using System.Text.RegularExpressions;

namespace Sluice.Samples.Tests;

public partial class MarkdownTests
{
    public static TheoryData<string> Pages =>
        [.. Directory.GetFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Select(static path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(static path => !path.Split('/').Any(static part => part is "bin" or "obj" or "node_modules" or "artifacts"))];

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Links { get; }

    [GeneratedRegex(@"^#+ +(?<title>.+?) *$", RegexOptions.Multiline)]
    private static partial Regex Headings { get; }

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlocks { get; }

    [GeneratedRegex(@"`[^`\n]*`")]
    private static partial Regex CodeSpans { get; }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_within_the_repository_lead_somewhere(string page)
    {
        string text = CodeSpans.Replace(CodeBlocks.Replace(File.ReadAllText(Repository.Path(page)), ""), "");
        var dead = Links.Matches(text).Select(static match => match.Groups["target"].Value).Where(target => !Exists(page, target));

        Assert.Empty(dead);
    }

    [Fact]
    public void A_dead_link_is_found()
    {
        Assert.False(Exists("README.md", "docs/no-such-page.md"));
        Assert.False(Exists("README.md", "#no-such-heading"));
        Assert.True(Exists("README.md", "LICENSE"));
    }

    private static bool Exists(string page, string target)
    {
        if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal)) return true;
        int hash = target.IndexOf('#', StringComparison.Ordinal);
        string file = hash < 0 ? target : target[..hash];
        string path = file.Length == 0 ? Repository.Path(page) : Path.Combine(Path.GetDirectoryName(Repository.Path(page))!, file);
        if (hash < 0) return Path.Exists(path);
        return File.Exists(path) && Headings.Matches(CodeBlocks.Replace(File.ReadAllText(path), "")).Any(match => Anchor(match.Groups["title"].Value) == target[(hash + 1)..]);
    }

    // As GitHub makes them.
    private static string Anchor(string title) =>
        string.Concat(title.ToLowerInvariant().Where(static c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');
}
