using Sluice.Wit.Parsing;
using Sluice.Wit.Types;

namespace Sluice.Wit;

/// <summary>What a function belongs to.</summary>
public enum WitFunctionKind : byte
{
    /// <summary>An interface or world.</summary>
    Freestanding,

    /// <summary>A resource; the first parameter is the borrowed <c>self</c>.</summary>
    Method,

    /// <summary>A resource, by name only.</summary>
    Static,

    /// <summary>A resource, of which it makes a new one.</summary>
    Constructor,
}

/// <summary>A function.</summary>
public sealed class WitFunction
{
    internal WitFunction(string itemName, WitFunctionKind kind, WitTypeDef? resource, AstHead head, SourceSpan span, IReadOnlyList<WitField> parameters, WitType? result, bool async)
    {
        ItemName = itemName;
        Kind = kind;
        Resource = resource;
        Docs = head.Docs;
        Stability = head.Stability;
        ExternalId = head.ExternalId;
        Span = span;
        Params = parameters;
        Result = result;
        Type = new FuncType(new Seq<Param>(parameters.Select(static p => new Param(p.Name, p.Type.Type))), result?.Type, async);
    }

    /// <summary>The name in the component, such as <c>[method]blob.read</c>.</summary>
    public string Name => Kind switch
    {
        WitFunctionKind.Method => $"[method]{Resource!.Name}.{ItemName}",
        WitFunctionKind.Static => $"[static]{Resource!.Name}.{ItemName}",
        WitFunctionKind.Constructor => $"[constructor]{Resource!.Name}",
        _ => ItemName,
    };

    /// <summary>The name in the source, such as <c>read</c>; <c>constructor</c> of a constructor.</summary>
    public string ItemName { get; }

    /// <summary>What the function belongs to.</summary>
    public WitFunctionKind Kind { get; }

    /// <summary>The resource that it belongs to, if it does.</summary>
    public WitTypeDef? Resource { get; }

    /// <summary>The documentation comment.</summary>
    public string? Docs { get; }

    /// <summary>The gates.</summary>
    public WitStability Stability { get; }

    /// <summary>The name for the outside world, from <c>@external-id</c>.</summary>
    public string? ExternalId { get; }

    /// <summary>Where the name stands in the source.</summary>
    public SourceSpan Span { get; }

    /// <summary>The parameters; a method's <c>self</c> is the first.</summary>
    public IReadOnlyList<WitField> Params { get; }

    /// <summary>The result, if there is one; the handle of a constructor.</summary>
    public WitType? Result { get; }

    /// <summary>Whether the function may block.</summary>
    public bool IsAsync => Type.Async;

    /// <summary>The structural type.</summary>
    public FuncType Type { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Type}";
}
