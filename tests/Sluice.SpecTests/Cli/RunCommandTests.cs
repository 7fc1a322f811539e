using System.CommandLine;
using Sluice.Cli.Commands;
using Sluice.Cli.Running;

namespace Sluice.SpecTests.Cli;

public sealed class RunCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sluice-cli-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private (int ExitCode, string Output, string Error) Run(string wat, string[] options, params string[] arguments)
    {
        string path = Path.Combine(folder, "guest.wat");
        File.WriteAllText(path, wat);
        return Run([.. options, path, .. arguments]);
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var root = new RootCommand { RunCommand.Create() };
        var parsed = root.Parse(GuestArguments.Separate(root, ["run", .. arguments]));
        Assert.Empty(parsed.Errors);
        int exitCode = parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return (exitCode, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    private const string CountArguments = """
        (module
          (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
          (memory (export "memory") 1)
          (func (export "_start")
            (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
            (drop (call $environ_sizes_get (i32.const 8) (i32.const 12)))
            (call $proc_exit (i32.add (i32.load (i32.const 0)) (i32.mul (i32.const 10) (i32.load (i32.const 8)))))))
        """;

    [Theory]
    [InlineData(new string[0], new string[0], 1)]
    [InlineData(new string[0], new[] { "--dir", "-S", "--", "@x" }, 5)]
    [InlineData(new string[0], new[] { "--", "a" }, 2)]
    [InlineData(new[] { "--env", "A=1", "--env=B=2", "-Sinherit-env=no" }, new string[0], -1)]
    [InlineData(new[] { "--env", "A=1", "--env=B=2", "--env", "A=3" }, new[] { "a" }, 22)]
    [InlineData(new[] { "--argv0", "name" }, new[] { "--argv0", "other" }, 3)]
    public void What_follows_the_file_is_the_guests(string[] options, string[] arguments, int exitCode)
    {
        if (exitCode < 0) Assert.Throws<UsageException>(() => Run(CountArguments, options, arguments));
        else Assert.Equal(exitCode, Run(CountArguments, options, arguments).ExitCode);
    }

    [Theory]
    [InlineData(new string[0], 1)]
    [InlineData(new[] { "a", "--", "--dir", "-S", "help", "@x", "" }, 8)]
    [InlineData(new[] { "-h" }, 2)]
    public void A_run_without_options_needs_no_parser_and_is_the_same(string[] arguments, int exitCode)
    {
        string path = Path.Combine(folder, "guest.wat");
        File.WriteAllText(path, CountArguments);
        string[] line = ["run", path, .. arguments];
        Assert.True(RunCommand.IsPlain(line));
        Assert.Equal(exitCode, RunCommand.RunPlain(line));
        Assert.Equal(exitCode, Run([path, .. arguments]).ExitCode);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "-")]
    [InlineData("run", "--help")]
    [InlineData("run", "/?")]
    [InlineData("run", "/h")]
    [InlineData("run", "")]
    [InlineData("run", "--dir", ".", "guest.wasm")]
    [InlineData("run", "guest.wasm", "--", "a")]
    [InlineData("serve", "guest.wasm")]
    [InlineData("[suggest]", "run", "guest.wasm")]
    public void Any_other_run_is_the_parsers(params string[] line) => Assert.False(RunCommand.IsPlain(line));

    [Fact]
    public void A_trap_ends_with_134_and_the_guests_frames()
    {
        var (exitCode, output, error) = Run("""
            (module $guest
              (func $inner (unreachable))
              (func (export "_start") (call $inner)))
            """, []);
        Assert.Equal((134, ""), (exitCode, output));
        Assert.StartsWith("sluice: trap: unreachable\n     0: guest!inner\n     1: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_guest_is_stopped_when_its_time_is_over()
    {
        var (exitCode, _, error) = Run("(module (func (export \"_start\") (loop (br 0))))", ["-W", "timeout=0.1"]);
        Assert.Equal(134, exitCode);
        Assert.StartsWith("sluice: trap: interrupted\n", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("add(40, 2)", new string[0], "42\n")]
    [InlineData("add", new[] { "-1", "4294967295" }, "-2\n")]
    [InlineData("pair()", new string[0], "1.5\n-1\n")]
    public void A_function_can_be_invoked(string invocation, string[] arguments, string expected)
    {
        const string Functions = """
            (module
              (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
              (func (export "pair") (result f64 i64) (f64.const 1.5) (i64.const -1)))
            """;
        Assert.Equal((0, expected, ""), Run(Functions, ["--invoke", invocation], arguments));
        Assert.Throws<UsageException>(() => Run(Functions, ["--invoke", "add(1)"]));
        Assert.Throws<UsageException>(() => Run(Functions, ["--invoke", "add(1, 1.5)"]));
        Assert.Throws<LinkException>(() => Run(Functions, ["--invoke", "sub(1, 2)"]));
    }

    [Theory]
    [InlineData("-S", "no-such-key")]
    [InlineData("-S", "random-seed")]
    [InlineData("-S", "random-seed=x")]
    [InlineData("-W", "timeout=1,max-instances=99999999999")]
    [InlineData("--dir", "::/guest")]
    [InlineData("--env", "=x")]
    [InlineData("--no-such-option", "x")]
    public void Nonsense_is_a_usage_error(string option, string value) =>
        Assert.Throws<UsageException>(() => Run(CountArguments, [option, value]));

    [Theory]
    [InlineData("-S", "inherit-env")]
    [InlineData("-W", "timeout=SECONDS")]
    public void Keys_are_explained(string option, string key)
    {
        var (exitCode, output, _) = Run(option, "help");
        Assert.Equal(0, exitCode);
        Assert.Contains(key, output, StringComparison.Ordinal);
    }
}
