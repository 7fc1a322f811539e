using Sluice.Wasi;
using Sluice.Wasi.Cli;

namespace Sluice.SpecTests.WasiTestsuite;

/// <summary>The tests of wasi-testsuite for WASI 0.1, each in a store and with a fixture folder of its own.</summary>
public sealed class Preview1SuiteTests
{
    private const string Target = "wasm32-wasip1";

    private static readonly Lazy<IReadOnlyDictionary<string, Expectation>> Expected = new(static () => Expectations.Read("wasi-preview1.toml"));

    private static string? Suites => Environment.GetEnvironmentVariable("SLUICE_SUITES") is { Length: > 0 } suites ? suites : null;

    private static string Root => Path.Combine(Suites!, "wasi-testsuite", "tests");

    /// <summary>As <c>rust/fd_readdir</c>; one empty row if there is no suite, as a theory needs one.</summary>
    public static IEnumerable<TheoryDataRow<string>> Tests() => Suites is null
        ? [new("")]
        : from language in Directory.EnumerateDirectories(Root).Order(StringComparer.Ordinal)
          let folder = Path.Combine(language, "testsuite", Target)
          where Directory.Exists(folder)
          from file in Directory.EnumerateFiles(folder, "*.wasm").Order(StringComparer.Ordinal)
          select new TheoryDataRow<string>($"{Path.GetFileName(language)}/{Path.GetFileNameWithoutExtension(file)}");

    [Theory]
    [MemberData(nameof(Tests))]
    public void A_test_ends_as_specified(string test)
    {
        if (Suites is null) Assert.Skip("SLUICE_SUITES is not set");
        string? failure = Run(PathOf(test));
        if (Expected.Value.TryGetValue(test, out var expectation))
            Assert.True(failure is not null, $"{test} passes, but is expected to fail: {expectation.Reason}");
        else
            Assert.True(failure is null, failure);
    }

    [Fact]
    public void Every_expectation_has_its_test()
    {
        if (Suites is null) Assert.Skip("SLUICE_SUITES is not set");
        Assert.All(Expected.Value.Keys, test => Assert.True(File.Exists(PathOf(test)), $"{test} does not exist"));
    }

    [Fact]
    public void The_suite_has_all_its_tests()
    {
        if (Suites is null) Assert.Skip("SLUICE_SUITES is not set");
        Assert.Equal(72, Tests().Count());
    }

    private static string PathOf(string test)
    {
        string[] parts = test.Split('/');
        return Path.Combine(Root, parts[0], "testsuite", Target, parts[1] + ".wasm");
    }

    /// <returns>What went wrong; null if nothing did.</returns>
    private static string? Run(string wasmPath)
    {
        var specification = TestSpecification.For(wasmPath);
        using var fixture = specification.Root is { } root ? FixtureFolder.CopyOf(Path.Combine(Path.GetDirectoryName(wasmPath)!, root)) : null;
        var options = new WasiOptions
        {
            Stdout = WasiOutput.Capture(out var stdout),
            Stderr = WasiOutput.Capture(out var stderr),
            Arguments = [Path.GetFileName(wasmPath), .. specification.Arguments],
            Environment = [.. specification.Environment],
            Preopens = fixture is null ? [] : [new Preopen(fixture.Path, "/")],
        };
        var engine = new Engine();
        using var store = new Store(engine, new StoreOptions { Timeout = TimeSpan.FromSeconds(30) });
        try
        {
            int exitCode = SnapshotPreview1.Run(store, Module.Load(engine, wasmPath), options);
            if (exitCode != specification.ExitCode) return $"exit code {exitCode}, not {specification.ExitCode}\n{stderr()}";
        }
        catch (Trap trap)
        {
            return $"{trap.Message}\n{stderr()}";
        }
        if (specification.Stdout is { } expectedOutput && stdout() != expectedOutput) return $"stdout is \"{stdout()}\"";
        if (specification.Stderr is { } expectedErrors && stderr() != expectedErrors) return $"stderr is \"{stderr()}\"";
        return null;
    }
}
