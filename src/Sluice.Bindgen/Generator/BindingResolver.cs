using Sluice.Bindgen.Building;
using Sluice.Bindgen.Model;
using Sluice.Wit;
using Sluice.Wit.Types;

namespace Sluice.Bindgen.Generator;

/// <summary>Resolves the world that a request names and makes its binding model.</summary>
internal static class BindingResolver
{
    public static BindingOutcome Resolve(BindingRequest request, Seq<WitSource> sources)
    {
        if (Find(request.Path, sources) is not { } path)
        {
            var known = sources.Count == 0 ? "the project has no .wit files" : "the project has " + string.Join(", ", sources.Select(source => source.Path));
            return Failed(new Complaint(Descriptors.FileNotFound,
                $"There is no .wit file or folder '{request.Path}' among the project's WitFile and AdditionalFiles items; {known}", request.Origin));
        }

        var files = new WitMemoryFiles();
        foreach (var source in sources) files.Add(source.Path, source.Text);
        WitPackageSet packages;
        try
        {
            packages = new WitLoader().Load(files, path);
        }
        catch (WitException error)
        {
            // A folder as a whole has no place.
            var place = error.Line > 0 ? new Place(error.Path, 0, error.Length, error.Line - 1, error.Column - 1) : request.Origin;
            return Failed(new Complaint(Descriptors.InvalidWit, error.Reason, place));
        }

        try
        {
            var world = packages.SelectWorld(request.World);
            var options = new BindingOptions(request.Namespace, request.ClassNamespace, request.ClassName, request.Accessibility, request.Waiting);
            return new BindingOutcome(BindingBuilder.Build(world, options), Seq<Complaint>.Empty);
        }
        catch (WitException error)
        {
            return Failed(new Complaint(Descriptors.WorldNotFound, error.Message, request.Origin ?? new Place(path, 0, 0, 0, 0)));
        }
    }

    /// <summary>The file or folder of that path, or the only one whose path ends with it.</summary>
    private static string? Find(string path, Seq<WitSource> sources)
    {
        var tail = "/" + path.TrimStart('.', '/');
        return sources.Select(source => source.Path).FirstOrDefault(file => file == path || file.EndsWith(tail, StringComparison.Ordinal))
            ?? sources.Select(source => FolderOf(source.Path)).FirstOrDefault(folder => folder == path || folder.EndsWith(tail, StringComparison.Ordinal));
    }

    private static string FolderOf(string file) => file.LastIndexOf('/') is var slash and > 0 ? file.Substring(0, slash) : "";

    private static BindingOutcome Failed(Complaint complaint) => new(null, Seq.Of(complaint));
}
