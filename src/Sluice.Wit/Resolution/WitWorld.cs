using Sluice.Wit.Parsing;

namespace Sluice.Wit;

/// <summary>An import or export of a world: an interface, a function or a type.</summary>
public sealed class WitWorldItem
{
    /// <summary>The name in the component: an interface's qualified name or a plain one.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Whether the name is a plain one, not an interface's.</summary>
    public bool IsPlain { get; internal init; }

    /// <summary>
    /// Whether nobody wrote it: an interface that is there because other items use its types.
    /// </summary>
    public bool IsImplicit { get; internal init; }

    /// <summary>The interface, if it is one. One with a plain name of its own and a name here is imported as <c>name: path</c>.</summary>
    public WitInterface? Interface { get; internal init; }

    /// <summary>The function, if it is one.</summary>
    public WitFunction? Function { get; internal init; }

    /// <summary>The type, if it is one; imports only.</summary>
    public WitTypeDef? Type { get; internal init; }

    /// <summary>The documentation comment before the import or export.</summary>
    public string? Docs { get; internal init; }

    /// <summary>The gates before the import or export.</summary>
    public WitStability Stability { get; internal init; } = WitStability.None;

    /// <summary>The name for the outside world, from <c>@external-id</c>.</summary>
    public string? ExternalId { get; internal init; }

    /// <summary>Where the item stands in the source.</summary>
    public SourceSpan Span { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A world: what a component imports and exports. All interfaces that it needs are listed, in the order of their dependencies.</summary>
public sealed class WitWorld : WitScope
{
    internal WitWorld(string name, WitPackage package, AstHead head, SourceSpan span) : base(name, package, head, span)
    {
    }

    // What the world lists itself, in the order of the source: from these a printed world gets the same order of all items again.
    internal IReadOnlyList<WitWorldItem> ListedImports { get; set; } = [];

    internal IReadOnlyList<WitWorldItem> ListedExports { get; set; } = [];

    /// <summary>The imports: interfaces, then types, then functions.</summary>
    public IReadOnlyList<WitWorldItem> Imports { get; internal set; } = [];

    /// <summary>The exports: functions, then interfaces.</summary>
    public IReadOnlyList<WitWorldItem> Exports { get; internal set; } = [];
}
