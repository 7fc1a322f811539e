using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Sluice.Bindgen.Model;
using Sluice.Wit.Types;

namespace Sluice.Bindgen.Generator;

/// <summary>A .wit file of the project.</summary>
internal sealed record WitSource(string Path, string Text);

/// <summary>A wish for bindings: from an attribute or a <c>WitFile</c> item.</summary>
/// <param name="Path">The .wit file or the folder of a package; a relative one is looked for among the project's .wit files.</param>
/// <param name="World">The world, or null for the package's only one.</param>
/// <param name="Namespace">See <see cref="Building.BindingOptions"/>, as for what follows.</param>
/// <param name="Origin">Where the wish stands; none for an item.</param>
internal sealed record BindingRequest(string Path, string? World, string Namespace, string ClassNamespace, string? ClassName, string Accessibility, Seq<string> Waiting, Place? Origin);

/// <summary>A place in a file, by value.</summary>
internal sealed record Place(string Path, int Start, int Length, int Line, int Column)
{
    public static Place? Of(Location location) => location.SourceTree is null
        ? null
        : new Place(location.SourceTree.FilePath, location.SourceSpan.Start, location.SourceSpan.Length,
            location.GetLineSpan().StartLinePosition.Line, location.GetLineSpan().StartLinePosition.Character);

    public Location ToLocation() => Location.Create(
        Path, new TextSpan(Start, Length), new LinePositionSpan(new LinePosition(Line, Column), new LinePosition(Line, Column + Length)));
}

/// <summary>A diagnostic, by value.</summary>
internal sealed record Complaint(string Id, string Message, Place? Place);

/// <summary>What became of a wish.</summary>
internal sealed record BindingOutcome(WorldBinding? World, Seq<Complaint> Complaints);
