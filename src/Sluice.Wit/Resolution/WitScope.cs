using Sluice.Wit.Parsing;

namespace Sluice.Wit;

/// <summary>An interface or world: what named types belong to.</summary>
public abstract class WitScope
{
    private protected WitScope(string? name, WitPackage package, AstHead head, SourceSpan span)
    {
        Name = name;
        Package = package;
        Docs = head.Docs;
        Stability = head.Stability;
        Span = span;
    }

    /// <summary>The name; null of an interface that is written in a world.</summary>
    public string? Name { get; }

    /// <summary>The name with the package's, such as <c>wasi:http/types@0.3.0</c>; null of an interface that is written in a world.</summary>
    public string? QualifiedName => Name is null ? null : Package.Name.Qualify(Name);

    /// <summary>The package.</summary>
    public WitPackage Package { get; }

    /// <summary>The documentation comment.</summary>
    public string? Docs { get; }

    /// <summary>The gates.</summary>
    public WitStability Stability { get; }

    /// <summary>Where the name stands in the source.</summary>
    public SourceSpan Span { get; }

    /// <summary>The types in their order in the source.</summary>
    public IReadOnlyList<WitTypeDef> Types { get; internal set; } = [];

    /// <inheritdoc/>
    public override string ToString() => QualifiedName ?? "interface";
}

/// <summary>An interface.</summary>
public sealed class WitInterface : WitScope
{
    internal WitInterface(string? name, WitPackage package, AstHead head, SourceSpan span) : base(name, package, head, span)
    {
    }

    /// <summary>The functions, resources' ones included, in their order in the source.</summary>
    public IReadOnlyList<WitFunction> Functions { get; internal set; } = [];

    /// <summary>The interfaces whose types this one uses, each once.</summary>
    public IReadOnlyList<WitInterface> Dependencies { get; internal set; } = [];
}
