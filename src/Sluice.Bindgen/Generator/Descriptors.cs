using Microsoft.CodeAnalysis;

namespace Sluice.Bindgen.Generator;

/// <summary>The diagnostics of the generator.</summary>
internal static class Descriptors
{
    public const string InvalidWit = "SLUICE001";
    public const string FileNotFound = "SLUICE002";
    public const string WorldNotFound = "SLUICE003";

    public const string DuplicateClass = "SLUICE004";

    private static readonly DiagnosticDescriptor[] All =
    [
        Error(InvalidWit, "The WIT text breaks a rule of the format"),
        Error(FileNotFound, "The .wit file is not part of the project"),
        Error(WorldNotFound, "The package has no such world"),
        Error(DuplicateClass, "Two worlds would have the same class"),
    ];

    public static DiagnosticDescriptor ById(string id) => All.First(descriptor => descriptor.Id == id);

    private static DiagnosticDescriptor Error(string id, string title) =>
        new(id, title, "{0}", "Sluice.Wit", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
