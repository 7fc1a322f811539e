namespace Sluice;

/// <summary>What a component says about itself, for people: what it needs, offers, contains and was made with.</summary>
public sealed record ComponentSummary
{
    /// <summary>The name that the component gives itself, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The size of the binary format in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>What has to be linked, in order.</summary>
    public required IReadOnlyList<ExternSummary> Imports { get; init; }

    /// <summary>What the instance offers, in order.</summary>
    public required IReadOnlyList<ExternSummary> Exports { get; init; }

    /// <summary>The versions of WASI among the imports and exports, such as <c>0.2.4</c> and <c>0.3.0</c>, in order of appearance.</summary>
    public required IReadOnlyList<string> WasiVersions { get; init; }

    /// <summary>The core modules, those of nested components included, in order.</summary>
    public required IReadOnlyList<CoreModuleSummary> Modules { get; init; }

    /// <summary>How many components are nested in it.</summary>
    public required int NestedComponents { get; init; }

    /// <summary>The canonical built-ins that are used, by their names in the text format, in alphabetical order, each once.</summary>
    public required IReadOnlyList<string> Builtins { get; init; }

    /// <summary>Options and types beyond the synchronous Component Model that are used, such as <c>async lift</c> or <c>stream</c>; in alphabetical order.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The tools that made the component and its modules, from <c>producers</c> sections.</summary>
    public required IReadOnlyList<Producer> Producers { get; init; }

    /// <summary>The names and sizes of the component's own custom sections.</summary>
    public required IReadOnlyList<CustomSectionSummary> CustomSections { get; init; }
}

/// <summary>An import or export.</summary>
/// <param name="Name">Its name, version and all.</param>
/// <param name="Kind"><c>func</c>, <c>instance</c>, <c>type</c>, <c>component</c> or <c>module</c>.</param>
/// <param name="WasiVersion">The version if it is an interface of WASI that has one, else null.</param>
/// <param name="Type">The type of a function, else null.</param>
/// <param name="Items">What an instance exports; empty for all others.</param>
public sealed record ExternSummary(string Name, string Kind, string? WasiVersion, string? Type, IReadOnlyList<ExternSummary> Items);

/// <summary>A core module in a component.</summary>
/// <param name="Name">From its name section, or null.</param>
/// <param name="Size">In bytes.</param>
/// <param name="CodeSize">Of all function bodies, in bytes.</param>
/// <param name="Functions">Defined ones.</param>
/// <param name="Imports">How many imports it has.</param>
/// <param name="Exports">How many exports it has.</param>
public sealed record CoreModuleSummary(string? Name, int Size, int CodeSize, int Functions, int Imports, int Exports);

/// <summary>A tool, language or SDK that took part.</summary>
/// <param name="Field"><c>language</c>, <c>processed-by</c> or <c>sdk</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; may be empty.</param>
public sealed record Producer(string Field, string Name, string Version);

/// <summary>A custom section.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Of its contents, in bytes.</param>
public sealed record CustomSectionSummary(string Name, int Size);
