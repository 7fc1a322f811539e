namespace Sluice.Bindgen.Building;

/// <summary>How the C# of a world is named.</summary>
/// <param name="Namespace">Where the world's class lives; the interfaces' namespaces are below it.</param>
/// <param name="ClassName">The world's class, or null for the world's own name.</param>
/// <param name="Accessibility"><c>public</c> or <c>internal</c>.</param>
internal sealed record BindingOptions(string Namespace, string? ClassName, string Accessibility);
