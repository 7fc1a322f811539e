using Sluice.Wit;
using Sluice.Wit.Printing;

namespace Sluice.Components.WitDecoding;

/// <summary>
/// Files in which dependencies may also be WIT packages that are encoded as components: <c>deps/name.wasm</c>, or
/// <c>deps/name.wat</c>, stands for a WIT file with that package.
/// </summary>
internal sealed class WitFilesWithComponents(WitFileSource files, Func<string, byte[]> readBinary) : WitFileSource
{
    private const string DependencyFolder = "deps";
    private const string Decoded = ".wit";

    private readonly HashSet<string> decoded = new(StringComparer.Ordinal);

    public override IReadOnlyList<string> Files(string folder)
    {
        var found = files.Files(folder);
        if (Path.GetFileName(folder.TrimEnd('/')) != DependencyFolder) return found;
        return [.. found.Select(file =>
        {
            if (Path.GetExtension(file) is not (".wasm" or ".wat")) return file;
            decoded.Add(file + Decoded);
            return file + Decoded;
        })];
    }

    public override IReadOnlyList<string> Folders(string folder) => files.Folders(folder);

    public override bool HasFile(string path) => files.HasFile(path);

    public override string Read(string path) => decoded.Contains(path)
        ? WitPrinter.Print(WitDecoder.Decode(readBinary(path[..^Decoded.Length])), withDependencies: false)
        : files.Read(path);
}
