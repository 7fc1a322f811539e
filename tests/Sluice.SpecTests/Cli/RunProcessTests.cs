using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sluice.SpecTests.Cli;

/// <summary><c>sluice run</c> among other processes.</summary>
public sealed class RunProcessTests : IDisposable
{
    private const int Interrupted = 130;
    private const int Terminated = 143;

    private readonly string folder = Directory.CreateTempSubdirectory("sluice-run-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Guests_are_piped_into_each_other()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The shell is that of Unix.");
        var input = new byte[3_000_001];
        new Random(1).NextBytes(input);
        await File.WriteAllBytesAsync(Path.Combine(folder, "in"), input);
        var cat = SluiceProcess.Guest("cat.wat");

        using var shell = SluiceProcess.Shell($"$sluice run {cat} < {folder}/in | $sluice run {cat} > {folder}/out");

        Assert.Equal((0, "", ""), await shell.Finish());
        Assert.Equal(input, await File.ReadAllBytesAsync(Path.Combine(folder, "out")));
    }

    [Fact]
    public async Task Input_that_is_closed_at_once_is_an_end()
    {
        using var sluice = new SluiceProcess("run", SluiceProcess.Guest("cat.wat"));
        Assert.Equal((0, "", ""), await sluice.Finish());
    }

    [Fact]
    public async Task A_reader_that_goes_away_is_an_error_for_the_guest()
    {
        using var sluice = new SluiceProcess("run", SluiceProcess.Guest("cat.wat"));
        var writing = Task.Run(async () =>
        {
            try
            {
                for (var i = 0; i < 100; i++) await sluice.Input.BaseStream.WriteAsync(new byte[1 << 20]);
                sluice.Input.Close();
            }
            catch (IOException)
            {
                // The guest has ended, as it should.
            }
        });
        await sluice.Output.BaseStream.ReadExactlyAsync(new byte[5]);
        sluice.Output.Close();

        Assert.Equal(1, await sluice.ExitCode());
        Assert.Equal("", await sluice.Error.ReadToEndAsync());
        await writing;
    }

    [Fact]
    public async Task A_guest_that_takes_a_thousand_streams_and_reads_none_ends()
    {
        using var sluice = new SluiceProcess("run", SluiceProcess.Guest("leak.wat"));
        // The input stays open, with something in it.
        await sluice.Input.WriteAsync("nobody reads this");
        await sluice.Input.FlushAsync();

        Assert.Equal(0, await sluice.ExitCode());
    }

    [Fact]
    public async Task A_guest_that_never_reads_does_not_keep_its_writer_from_ending()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The shell is that of Unix.");
        using var shell = SluiceProcess.Shell($"head -c 100000000 /dev/zero 2> /dev/null | $sluice run {SluiceProcess.Guest("leak.wat")}");
        Assert.Equal((0, "", ""), await shell.Finish());
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, Interrupted)]
    [InlineData(PosixSignal.SIGTERM, Terminated)]
    public async Task A_signal_ends_a_guest_that_waits(PosixSignal signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var sluice = new SluiceProcess("run", SluiceProcess.Guest("cat.wat"));
        await Echoes(sluice);

        sluice.Send(signal);

        Assert.Equal(exitCode, await sluice.ExitCode());
        Assert.Equal("", await sluice.Error.ReadToEndAsync());
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, Interrupted)]
    [InlineData(PosixSignal.SIGTERM, Terminated)]
    public async Task A_signal_ends_a_guest_that_runs(PosixSignal signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        var file = Path.Combine(folder, "endless.wat");
        await File.WriteAllTextAsync(file, """
            (module
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\10\00\00\00\01\00\00\00")
              (func (export "_start")
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                (loop (br 0))))
            """);
        using var sluice = new SluiceProcess("run", file);
        await sluice.Output.BaseStream.ReadExactlyAsync(new byte[1]);

        sluice.Send(signal);

        Assert.Equal(exitCode, await sluice.ExitCode());
        Assert.Equal("", await sluice.Error.ReadToEndAsync());
    }

    [Theory]
    [InlineData("tcp-bind(2130706433, 0)", "-S allow-bind=127.0.0.1:0")]
    [InlineData("tcp-listen()", "-S allow-bind=0.0.0.0:0")]
    [InlineData("tcp-connect(0, 2130706433, 9)", "-S allow-connect=127.0.0.1:9")]
    [InlineData("udp-bind(2130706433, 0)", "-S allow-bind=127.0.0.1:0")]
    [InlineData("udp-connect(2130706433, 9)", "-S allow-connect=127.0.0.1:9")]
    [InlineData("udp-send(2130706433, 9, 1)", "-S allow-send=127.0.0.1:9")]
    [InlineData("resolve(\"localhost\")", "-S allow-ip-name-lookup")]
    public async Task What_is_denied_comes_with_a_hint_that_helps(string call, string key)
    {
        var (exitCode, output, error) = await Invoke(call);
        Assert.Equal((0, "1\n"), (exitCode, output));
        Assert.StartsWith("sluice: hint: ", error, StringComparison.Ordinal);
        Assert.Contains(key, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));

        (exitCode, output, error) = await Invoke(call, key.Split(' '));
        Assert.Equal((0, ""), (exitCode, error));
        // Nobody listens at the port; whatever becomes of that, it is not a denial.
        Assert.NotEqual("1\n", output);
    }

    [Theory]
    [InlineData("tcp-create()", "tcp")]
    [InlineData("udp-create()", "udp")]
    public async Task A_kind_of_socket_is_switched_off_by_its_key(string call, string key)
    {
        Assert.Equal((0, "0\n", ""), await Invoke(call));
        Assert.Equal((0, "0\n", ""), await Invoke(call, "-S", $"{key}=y"));

        var (exitCode, output, error) = await Invoke(call, "-S", $"inherit-network,{key}=n");

        Assert.Equal((0, "1\n"), (exitCode, output));
        Assert.Contains($"-S {key}=n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_network_but_names_can_be_inherited()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.Equal((0, "0\n", ""), await Invoke($"tcp-connect(0, 2130706433, {port})", "-S", "inherit-network"));
        Assert.Equal((0, "0\n", ""), await Invoke("udp-send(2130706433, 9, 1)", "-S", "inherit-network=y"));
        Assert.Equal("1\n", (await Invoke("resolve(\"localhost\")", "-S", "inherit-network")).Output);
        Assert.Equal("1\n", (await Invoke($"tcp-connect(0, 2130706433, {port})", "-S", "inherit-network=n")).Output);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("127.0.0.0/8:1-65535", true)]
    [InlineData("*", true)]
    [InlineData("127.0.0.2", false)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("*:1", false)]
    public async Task Connections_are_allowed_by_address_network_and_port(string rule, bool allowed)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var (_, output, _) = await Invoke($"tcp-connect(0, 2130706433, {((IPEndPoint)listener.LocalEndpoint).Port})", "-S", $"allow-connect={rule}");

        Assert.Equal(allowed ? "0\n" : "1\n", output);
    }

    private static async Task<(int ExitCode, string Output, string Error)> Invoke(string call, params string[] options)
    {
        using var sluice = new SluiceProcess(["run", .. options, "--invoke", call, SluiceProcess.Guest("socket-operations.wat")]);
        return await sluice.Finish();
    }

    /// <summary>Has the guest pass a byte on: it runs now, and will wait for more.</summary>
    private static async Task Echoes(SluiceProcess sluice)
    {
        await sluice.Input.WriteAsync('x');
        await sluice.Input.FlushAsync();
        var answer = new byte[1];
        await sluice.Output.BaseStream.ReadExactlyAsync(answer);
        Assert.Equal((byte)'x', answer[0]);
    }
}
