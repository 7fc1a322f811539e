using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sluice.AspNetCore.Tests.Serve;

/// <summary><c>sluice serve</c> as a process.</summary>
internal sealed partial class ServeProcess : IDisposable
{
#if DEBUG_BUILD
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif
    private const int SigTerm = 15;

    private readonly Process process;
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServeProcess(string[] arguments)
    {
        var tool = Path.Combine(Root(), $"src/Sluice.Cli/bin/{Configuration}/net10.0/Sluice.Cli.dll");
        process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [tool, "serve", .. arguments])
            {
                WorkingDirectory = Path.Combine(AppContext.BaseDirectory, "Guests"),
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += (_, line) => Take(line.Data, Output);
        process.ErrorDataReceived += (_, line) => Take(line.Data, Errors);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public ConcurrentQueue<string> Output { get; } = new();

    public ConcurrentQueue<string> Errors { get; } = new();

    public HttpClient Client { get; private set; } = null!;

    public Uri Address => Client.BaseAddress!;

    /// <summary>Starts a server that listens at a free port, and waits until it does.</summary>
    public static async Task<ServeProcess> StartAsync(params string[] arguments)
    {
        var server = new ServeProcess(["--addr", "127.0.0.1:0", .. arguments]);
        server.Client = new HttpClient { BaseAddress = await server.address.Task.WaitAsync(TimeSpan.FromSeconds(60)), Timeout = TimeSpan.FromSeconds(60) };
        return server;
    }

    /// <summary>Runs one that does not get as far as to listen.</summary>
    public static async Task<(int ExitCode, string Errors)> FailAsync(params string[] arguments)
    {
        using var server = new ServeProcess(arguments);
        return (await server.WaitForExitAsync(), string.Join('\n', server.Errors));
    }

    public void Terminate() => Assert.Equal(0, Kill(process.Id, SigTerm));

    public async Task<int> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        Client?.Dispose();
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sluice.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }

    private void Take(string? line, ConcurrentQueue<string> lines)
    {
        const string Serving = "Serving HTTP on ";
        if (line is null) return;
        lines.Enqueue(line);
        if (line.StartsWith(Serving, StringComparison.Ordinal)) address.TrySetResult(new Uri(line[Serving.Length..]));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
