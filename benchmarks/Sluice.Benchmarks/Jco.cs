using System.Diagnostics;

namespace Sluice.Benchmarks;

/// <summary>
/// Runs components in Node by way of jco: what <c>npm install @bytecodealliance/jco</c> puts into a folder's <c>node_modules</c>, and the
/// <c>node</c> there if npm has put one there too (<c>npm install node@24</c>), else the one on the path.
/// </summary>
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

    public string Node => Path.Combine(modules, ".bin", "node") is var own && File.Exists(own) ? own : "node";

    /// <returns>The JavaScript that jco makes of a component.</returns>
    public string Transpile(string name, string wat, params string[] options)
    {
        var output = Path.Combine(work, name);
        Run(Start(["transpile", WriteBinary(name, wat), "-o", output, "--name", name, .. options]));
        return Path.Combine(output, name + ".js");
    }

    /// <summary>What runs a command as <c>jco run</c> does.</summary>
    public ProcessStartInfo Command(string binary) =>
        Start(["run", binary, "--jco-dir", Path.Combine(work, Path.GetFileNameWithoutExtension(binary) + "-run")]);

    public string WriteBinary(string name, string wat)
    {
        var binary = Path.Combine(work, name + ".wasm");
        File.WriteAllBytes(binary, Wat.ToBytes(wat));
        return binary;
    }

    public void Dispose() => Directory.Delete(work, recursive: true);

    /// <returns>What the program prints.</returns>
    public static string Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{Path.GetFileName(start.FileName)} {string.Join(' ', start.ArgumentList)} failed: {output}");
    }

    private ProcessStartInfo Start(string[] arguments) => new(Path.Combine(modules, ".bin", "jco"), arguments)
    {
        WorkingDirectory = work,
        RedirectStandardOutput = true,
        // jco starts the first node that it finds.
        Environment = { ["PATH"] = Path.Combine(modules, ".bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH") },
    };
}
