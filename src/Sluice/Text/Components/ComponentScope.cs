// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#index-spaces

using Sluice.Binary;
using Sluice.Components.Definitions;

namespace Sluice.Text.Components;

internal enum ScopeKind : byte
{
    Component,
    /// <summary>A component or instance type: definitions are declarators.</summary>
    Type,
    /// <summary>A core module type: it has core types alone.</summary>
    ModuleType,
}

/// <summary>A component or type while it is read: its index spaces, and its binary as far as it goes.</summary>
internal sealed class ComponentScope
{
    private readonly IndexSpace[] spaces;
    private readonly ByteWriter output = new();
    private ByteWriter section = new();
    private byte sectionId;
    private int sectionCount;

    public ComponentScope(ScopeKind kind, ComponentScope? parent, string? identifier)
    {
        Kind = kind;
        Parent = parent;
        Identifier = identifier;
        spaces = [.. Enum.GetValues<Sort>().Select(sort => new IndexSpace(Describe(sort), name => AliasOuter(sort, name)))];
    }

    public ScopeKind Kind { get; }
    public ComponentScope? Parent { get; }
    public string? Identifier { get; }

    public IndexSpace this[Sort sort] => spaces[(int)sort];

    public static string Describe(Sort sort) => sort.IsCore() ? $"core {sort.Name()}" : sort.Name();

    public static bool IsOuterAliasable(Sort sort) => sort is Sort.CoreModule or Sort.CoreType or Sort.Type or Sort.Component;

    /// <summary>Adds a definition: to the last section if it has the same id, or as a declarator.</summary>
    public void Emit(DefinitionKind kind, ByteWriter contents)
    {
        if (Kind == ScopeKind.Component)
        {
            byte id = kind.SectionId;
            if (sectionCount > 0 && sectionId != id) FlushSection();
            sectionId = id;
        }
        else
        {
            section.Byte(Kind == ScopeKind.ModuleType ? kind.ModuleDeclarator : kind.Declarator);
        }
        sectionCount++;
        section.Bytes(contents.Span);
    }

    /// <summary>Adds a section that is not a vector: a module, a nested component, custom contents.</summary>
    public void EmitWhole(byte id, ReadOnlySpan<byte> contents)
    {
        FlushSection();
        output.Byte(id);
        output.Blob(contents);
    }

    private void FlushSection()
    {
        if (sectionCount == 0) return;
        var contents = new ByteWriter();
        contents.Unsigned(sectionCount);
        contents.Bytes(section.Span);
        output.Section(sectionId, contents);
        section = new ByteWriter();
        sectionCount = 0;
    }

    /// <summary>The sections of a component.</summary>
    public ReadOnlySpan<byte> FinishSections()
    {
        FlushSection();
        return output.Span;
    }

    /// <summary>The vector of declarators of a type.</summary>
    public ReadOnlySpan<byte> FinishDeclarators()
    {
        output.Unsigned(sectionCount);
        output.Bytes(section.Span);
        return output.Span;
    }

    /// <summary>Makes an outer definition known here, if there is one of that name.</summary>
    private int? AliasOuter(Sort sort, string identifier)
    {
        if (!IsOuterAliasable(sort)) return null;
        int count = 1;
        for (var scope = Parent; scope is not null; scope = scope.Parent, count++)
        {
            if (scope[sort].TryFindOwn(identifier, out int index)) return EmitOuterAlias(sort, count, index);
        }
        return null;
    }

    private int EmitOuterAlias(Sort sort, int count, int index)
    {
        var alias = OuterAlias(sort, count, index);
        Emit(DefinitionKind.Alias, alias);
        this[sort].Add(1);
        return this[sort].Count - 1;
    }

    /// <summary>The encoding of an alias; module types know core sorts only and do not say so.</summary>
    public ByteWriter OuterAlias(Sort sort, int count, int index)
    {
        var alias = new ByteWriter();
        if (Kind == ScopeKind.ModuleType)
        {
            alias.Bytes([0x10, 0x01]);
        }
        else
        {
            alias.Sort(sort);
            alias.Byte(0x02);
        }
        alias.Unsigned(count);
        alias.Unsigned(index);
        return alias;
    }

    /// <summary>Whether an enclosing scope has a definition of that name and sort.</summary>
    public bool IsBoundOutside(Sort sort, string identifier)
    {
        for (var scope = Parent; scope is not null; scope = scope.Parent)
        {
            if (scope[sort].TryFindOwn(identifier, out _)) return true;
        }
        return false;
    }
}

/// <param name="SectionId">Where it goes in a component.</param>
/// <param name="Declarator">How it starts in a component or instance type.</param>
/// <param name="ModuleDeclarator">How it starts in a core module type.</param>
internal readonly record struct DefinitionKind(byte SectionId, byte Declarator, byte ModuleDeclarator)
{
    private const byte None = 0xff;

    public static readonly DefinitionKind CoreInstance = new(2, None, None);
    public static readonly DefinitionKind CoreType = new(3, 0x00, 0x01);
    public static readonly DefinitionKind Instance = new(5, None, None);
    public static readonly DefinitionKind Alias = new(6, 0x02, 0x02);
    public static readonly DefinitionKind Type = new(7, 0x01, None);
    public static readonly DefinitionKind Canonical = new(8, None, None);
    public static readonly DefinitionKind Import = new(10, 0x03, 0x00);
    public static readonly DefinitionKind Export = new(11, 0x04, 0x03);
}

internal static class SortBytes
{
    public static void Sort(this ByteWriter writer, Sort sort)
    {
        var (_, core, code, _) = Sorts.Rows[(int)sort];
        if (core) writer.Byte(0x00);
        writer.Byte(code);
    }
}
