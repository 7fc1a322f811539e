// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#component-definitions

using Sluice.Modules;

namespace Sluice.Components.Definitions;

/// <summary>A decoded component, before validation. Indices are as in the binary: not checked yet.</summary>
internal sealed class ComponentDefinition
{
    /// <summary>The bytes of this component alone, from its preamble on.</summary>
    public required ReadOnlyMemory<byte> Binary { get; init; }

    /// <summary>Where <see cref="Binary"/> starts in the outermost component.</summary>
    public required int Offset { get; init; }

    /// <summary>What the sections define, in order. Index spaces grow along this list.</summary>
    public List<Definition> Definitions { get; } = [];

    /// <summary>Ranges are relative to <see cref="Binary"/>.</summary>
    public List<CustomSection> CustomSections { get; } = [];

    /// <summary>The component's own name from its <c>component-name</c> section, if it has a readable one.</summary>
    public string? Name { get; set; }
}

/// <summary>One definition of a component, or one declaration of a component or instance type.</summary>
internal abstract record Definition
{
    /// <summary>Byte offset in the outermost component.</summary>
    public required int Offset { get; init; }
}

/// <param name="Module">Decoded; its binary is a slice of the component's.</param>
/// <param name="Number">Its place among all modules of the outermost component.</param>
internal sealed record CoreModuleDefinition(ModuleDefinition Module, int Number) : Definition;

internal sealed record NestedComponentDefinition(ComponentDefinition Component) : Definition;

/// <summary>A core instance: a module instantiated with instances as arguments.</summary>
internal sealed record CoreInstantiateDefinition(uint ModuleIndex, CoreInstantiateArgument[] Arguments) : Definition;

internal sealed record CoreInstantiateArgument(string Name, uint InstanceIndex);

/// <summary>A core instance made of definitions that are there already.</summary>
internal sealed record CoreInlineInstanceDefinition(CoreInlineExport[] Exports) : Definition;

internal sealed record CoreInlineExport(string Name, SortIndex Item);

/// <summary>An instance: a component instantiated with arguments.</summary>
internal sealed record InstantiateDefinition(uint ComponentIndex, InstantiateArgument[] Arguments) : Definition;

internal sealed record InstantiateArgument(string Name, SortIndex Item);

/// <summary>An instance made of definitions that are there already.</summary>
internal sealed record InlineInstanceDefinition(InlineExport[] Exports) : Definition;

internal sealed record InlineExport(NameAttributes Name, SortIndex Item);

/// <summary>An export of an instance, or of a core instance if the sort is a core one (other than a module).</summary>
internal sealed record ExportAliasDefinition(Sort Sort, uint InstanceIndex, string Name, bool CoreInstance) : Definition;

/// <param name="Count">How many scopes outward; 0 is the current one.</param>
internal sealed record OuterAliasDefinition(Sort Sort, uint Count, uint Index) : Definition;

internal sealed record CoreTypeDefinition(CoreTypeSyntax Type) : Definition;

internal sealed record TypeDefinition(TypeSyntax Type) : Definition;

internal sealed record ImportDefinition(NameAttributes Name, ExternTypeSyntax Type) : Definition;

/// <param name="Ascribed">The type it is to be exported at, if it is not the item's own.</param>
internal sealed record ExportDefinition(NameAttributes Name, SortIndex Item, ExternTypeSyntax? Ascribed) : Definition;

/// <summary>An export in a component or instance type.</summary>
internal sealed record ExportDeclaration(NameAttributes Name, ExternTypeSyntax Type) : Definition;


/// <summary>An import's or export's name and what is said about it.</summary>
/// <param name="Name">The <c>externname</c>, not checked yet.</param>
/// <param name="Implements">The interface that an instance with a plain name implements.</param>
/// <param name="VersionSuffix">The rest of a version of which the name holds only the part that matters.</param>
/// <param name="ExternalId">A name given by other means than WIT.</param>
internal sealed record NameAttributes(string Name, string? Implements = null, string? VersionSuffix = null, string? ExternalId = null);
