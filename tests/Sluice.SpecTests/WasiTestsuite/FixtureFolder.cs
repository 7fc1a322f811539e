namespace Sluice.SpecTests.WasiTestsuite;

/// <summary>A copy of a test's fixture folder for it alone: tests leave things behind.</summary>
internal sealed class FixtureFolder : IDisposable
{
    private FixtureFolder(string path) => Path = path;

    public string Path { get; }

    public static FixtureFolder CopyOf(string folder)
    {
        var copy = new FixtureFolder(Directory.CreateTempSubdirectory("sluice-wasi-testsuite-").FullName);
        Copy(new DirectoryInfo(folder), copy.Path);
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static void Copy(DirectoryInfo from, string to)
    {
        foreach (var entry in from.EnumerateFileSystemInfos())
        {
            // What an earlier run of somebody else's has left there.
            if (entry.Name.EndsWith(".cleanup", StringComparison.Ordinal)) continue;
            string target = System.IO.Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link) File.CreateSymbolicLink(target, link);
            else if (entry is DirectoryInfo directory) Copy(directory, Directory.CreateDirectory(target).FullName);
            else File.Copy(entry.FullName, target);
        }
    }
}
