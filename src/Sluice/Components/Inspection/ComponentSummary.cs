using Sluice.Types;

namespace Sluice.Components.Inspection;

/// <summary>What there is to know about a component or module without running it. Made by <see cref="Inspector"/>.</summary>
internal sealed record ComponentSummary
{
    /// <summary>Whether it is a component; else it is a core module.</summary>
    public required bool IsComponent { get; init; }

    /// <summary>The name that it gives itself.</summary>
    public required string? Name { get; init; }

    /// <summary>In bytes.</summary>
    public required int Size { get; init; }

    public required IReadOnlyList<ExternSummary> Imports { get; init; }

    public required IReadOnlyList<ExternSummary> Exports { get; init; }

    /// <summary>The core modules, those of nested components included; a module alone is its own only one.</summary>
    public required IReadOnlyList<ModuleSummary> Modules { get; init; }

    /// <summary>How many components are nested in it, at any depth.</summary>
    public required int NestedComponents { get; init; }

    /// <summary>How often each canonical definition occurs, by its name in the text format, in the order of the binary format.</summary>
    public required IReadOnlyList<(string Name, int Count)> Canonicals { get; init; }

    /// <summary>What it needs beyond the first version of each format.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The tools that made it and its modules, each once.</summary>
    public required IReadOnlyList<ProducerSummary> Producers { get; init; }

    /// <summary>The component's own custom sections.</summary>
    public required IReadOnlyList<SectionSummary> CustomSections { get; init; }

    /// <summary>The versions of WASI that its imports and exports name, oldest first.</summary>
    public IEnumerable<Wit.SemVersion> WasiVersions => Imports.Concat(Exports).Select(static e => e.WasiVersion).OfType<Wit.SemVersion>().Distinct().Order();
}

/// <summary>An import or export.</summary>
/// <param name="Module">Of a core import, the first of its two names.</param>
/// <param name="Kind">What it is, such as <c>instance</c> or <c>func</c>.</param>
/// <param name="Type">Its type, where that is short.</param>
/// <param name="Items">Of an instance, what is in it.</param>
internal sealed record ExternSummary(string? Module, string Name, string Kind, string? Type, IReadOnlyList<string> Items)
{
    /// <summary>The version, if it is an interface of WASI.</summary>
    public Wit.SemVersion? WasiVersion
    {
        get
        {
            if (!Name.StartsWith("wasi:", StringComparison.Ordinal)) return null;
            var at = Name.IndexOf('@', StringComparison.Ordinal);
            return at >= 0 && Wit.SemVersion.TryParse(Name[(at + 1)..], out var version) ? version : null;
        }
    }
}

/// <summary>A core module.</summary>
/// <param name="Path">The indices of the nested components around it, and its own, such as <c>0/2</c>.</param>
/// <param name="Offset">Where it starts in the outermost binary.</param>
/// <param name="Size">In bytes.</param>
/// <param name="CodeSize">Bytes of function bodies.</param>
/// <param name="DataSize">Bytes of data segments.</param>
/// <param name="CustomSize">Bytes of custom sections: names, debugging information.</param>
/// <param name="Functions">How many functions it defines.</param>
internal sealed record ModuleSummary(
    string Path, string? Name, int Offset, int Size, int CodeSize, int DataSize, int CustomSize, int Functions, int Imports, int Exports, IReadOnlyList<MemorySummary> Memories);

/// <param name="Imported">Whether it comes from elsewhere, so that the limits are what is asked for.</param>
internal sealed record MemorySummary(bool Imported, MemoryType Type);

/// <summary>An entry of a <c>producers</c> custom section.</summary>
/// <param name="Field"><c>language</c>, <c>processed-by</c> or <c>sdk</c>.</param>
internal sealed record ProducerSummary(string Field, string Name, string Version);

/// <param name="Size">In bytes.</param>
internal sealed record SectionSummary(string Name, int Size);
