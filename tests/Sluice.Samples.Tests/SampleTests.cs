using System.Net;

namespace Sluice.Samples.Tests;

public class SampleTests
{
    public static TheoryData<string> Texts => [.. Directory.GetFiles(Repository.Path("samples"), "*.wat", SearchOption.AllDirectories).Select(static path => Path.GetRelativePath(Repository.Root, path))];

    [Theory]
    [MemberData(nameof(Texts))]
    public void The_binary_beside_a_text_is_what_the_text_says(string text)
    {
        var binary = File.ReadAllBytes(Path.ChangeExtension(Repository.Path(text), ".wasm"));

        Assert.Equal(Wat.ToBytes(File.ReadAllBytes(Repository.Path(text))), binary);
        Component.Load(new Engine(), binary);
    }

    [Theory]
    [InlineData("samples/hello/hello.wat")]
    [InlineData("samples/hello/hello.wasm")]
    public async Task Hello_writes_its_line(string file)
    {
        Assert.Equal((0, "Hello from a WASI 0.3 component.\n", ""), await Sample.RunAsync(Repository.Tool, "", "run", file));
    }

    [Theory]
    [InlineData("samples/cat/cat.wat")]
    [InlineData("samples/cat/cat-0.2.wat")]
    public async Task Cat_copies_its_input_with_either_version_of_WASI(string file)
    {
        // More than a pipe or the guest's buffer holds.
        string input = string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"line {i}\n"));

        Assert.Equal((0, input, ""), await Sample.RunAsync(Repository.Tool, input, "run", file));
    }

    [Fact]
    public async Task Show_prints_a_file_of_the_directory_that_it_is_given()
    {
        const string Guest = "samples/show/show.wat";
        Assert.Equal((0, File.ReadAllText(Repository.Path("samples/README.md")), ""), await Sample.RunAsync(Repository.Tool, "", "run", "--dir", "samples::/", Guest, "README.md"));
        Assert.Equal(1, (await Sample.RunAsync(Repository.Tool, "", "run", "--dir", "samples::/", Guest, "../README.md")).ExitCode);
        Assert.Equal(1, (await Sample.RunAsync(Repository.Tool, "", "run", Guest, "README.md")).ExitCode);
    }

    /// <summary>A component that the JavaScript sample's script has made; without one the test is skipped.</summary>
    private static string JavaScript(string file)
    {
        var folder = Environment.GetEnvironmentVariable("SLUICE_GUESTS");
        if (string.IsNullOrEmpty(folder)) Assert.Skip("SLUICE_GUESTS is not set; tests/real-guests/make.sh makes its folder.");
        return Path.Combine(folder!, "javascript", file);
    }

    [Fact]
    public async Task The_command_in_JavaScript_greets()
    {
        Assert.Equal((0, "Hello from Ada.\n", ""), await Sample.RunAsync(Repository.Tool, "", "run", JavaScript("hello.wasm"), "Ada"));
    }

    [Fact]
    public async Task The_service_in_JavaScript_answers()
    {
        var (server, address) = await Sample.ServeAsync(Repository.Tool, onError: true, "serve", "--addr", "127.0.0.1:0", JavaScript("service.wasm"));
        using var _ = server;
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

        Assert.Equal("You asked for /some/path?x=1\n", await client.GetStringAsync("/some/path?x=1"));
    }

    [Fact]
    public async Task The_embedding_prints_what_the_guest_makes_of_its_calls_and_stream()
    {
        var (code, output, error) = await Sample.RunAsync(Repository.Built("samples/embedding", "Embedding"), "");

        Assert.Equal((0, "Saluton, Ada!\nSaluton, Grace!\nONE\nTWO\nTHREE\n", ""), (code, output, error));
    }

    [Fact]
    public async Task The_service_answers_behind_its_middleware()
    {
        var (server, address) = await Sample.ServeAsync(
            Repository.Tool, onError: true,
            "serve", "--addr", "127.0.0.1:0", "--middleware", "samples/service/gate.wat", "samples/service/service.wat");
        using var _ = server;
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

        Assert.Equal("You asked for /some/path?x=1\n", await client.GetStringAsync("/some/path?x=1"));
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/private/diary")).StatusCode);
    }

    [Fact]
    public async Task The_service_and_its_middleware_answer_several_requests_at_once_in_one_instance()
    {
        var (server, address) = await Sample.ServeAsync(
            Repository.Tool, onError: true,
            "serve", "--addr", "127.0.0.1:0", "--max-instance-concurrent-reuse-count", "16", "--middleware", "samples/service/gate.wasm", "samples/service/service.wasm");
        using var _ = server;
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => client.GetStringAsync($"/path/{i}")));

        Assert.Equal(Enumerable.Range(0, 500).Select(static i => $"You asked for /path/{i}\n"), answers);
    }

    [Fact]
    public async Task The_application_has_components_between_its_own_middleware_and_endpoints()
    {
        var (server, address) = await Sample.ServeAsync(Repository.Built("samples/aspnetcore", "AspNetCore"), onError: false, "--urls", "http://127.0.0.1:0");
        using var _ = server;
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

        Assert.Equal("C# answers here.\n", await client.GetStringAsync("/"));
        var response = await client.GetAsync("/wasm/x");
        Assert.Equal("You asked for /wasm/x\n", await response.Content.ReadAsStringAsync());
        Assert.Equal("Kestrel", Assert.Single(response.Headers.GetValues("x-served-by")));
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/private/diary")).StatusCode);
        Assert.Equal("Healthy", await client.GetStringAsync("/health"));
    }
}
