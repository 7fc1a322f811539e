namespace Sluice;

/// <summary>Asks the binding generator (package <c>Sluice.Bindgen</c>) for the bindings of a WIT world, in the annotated partial class.</summary>
/// <param name="path">
/// The .wit file, or the folder of a package, as its path ends among the project's <c>WitFile</c> or <c>AdditionalFiles</c> items.
/// </param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WitWorldAttribute(string path) : Attribute
{
    /// <summary>The .wit file or folder.</summary>
    public string Path { get; } = path;

    /// <summary>The world; it may be left out where the package has only one. A world of a dependency is named in full: <c>wasi:cli/command@0.3.0</c>.</summary>
    public string? World { get; init; }

    /// <summary>
    /// The namespace of the world's own types and imports, and above those of its interfaces; by default that of the annotated class, which
    /// stays where it is.
    /// </summary>
    public string? Namespace { get; init; }

    /// <summary>
    /// Imported functions that are not <c>async</c> in WIT and yet wait, separated by spaces: <c>wasi:io/poll/poll wasi:io/streams/*blocking-*</c>.
    /// The host implements them as <see cref="ValueTask"/>s; the guest's stack is kept while they wait.
    /// </summary>
    public string? Waiting { get; init; }
}
