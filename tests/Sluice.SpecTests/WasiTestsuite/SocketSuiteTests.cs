using System.IO.Pipelines;
using Sluice.Wasi;
using Sluice.Wasi.Cli;
using Sluice.Wasi.Sockets;

namespace Sluice.SpecTests.WasiTestsuite;

/// <summary>The tests of wasi-testsuite for the sockets of WASI 0.3, each in a store of its own; some with a client.</summary>
public sealed class SocketSuiteTests
{
    private static string? Suites => Environment.GetEnvironmentVariable("SLUICE_SUITES") is { Length: > 0 } suites ? suites : null;

    private static string Folder => Path.Combine(Suites!, "wasi-testsuite", "tests", "rust", "testsuite", "wasm32-wasip3");

    /// <summary>One empty row if there is no suite, as a theory needs one.</summary>
    public static IEnumerable<TheoryDataRow<string>> Tests() => Suites is null
        ? [new("")]
        : Directory.EnumerateFiles(Folder, "sockets-*.wasm").Order(StringComparer.Ordinal)
            .Select(static file => new TheoryDataRow<string>(Path.GetFileNameWithoutExtension(file)));

    [Theory]
    [MemberData(nameof(Tests))]
    public async Task A_test_ends_as_specified(string test)
    {
        if (Suites is null) Assert.Skip("SLUICE_SUITES is not set");
        string? failure = await RunAsync(Path.Combine(Folder, test + ".wasm"));
        Assert.True(failure is null, failure);
    }

    [Fact]
    public void The_suite_has_all_its_tests()
    {
        if (Suites is null) Assert.Skip("SLUICE_SUITES is not set");
        Assert.Equal(12, Tests().Count());
    }

    /// <returns>What went wrong; null if nothing did.</returns>
    private static async Task<string?> RunAsync(string wasmPath)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var specification = TestSpecification.For(wasmPath);
        var stdout = new Pipe();
        using var lines = new StreamReader(stdout.Reader.AsStream());
        using var client = new SocketClient(async cancellation => await lines.ReadLineAsync(cancellation) ?? throw new EndOfStreamException("The guest printed no address."));
        var options = new WasiOptions
        {
            Stdout = new WasiOutput(stdout.Writer.AsStream()),
            Stderr = WasiOutput.Capture(out var stderr),
            Network = specification.Proposals.Contains("sockets") ? NetworkPolicy.All : NetworkPolicy.None,
        };
        var engine = new Engine();
        using var store = new Store(engine, new StoreOptions { Timeout = TimeSpan.FromSeconds(30) });
        try
        {
            var run = WasiCommand.RunAsync(store, await Component.LoadAsync(engine, wasmPath, deadline.Token), options, deadline.Token);
            if (await client.RunAsync(specification.Exchange, deadline.Token) is { } failure) return failure;
            int exitCode = await run;
            return exitCode == specification.ExitCode ? null : $"exit code {exitCode}, not {specification.ExitCode}\n{stderr()}";
        }
        catch (Trap trap)
        {
            return $"{trap.Message}\n{stderr()}";
        }
    }
}
