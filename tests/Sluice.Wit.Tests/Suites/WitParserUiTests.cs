using Sluice.Components.WitDecoding;
using Sluice.Wit.Printing;

namespace Sluice.Wit.Tests.Suites;

/// <summary>The cases of wasm-tools' WIT parser, in the folder that SLUICE_WIT_UI names.</summary>
public class WitParserUiTests
{
    private static readonly WitOptions Options = new() { Features = ["active"] };

    [Fact]
    public void Accepted_cases_are_accepted_and_print_as_the_same_packages() => Run(Root(), file =>
    {
        WitPackageSet packages;
        try
        {
            packages = new WitLoader(Options).Load(new WitFilesWithComponents(new WitDiskFiles(), ReadBinary), file);
        }
        catch (WitException e)
        {
            return e.Message;
        }
        return RoundTrip.Flaw(packages, Options) ?? Worlds.Flaw(packages, file + (Directory.Exists(file) ? ".wit" : "") + ".json");
    });

    [Fact]
    public void Rejected_cases_are_rejected_with_a_place() => Run(Path.Combine(Root(), "parse-fail"), file =>
    {
        try
        {
            new WitLoader(Options).Load(new WitDiskFiles(), file);
            return "accepted";
        }
        catch (WitException e)
        {
            Assert.NotEmpty(e.Reason);
            Assert.True(e.Line > 0 || e.Reason.Contains("no `package` declaration", StringComparison.Ordinal), e.Message);
            return null;
        }
    });

    private static byte[] ReadBinary(string path) => path.EndsWith(".wat", StringComparison.Ordinal) ? Wat.ToBytes(File.ReadAllBytes(path)) : File.ReadAllBytes(path);

    private static string Root()
    {
        var root = Environment.GetEnvironmentVariable("SLUICE_WIT_UI");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "SLUICE_WIT_UI does not name a folder with the cases of wit-parser");
        return root!;
    }

    private static void Run(string folder, Func<string, string?> flaw)
    {
        var expectations = Expectations.Read("wit-parser.toml");
        var cases = Directory.GetFiles(folder, "*.wit").Concat(Directory.GetDirectories(folder).Where(d => Path.GetFileName(d) != "parse-fail"))
            .Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(cases);
        var wrong = new List<string>();
        foreach (var file in cases)
        {
            var name = Path.GetRelativePath(Root(), file).Replace('\\', '/');
            var result = flaw(file);
            if (result is not null && !expectations.ContainsKey(name)) wrong.Add($"{name}: {result}");
            if (result is null && expectations.ContainsKey(name)) wrong.Add($"{name}: passes, though it is listed as a known difference");
        }
        TestContext.Current.SendDiagnosticMessage($"{cases.Count} cases of {folder}");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cases.Count} cases:\n{string.Join("\n", wrong)}");
    }
}
