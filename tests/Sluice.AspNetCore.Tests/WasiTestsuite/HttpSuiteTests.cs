using System.Text;
using System.Text.Json;
using Sluice.Wasi;
using Sluice.Wasi.Cli;

namespace Sluice.AspNetCore.Tests.WasiTestsuite;

/// <summary>The tests of wasi-testsuite for the HTTP of WASI 0.3: services with their clients and servers, and commands.</summary>
public sealed class HttpSuiteTests
{
    private static string? Suites => Environment.GetEnvironmentVariable("SLUICE_SUITES") is { Length: > 0 } suites ? suites : null;

    private static string Folder => Path.Combine(Suites!, "wasi-testsuite", "tests", "rust", "testsuite", "wasm32-wasip3");

    /// <summary>One empty row if there is no suite, as a theory needs one.</summary>
    public static IEnumerable<TheoryDataRow<string>> Tests() => Suites is null
        ? [new("")]
        : Directory.EnumerateFiles(Folder, "http-*.wasm").Order(StringComparer.Ordinal)
            .Select(static file => new TheoryDataRow<string>(Path.GetFileNameWithoutExtension(file)));

    [Theory]
    [MemberData(nameof(Tests))]
    public async Task A_test_ends_as_specified(string test)
    {
        if (Suites is null) Assert.Skip("SLUICE_SUITES is not set");
        var component = Path.Combine(Folder, test + ".wasm");
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.ChangeExtension(component, ".json")));
        var specification = json.RootElement;
        Assert.Equal("http", Assert.Single(specification.GetProperty("proposals").EnumerateArray()).GetString());

        var servers = new Dictionary<string, EndpointServer>();
        try
        {
            if (specification.TryGetProperty("servers", out var wanted))
            {
                foreach (var server in wanted.EnumerateArray())
                    servers.Add($"HTTP_SERVER_{server.GetProperty("name").GetString()!.ToUpperInvariant()}", await EndpointServer.StartAsync(server));
            }
            var environment = servers.ToDictionary(static server => server.Key, static server => server.Value.Authority);
            if (specification.TryGetProperty("world", out var world)) await ServeAsync(world.GetString()!, component, environment, specification.GetProperty("operations"));
            else await RunAsync(component, environment, specification.GetProperty("operations"));
        }
        finally
        {
            foreach (var server in servers.Values) await server.DisposeAsync();
        }
    }

    [Fact]
    public void The_suite_has_all_its_tests()
    {
        if (Suites is null) Assert.Skip("SLUICE_SUITES is not set");
        Assert.Equal(18, Tests().Count());
    }

    private static async Task ServeAsync(string world, string component, Dictionary<string, string> environment, JsonElement operations)
    {
        Assert.Equal("wasi:http/service", world);
        await using var app = await TestApplication.StartAsync(
            app => app.MapWasmService("/{**path}", component),
            options =>
            {
                options.Http.AllowedHosts.Add("*");
                options.ConfigureWasi = wasi =>
                {
                    foreach (var variable in environment) wasi.Environment.Add(variable);
                };
            });
        foreach (var operation in operations.EnumerateArray())
        {
            var type = operation.GetProperty("type").GetString();
            if (type == "request") await RequestAsync(app, operation);
            // The server starts and stops with the test.
            else Assert.Contains(type, (string[])["run", "kill", "wait"]);
        }
    }

    private static async Task RequestAsync(TestApplication app, JsonElement operation)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.GetProperty("method").GetString()!), operation.GetProperty("path").GetString());
        if (operation.TryGetProperty("body", out var sent)) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(sent.GetString()!));
        if (operation.TryGetProperty("headers", out var headers))
            foreach (var header in headers.EnumerateObject()) request.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());

        using var response = await app.Client.SendAsync(request);

        var expected = operation.GetProperty("response");
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(expected.GetProperty("status").GetInt32() == (int)response.StatusCode, $"{(int)response.StatusCode} {body}\n{string.Join('\n', app.Log)}");
        if (expected.TryGetProperty("body", out var wanted)) Assert.Equal(wanted.GetString(), body);
        if (!expected.TryGetProperty("headers", out var declared)) return;
        foreach (var header in declared.EnumerateObject())
        {
            Assert.True(response.Headers.TryGetValues(header.Name, out var values) || response.Content.Headers.TryGetValues(header.Name, out values), header.Name);
            Assert.Equal(header.Value.GetString(), string.Join(", ", values!));
        }
    }

    private static async Task RunAsync(string component, Dictionary<string, string> environment, JsonElement operations)
    {
        Assert.Equal(["run", "wait"], operations.EnumerateArray().Select(static operation => operation.GetProperty("type").GetString()));
        var engine = new Engine();
        using var store = new Store(engine, new StoreOptions { Timeout = TimeSpan.FromSeconds(30) });
        var options = new WasiOptions { Stderr = WasiOutput.Capture(out var stderr), Environment = [.. environment] };

        var exitCode = await WasiCommand.RunAsync(store, await Component.LoadAsync(engine, component), options);

        Assert.True(exitCode == 0, $"exit code {exitCode}\n{stderr()}");
    }
}
