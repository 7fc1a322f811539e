// https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#filesystem-structure

using Sluice.Wit.Parsing;
using Sluice.Wit.Resolution;

namespace Sluice.Wit;

/// <summary>Reads WIT packages: a file, or a folder with its <c>deps</c>. Not safe for use by several threads at once.</summary>
/// <param name="options">Which gated items exist; by default stable ones only.</param>
public sealed class WitLoader(WitOptions? options = null)
{
    private const string Extension = ".wit";

    private readonly List<List<AstFile>> dependencies = [];

    /// <summary>Makes the packages of a file or folder known to packages that are loaded later. Its <c>deps</c> are not read.</summary>
    /// <exception cref="WitException">The text breaks a rule of the format.</exception>
    public WitLoader AddDependency(WitFileSource files, string path)
    {
        dependencies.Add(Package(files, path));
        return this;
    }

    /// <summary>Loads the package of a file, or of the files in a folder with dependencies in its folder <c>deps</c>.</summary>
    /// <exception cref="WitException">The text breaks a rule of the format.</exception>
    public WitPackageSet Load(WitFileSource files, string path)
    {
        var dependencies = new List<List<AstFile>>(this.dependencies);
        var root = Package(files, path);
        if (!files.HasFile(path))
        {
            var deps = Join(path, "deps");
            foreach (var folder in files.Folders(deps))
            {
                var package = Parse(files, files.Files(folder).Where(IsWit));
                if (package.Count > 0) dependencies.Add(package);
            }
            dependencies.AddRange(files.Files(deps).Where(IsWit).Select(file => Parse(files, [file])));
        }
        return new Resolver(options ?? new WitOptions()).Resolve(path, root, dependencies);
    }

    /// <summary>Loads the package of a text.</summary>
    /// <param name="text">The text of a WIT file.</param>
    /// <param name="path">The path to show in messages.</param>
    /// <exception cref="WitException">The text breaks a rule of the format.</exception>
    public WitPackageSet LoadText(string text, string path = "<text>") => Load(new WitMemoryFiles().Add(path, text), path);

    private static List<AstFile> Package(WitFileSource files, string path)
    {
        if (files.HasFile(path)) return Parse(files, [path]);
        var package = Parse(files, files.Files(path).Where(IsWit));
        return package.Count > 0 ? package : throw new WitException(path, "there are no WIT files here");
    }

    private static List<AstFile> Parse(WitFileSource files, IEnumerable<string> paths) =>
        [.. paths.Select(path => Parser.Parse(new SourceText(path, files.Read(path))))];

    private static bool IsWit(string path) => path.EndsWith(Extension, StringComparison.Ordinal);

    private static string Join(string folder, string name) => folder.Length == 0 ? name : folder.TrimEnd('/') + "/" + name;
}
