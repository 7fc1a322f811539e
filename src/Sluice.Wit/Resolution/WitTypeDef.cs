using Sluice.Wit.Parsing;
using Sluice.Wit.Types;

namespace Sluice.Wit;

/// <summary>What defines a type.</summary>
public enum WitTypeDefKind : byte
{
    /// <summary><c>record</c></summary>
    Record,

    /// <summary><c>variant</c></summary>
    Variant,

    /// <summary><c>enum</c></summary>
    Enum,

    /// <summary><c>flags</c></summary>
    Flags,

    /// <summary><c>resource</c></summary>
    Resource,

    /// <summary><c>type … = …</c></summary>
    Alias,

    /// <summary><c>use</c>: the type is another interface's.</summary>
    Use,
}

/// <summary>A field of a record, or a parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Docs">Its documentation.</param>
public sealed record WitField(string Name, WitType Type, string? Docs);

/// <summary>A case of a variant or enum, or a flag.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its payload, if it has one.</param>
/// <param name="Docs">Its documentation.</param>
public sealed record WitCase(string Name, WitType? Type, string? Docs);

/// <summary>A resource of a WIT package.</summary>
public sealed class WitResourceType : ResourceType
{
    internal WitResourceType(WitTypeDef definition) => Definition = definition;

    /// <summary>The <c>resource</c> item.</summary>
    public WitTypeDef Definition { get; }

    /// <inheritdoc/>
    public override string Name => Definition.Name;
}

/// <summary>A named type of an interface or world.</summary>
public sealed class WitTypeDef
{
    internal WitTypeDef(string name, WitTypeDefKind kind, WitScope owner, AstHead head, SourceSpan span)
    {
        Name = name;
        Kind = kind;
        Owner = owner;
        Docs = head.Docs;
        Stability = head.Stability;
        ExternalId = head.ExternalId;
        Span = span;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What defines the type.</summary>
    public WitTypeDefKind Kind { get; }

    /// <summary>The interface or world whose namespace the name is in.</summary>
    public WitScope Owner { get; }

    /// <summary>The documentation comment.</summary>
    public string? Docs { get; }

    /// <summary>The gates.</summary>
    public WitStability Stability { get; }

    /// <summary>The name for the outside world, from <c>@external-id</c>.</summary>
    public string? ExternalId { get; }

    /// <summary>Where the name stands in the source.</summary>
    public SourceSpan Span { get; }

    /// <summary>The structure; of a resource the owned handle.</summary>
    public ValType Type { get; internal set; } = ValType.Bool;

    /// <summary>The fields of a record.</summary>
    public IReadOnlyList<WitField> Fields { get; internal set; } = [];

    /// <summary>The cases of a variant or enum, the names of flags.</summary>
    public IReadOnlyList<WitCase> Cases { get; internal set; } = [];

    /// <summary>The functions of a resource: constructor, methods and static ones.</summary>
    public IReadOnlyList<WitFunction> Functions { get; internal set; } = [];

    /// <summary>What an alias stands for.</summary>
    public WitType? Target { get; internal set; }

    /// <summary>What a <c>use</c> refers to.</summary>
    public WitTypeDef? Used { get; internal set; }

    /// <summary>The definition behind all <c>use</c> items.</summary>
    public WitTypeDef Origin
    {
        get
        {
            var def = this;
            while (def.Used is { } used) def = used;
            return def;
        }
    }

    /// <summary>Whether this is a resource: defined here, used from elsewhere, or another name for one.</summary>
    public bool IsResource
    {
        get
        {
            var def = Origin;
            while (def.Target?.Definition is { } target) def = target.Origin;
            return def.Kind == WitTypeDefKind.Resource;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Owner}.{Name}";
}
