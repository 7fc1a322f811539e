using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sluice.SpecTests.Cli;

/// <summary>The tool in a process of its own, as people start it: with pipes, signals and an exit code.</summary>
internal sealed partial class SluiceProcess : IDisposable
{

    private readonly Process process;

    /// <param name="arguments">The command line.</param>
    public SluiceProcess(params string[] arguments)
        : this("dotnet", [Path.Combine(AppContext.BaseDirectory, "Sluice.Cli.dll"), .. arguments])
    {
    }

    private SluiceProcess(string command, string[] arguments) => process = Process.Start(new ProcessStartInfo(command, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        // The pipes carry bytes; no marks of an encoding.
        StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    })!;

    /// <summary>A line for the shell, in which <c>$sluice</c> is the tool.</summary>
    public static SluiceProcess Shell(string line) =>
        new("/bin/sh", ["-c", $"sluice='dotnet {Path.Combine(AppContext.BaseDirectory, "Sluice.Cli.dll")}'; {line}"]);

    public StreamWriter Input => process.StandardInput;

    public StreamReader Output => process.StandardOutput;

    public StreamReader Error => process.StandardError;

    /// <summary>A file of the guests that the tests of WASI use.</summary>
    public static string Guest(string name) => Path.Combine(AppContext.BaseDirectory, "Guests", name);

    /// <summary>Closes the input, waits for the end and takes what the outputs say.</summary>
    public async Task<(int ExitCode, string Output, string Error)> Finish()
    {
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        return (await ExitCode(), await output, await process.StandardError.ReadToEndAsync());
    }

    public async Task<int> ExitCode()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public void Send(PosixSignal signal) => Assert.Equal(0, Kill(process.Id, signal == PosixSignal.SIGINT ? 2 : 15));

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
