using System.Diagnostics;

namespace Sluice.Samples.Tests;

/// <summary>A .NET program of this repository as a process.</summary>
internal sealed class Sample : IDisposable
{
    private readonly Process process;
    private readonly Task<string> error;

    private Sample(string assembly, string[] arguments, bool reads)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        error = reads ? process.StandardError.ReadToEndAsync() : Task.FromResult("");
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string assembly, string input, params string[] arguments)
    {
        using var sample = new Sample(assembly, arguments, reads: true);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = sample.process.StandardOutput.ReadToEndAsync(limit.Token);
        await sample.process.StandardInput.WriteAsync(input);
        sample.process.StandardInput.Close();
        await sample.process.WaitForExitAsync(limit.Token);
        return (sample.process.ExitCode, await output, await sample.error);
    }

    /// <summary>Starts a server, and finds its address in the first line that has one.</summary>
    public static async Task<(Sample Server, Uri Address)> ServeAsync(string assembly, bool onError, params string[] arguments)
    {
        var sample = new Sample(assembly, arguments, reads: false);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var lines = onError ? sample.process.StandardError : sample.process.StandardOutput;
        while (await lines.ReadLineAsync(limit.Token) is { } line)
        {
            int at = line.IndexOf("http://", StringComparison.Ordinal);
            if (at < 0) continue;
            _ = lines.ReadToEndAsync();
            return (sample, new Uri(line[at..].Trim()));
        }
        sample.Dispose();
        throw new InvalidOperationException("The server has ended without naming its address.");
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
