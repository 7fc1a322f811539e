// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions
//
// Types as they are written: their parts are indices. Validation turns them into the types of Sluice.Wit.Types and of
// Components/Validation.

using Sluice.Types;
using PrimType = Sluice.Wit.Types.PrimType;

namespace Sluice.Components.Definitions;

/// <summary>A <c>deftype</c>.</summary>
internal abstract record TypeSyntax;

/// <summary>A <c>valtype</c>: a primitive type or the index of a defined one.</summary>
internal readonly record struct ValTypeSyntax(PrimType? Primitive, uint Index);

/// <summary>A <c>labelvaltype</c>.</summary>
internal sealed record LabelSyntax(string Label, ValTypeSyntax Type);

/// <summary>A <c>case</c>.</summary>
internal sealed record CaseSyntax(string Label, ValTypeSyntax? Type);

/// <summary>A <c>defvaltype</c>.</summary>
internal abstract record DefinedTypeSyntax : TypeSyntax;

internal sealed record PrimitiveSyntax(PrimType Type) : DefinedTypeSyntax;

internal sealed record RecordSyntax(LabelSyntax[] Fields) : DefinedTypeSyntax;

internal sealed record VariantSyntax(CaseSyntax[] Cases) : DefinedTypeSyntax;

internal sealed record ListSyntax(ValTypeSyntax Element) : DefinedTypeSyntax;

internal sealed record FixedListSyntax(ValTypeSyntax Element, uint Length) : DefinedTypeSyntax;

internal sealed record MapSyntax(ValTypeSyntax Key, ValTypeSyntax Value) : DefinedTypeSyntax;

internal sealed record TupleSyntax(ValTypeSyntax[] Types) : DefinedTypeSyntax;

internal sealed record FlagsSyntax(string[] Labels) : DefinedTypeSyntax;

internal sealed record EnumSyntax(string[] Labels) : DefinedTypeSyntax;

internal sealed record OptionSyntax(ValTypeSyntax Some) : DefinedTypeSyntax;

internal sealed record ResultSyntax(ValTypeSyntax? Ok, ValTypeSyntax? Error) : DefinedTypeSyntax;

/// <summary>An <c>own</c> or <c>borrow</c>.</summary>
internal sealed record HandleSyntax(bool Owned, uint ResourceIndex) : DefinedTypeSyntax;

/// <summary>A <c>stream</c> or <c>future</c>.</summary>
internal sealed record AsyncValueSyntax(bool Stream, ValTypeSyntax? Element) : DefinedTypeSyntax;

internal sealed record FuncTypeSyntax(LabelSyntax[] Params, ValTypeSyntax? Result, bool Async) : TypeSyntax;

internal sealed record ComponentTypeSyntax(Definition[] Declarations) : TypeSyntax;

internal sealed record InstanceTypeSyntax(Definition[] Declarations) : TypeSyntax;

/// <param name="Destructor">A core function index.</param>
internal sealed record ResourceSyntax(ValType Representation, uint? Destructor) : TypeSyntax;

/// <summary>An <c>externtype</c>.</summary>
/// <param name="Sort">Core module, function, value, type, component or instance.</param>
/// <param name="Index">A type index; null for a fresh resource type (<c>sub resource</c>).</param>
internal readonly record struct ExternTypeSyntax(Sort Sort, uint? Index)
{
    public bool IsFreshResource => Index is null;
}

/// <summary>A <c>core:deftype</c>.</summary>
internal abstract record CoreTypeSyntax;

/// <summary>A recursion group. Indices below its start refer to the enclosing core type index space.</summary>
internal sealed record CoreRecTypeSyntax(SubType[] Types) : CoreTypeSyntax;

internal sealed record CoreModuleTypeSyntax(ModuleDeclaration[] Declarations) : CoreTypeSyntax;

/// <summary>A <c>core:moduledecl</c>.</summary>
internal abstract record ModuleDeclaration;

internal sealed record ModuleTypeDeclaration(CoreRecTypeSyntax Type) : ModuleDeclaration;

internal sealed record ModuleImportDeclaration(string Module, string Name, ExternType Type) : ModuleDeclaration;

internal sealed record ModuleExportDeclaration(string Name, ExternType Type) : ModuleDeclaration;

internal sealed record ModuleOuterAliasDeclaration(uint Count, uint Index) : ModuleDeclaration;
