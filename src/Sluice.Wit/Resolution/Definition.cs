using Sluice.Wit.Parsing;

namespace Sluice.Wit.Resolution;

internal enum Progress : byte
{
    Untouched,
    Started,
    Done,
}

/// <summary>A package while its names are being resolved.</summary>
internal sealed class PackageEntry(PackageName name, SourceSpan span, string? docs)
{
    public PackageName Name => name;

    public SourceSpan Span => span;

    public WitPackage Package { get; } = new(name, docs);

    public List<AstScope> Scopes { get; } = [];

    public Dictionary<string, Definition> Items { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<(PackageName Name, SourceSpan Span)> References { get; } = [];

    public string Fingerprint => string.Concat(Scopes.Select(static s => s.Fingerprint).OrderBy(static f => f, StringComparer.Ordinal));
}

/// <summary>An interface or world of a package while its names are being resolved.</summary>
internal sealed class Definition(PackageEntry package, AstScope scope, AstId name, AstInterface? @interface, AstWorld? world)
{
    public PackageEntry Package => package;

    public AstScope Scope => scope;

    public AstId Name => name;

    public AstInterface? InterfaceAst => @interface;

    public AstWorld? WorldAst => world;

    /// <summary>Whether a gate leaves it out.</summary>
    public bool Excluded { get; set; }

    public Progress Progress { get; set; }

    public WitInterface? Interface { get; set; }

    public WitWorld? World { get; set; }

    /// <summary>The names in the interface, to tell a <c>use</c> of one that is missing why it is.</summary>
    public TypeScope? Types { get; set; }
}
