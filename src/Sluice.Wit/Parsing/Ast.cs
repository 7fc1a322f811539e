// What the grammar of WIT says, names still unresolved.

using Sluice.Wit.Types;

namespace Sluice.Wit.Parsing;

internal sealed record AstId(string Name, SourceSpan Span);

/// <summary>What stands before an item: documentation, gates, the external name.</summary>
internal sealed record AstHead(string? Docs, WitStability Stability, string? ExternalId);

/// <summary>An interface or world by its name: alone, or after a package's.</summary>
internal sealed record AstPath(PackageName? Package, AstId Name, SourceSpan Span);

/// <summary>A type: a name, or a kind with arguments. Of <c>own</c> and <c>borrow</c> the name is the resource's.</summary>
internal sealed record AstType(ValKind? Kind, AstId? Name, AstType?[] Arguments, uint Length, SourceSpan Span);

/// <summary>A field, case, flag or parameter.</summary>
internal sealed record AstMember(AstId Name, AstType? Type, string? Docs);

internal sealed record AstRename(AstId Name, AstId? As)
{
    public AstId Local => As ?? Name;
}

internal abstract record AstItem(AstHead Head);

internal sealed record AstUse(AstHead Head, AstPath From, List<AstRename> Names) : AstItem(Head);

/// <summary>A type definition: an alias of <paramref name="Alias"/>, or members, or a resource with functions.</summary>
internal sealed record AstTypeDef(
    AstHead Head, AstId Name, WitTypeDefKind Kind, AstType? Alias, List<AstMember> Members, List<AstFunc> Functions) : AstItem(Head);

internal sealed record AstFunc(
    AstHead Head, AstId Name, WitFunctionKind Kind, bool Async, List<AstMember> Params, AstType? Result) : AstItem(Head);

internal sealed record AstInterface(AstHead Head, AstId? Name, List<AstItem> Items) : AstItem(Head);

internal sealed record AstWorld(AstHead Head, AstId Name, List<AstItem> Items) : AstItem(Head);

/// <summary>An import or export: a path alone; or a name with a function, an interface or a path.</summary>
internal sealed record AstExtern(AstHead Head, bool Import, AstId? Name, AstFunc? Func, AstInterface? Interface, AstPath? Path) : AstItem(Head);

internal sealed record AstInclude(AstHead Head, AstPath World, List<AstRename> Names) : AstItem(Head);

internal sealed record AstTopLevelUse(AstPath Path, AstId Local);

/// <summary>The part of a package that a file or a nested package holds; top-level <c>use</c> items hold for it alone.</summary>
internal sealed class AstScope
{
    public List<AstTopLevelUse> Uses { get; } = [];

    public List<AstInterface> Interfaces { get; } = [];

    public List<AstWorld> Worlds { get; } = [];

    /// <summary>The tokens, to tell whether two copies of a package are the same.</summary>
    public string Fingerprint { get; set; } = "";

    public bool IsEmpty => Uses.Count + Interfaces.Count + Worlds.Count == 0;
}

internal sealed class AstNestedPackage(PackageName name, SourceSpan span, string? docs)
{
    public PackageName Name => name;

    public SourceSpan Span => span;

    public string? Docs => docs;

    public AstScope Scope { get; } = new();
}

internal sealed class AstFile(SourceText source)
{
    public SourceText Source => source;

    public PackageName? Package { get; set; }

    public SourceSpan PackageSpan { get; set; }

    public string? PackageDocs { get; set; }

    public AstScope Scope { get; } = new();

    public List<AstNestedPackage> Nested { get; } = [];
}
