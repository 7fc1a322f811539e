using System.Diagnostics;
using Sluice.Text;

namespace Sluice.Benchmarks;

/// <summary>Runs components in Node, by way of jco, both out of a folder of node packages that has jco and its shims.</summary>
internal sealed class Jco : IDisposable
{
    private readonly string modules;
    private readonly string work = Directory.CreateTempSubdirectory("sluice-jco-").FullName;

    /// <param name="modules">A <c>node_modules</c>.</param>
    public Jco(string modules)
    {
        this.modules = Path.GetFullPath(modules);
        // What jco makes finds its shims beside or above it.
        Directory.CreateSymbolicLink(Path.Combine(work, "node_modules"), this.modules);
        File.WriteAllText(Path.Combine(work, "package.json"), """{"type":"module"}""");
    }

    public string Node => Path.Combine(modules, ".bin", "node");

    /// <returns>The JavaScript that jco makes of a component.</returns>
    public string Transpile(string name, string wat)
    {
        var output = Path.Combine(work, name);
        Run(["transpile", WriteBinary(name, wat), "-o", output]);
        return Path.Combine(output, name + ".js");
    }

    /// <summary>What runs a command as <c>jco run</c> does.</summary>
    public ProcessStartInfo Command(string binary) =>
        Start(["run", binary, "--jco-dir", Path.Combine(work, Path.GetFileNameWithoutExtension(binary) + "-run")]);

    public string WriteBinary(string name, string wat)
    {
        var binary = Path.Combine(work, name + ".wasm");
        File.WriteAllBytes(binary, Wat.ToBytes(System.Text.Encoding.UTF8.GetBytes(wat)));
        return binary;
    }

    public void Dispose() => Directory.Delete(work, recursive: true);

    private ProcessStartInfo Start(string[] arguments) => new(Path.Combine(modules, ".bin", "jco"), arguments)
    {
        WorkingDirectory = work,
        RedirectStandardOutput = true,
        // jco starts the first node that it finds.
        Environment = { ["PATH"] = Path.Combine(modules, ".bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH") },
    };

    private void Run(string[] arguments)
    {
        using var process = Process.Start(Start(arguments))!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"jco {arguments[0]} failed: {output}");
    }
}
