using System.Text;

namespace Sluice.Wit;

/// <summary>Where WIT files come from. Paths use <c>/</c>; an empty path is the top folder.</summary>
public abstract class WitFileSource
{
    /// <summary>The paths of the files in a folder, in ordinal order; nothing if there is no such folder.</summary>
    public abstract IReadOnlyList<string> Files(string folder);

    /// <summary>The paths of the folders in a folder, in ordinal order; nothing if there is no such folder.</summary>
    public abstract IReadOnlyList<string> Folders(string folder);

    /// <summary>Whether there is a file with this path.</summary>
    public abstract bool HasFile(string path);

    /// <summary>The text of a file.</summary>
    public abstract string Read(string path);
}

/// <summary>Files of the file system.</summary>
public sealed class WitDiskFiles : WitFileSource
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files(string folder) => List(folder, Directory.GetFiles);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Folders(string folder) => List(folder, Directory.GetDirectories);

    /// <inheritdoc/>
    public override bool HasFile(string path) => File.Exists(path);

    /// <inheritdoc/>
    public override string Read(string path)
    {
        try
        {
            return File.ReadAllText(path, StrictUtf8);
        }
        catch (DecoderFallbackException)
        {
            throw new WitException(path, "the file is not valid UTF-8");
        }
    }

    private static List<string> List(string folder, Func<string, string[]> list)
    {
        if (folder.Length == 0) folder = ".";
        return Directory.Exists(folder) ? [.. list(folder).OrderBy(static p => p, StringComparer.Ordinal)] : [];
    }
}

/// <summary>Files that are in memory already, such as the additional files of a compilation.</summary>
public sealed class WitMemoryFiles : WitFileSource
{
    private readonly SortedDictionary<string, string> files = new(StringComparer.Ordinal);

    /// <summary>Adds a file; a later one with the same path replaces it.</summary>
    public WitMemoryFiles Add(string path, string text)
    {
        files[Normalize(path)] = text;
        return this;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files(string folder) =>
        [.. Below(folder).Where(static p => p.Tail.IndexOf('/') < 0).Select(static p => p.Prefix + p.Tail)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Folders(string folder) =>
        [.. Below(folder).Where(static p => p.Tail.IndexOf('/') >= 0).Select(static p => p.Prefix + p.Tail.Substring(0, p.Tail.IndexOf('/'))).Distinct()];

    /// <inheritdoc/>
    public override bool HasFile(string path) => files.ContainsKey(Normalize(path));

    /// <inheritdoc/>
    public override string Read(string path) => files[Normalize(path)];

    private IEnumerable<(string Prefix, string Tail)> Below(string folder)
    {
        var prefix = Normalize(folder).TrimEnd('/');
        if (prefix.Length > 0) prefix += "/";
        return files.Keys.Where(p => p.StartsWith(prefix, StringComparison.Ordinal)).Select(p => (prefix, p.Substring(prefix.Length)));
    }

    private static string Normalize(string path) => path.Replace('\\', '/');
}
