using System.Text.RegularExpressions;

namespace Sluice.Samples.Tests;

/// <summary>docs/cli.md against what the tool says of itself.</summary>
public partial class CommandLineDocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.Path("docs/cli.md"));

    [GeneratedRegex(@"^  (?<name>[a-z]+) .*", RegexOptions.Multiline)]
    private static partial Regex Commands { get; }

    [GeneratedRegex(@"(?<=^  (-\w, )?)--(?<name>[a-z0-9-]+)", RegexOptions.Multiline)]
    private static partial Regex Options { get; }

    [GeneratedRegex(@"^  (?<name>[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex Keys { get; }

    [Fact]
    public async Task Every_command_and_option_is_described()
    {
        string help = await HelpOf();
        var commands = Commands.Matches(help[help.IndexOf("Commands:", StringComparison.Ordinal)..help.IndexOf("Examples:", StringComparison.Ordinal)]);
        Assert.True(commands.Count >= 8);
        foreach (string command in commands.Select(static match => match.Groups["name"].Value))
        {
            Assert.Contains($"\n## {command}\n", Document, StringComparison.Ordinal);
            foreach (Match option in Options.Matches(await HelpOf(command)))
                Assert.True(option.Groups["name"].Value == "help" || Document.Contains(option.Value, StringComparison.Ordinal), $"{command} {option.Value}");
        }
    }

    [Theory]
    [InlineData("-S")]
    [InlineData("-W")]
    public async Task Every_key_is_described(string option)
    {
        var (code, output, _) = await Sample.RunAsync(Repository.Tool, "", "run", option, "help");

        Assert.Equal(0, code);
        foreach (Match key in Keys.Matches(output)) Assert.Contains($"`{key.Groups["name"].Value}", Document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_names_those_of_WASI()
    {
        var (code, output, _) = await Sample.RunAsync(Repository.Tool, "", "--version");

        Assert.Equal(0, code);
        Assert.Matches(@"^sluice \d+\.\d+\.\d+", output);
        Assert.Contains("WASI 0.3.0", output, StringComparison.Ordinal);
    }

    private static async Task<string> HelpOf(params string[] command)
    {
        var (code, output, error) = await Sample.RunAsync(Repository.Tool, "", [.. command, "--help"]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
        return output;
    }
}
