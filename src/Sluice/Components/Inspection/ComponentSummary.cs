namespace Sluice;

/// <summary>What a component or core module says about itself, for people: what it needs, offers, contains and was made with.</summary>
public sealed record ComponentSummary
{
    /// <summary>Whether it is a component; else it is a core module.</summary>
    public required bool IsComponent { get; init; }

    /// <summary>The name that it gives itself, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The size of the binary format in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>What has to be linked, in order.</summary>
    public required IReadOnlyList<ExternSummary> Imports { get; init; }

    /// <summary>What the instance offers, in order.</summary>
    public required IReadOnlyList<ExternSummary> Exports { get; init; }

    /// <summary>The versions of WASI among the imports and exports, such as <c>0.2.4</c> and <c>0.3.0</c>, in order of appearance.</summary>
    public IReadOnlyList<string> WasiVersions => [.. Imports.Concat(Exports).Select(static item => item.WasiVersion).OfType<string>().Distinct()];

    /// <summary>The core modules, those of nested components included, in order; a core module is its own only one.</summary>
    public required IReadOnlyList<CoreModuleSummary> Modules { get; init; }

    /// <summary>How many components are nested in it, at any depth.</summary>
    public required int NestedComponents { get; init; }

    /// <summary>The canonical definitions, by their names in the text format: <c>lift</c>, <c>lower</c>, then the built-ins in the order of the binary format.</summary>
    public required IReadOnlyList<CanonicalSummary> Canonicals { get; init; }

    /// <summary>
    /// What is used beyond the first versions of the two formats: options and types of the Component Model, such as <c>async lower</c>
    /// or <c>stream</c>, and proposals of core WebAssembly, such as <c>bulk-memory</c>; in alphabetical order.
    /// </summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The tools that made it and its modules, from <c>producers</c> sections, each once.</summary>
    public required IReadOnlyList<Producer> Producers { get; init; }

    /// <summary>The names and sizes of its own custom sections.</summary>
    public required IReadOnlyList<CustomSectionSummary> CustomSections { get; init; }
}

/// <summary>An import or export.</summary>
/// <param name="Name">Its name, version and all; of a core import the second of its two names.</param>
/// <param name="Kind"><c>func</c>, <c>instance</c>, <c>type</c>, <c>component</c> or <c>module</c>; of a core module <c>func</c>, <c>table</c>, <c>memory</c>, <c>global</c> or <c>tag</c>.</param>
/// <param name="WasiVersion">The version if it is an interface of WASI that has one, else null.</param>
/// <param name="Type">The type of a function or core item, else null.</param>
/// <param name="Items">What an instance exports; empty for all others.</param>
public sealed record ExternSummary(string Name, string Kind, string? WasiVersion, string? Type, IReadOnlyList<ExternSummary> Items)
{
    /// <summary>Of a core import, the first of its two names; else null.</summary>
    public string? Module { get; init; }
}

/// <summary>A core module.</summary>
public sealed record CoreModuleSummary
{
    /// <summary>The indices of the nested components around it and then its own, such as <c>0/2</c>.</summary>
    public required string Path { get; init; }

    /// <summary>From its name section, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Where it starts in the outermost binary, in bytes.</summary>
    public required int Offset { get; init; }

    /// <summary>In bytes.</summary>
    public required int Size { get; init; }

    /// <summary>Of all function bodies, in bytes.</summary>
    public required int CodeSize { get; init; }

    /// <summary>Of all data segments, in bytes.</summary>
    public required int DataSize { get; init; }

    /// <summary>Of all custom sections, such as names and debugging information, in bytes.</summary>
    public required int CustomSize { get; init; }

    /// <summary>How many functions it defines.</summary>
    public required int Functions { get; init; }

    /// <summary>How many imports it has.</summary>
    public required int Imports { get; init; }

    /// <summary>How many exports it has.</summary>
    public required int Exports { get; init; }

    /// <summary>Its memories, imported ones first.</summary>
    public required IReadOnlyList<MemorySummary> Memories { get; init; }
}

/// <summary>A memory of a core module.</summary>
/// <param name="IsImported">Whether it comes from elsewhere: the limits are what is asked for.</param>
/// <param name="Minimum">In pages.</param>
/// <param name="Maximum">In pages; null without a limit.</param>
/// <param name="Is64">Whether addresses have 64 bits.</param>
/// <param name="PageSize">In bytes.</param>
public sealed record MemorySummary(bool IsImported, ulong Minimum, ulong? Maximum, bool Is64, int PageSize)
{
    /// <summary>In words, such as <c>i64 1..16 pages</c>.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(Is64 ? "i64 " : "")}{Minimum}..{Maximum} pages{(PageSize == 65536 ? "" : $" of {PageSize} bytes")}");
}

/// <summary>A kind of canonical definition.</summary>
/// <param name="Name">Its name in the text format, such as <c>lift</c> or <c>stream.read</c>.</param>
/// <param name="Count">How often it occurs.</param>
public sealed record CanonicalSummary(string Name, int Count);

/// <summary>A tool, language or SDK that took part.</summary>
/// <param name="Field"><c>language</c>, <c>processed-by</c> or <c>sdk</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; may be empty.</param>
public sealed record Producer(string Field, string Name, string Version);

/// <summary>A custom section.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Of its contents, in bytes.</param>
public sealed record CustomSectionSummary(string Name, int Size);
