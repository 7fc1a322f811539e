// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#alias-definitions

using Sluice.Binary;
using Sluice.Components.Definitions;

namespace Sluice.Text.Components;

internal sealed partial class ComponentParser
{
    private bool AtIndex => reader.Kind is TokenKind.Natural or TokenKind.Identifier;

    /// <summary>A number or an identifier.</summary>
    private int Index(Sort sort)
    {
        if (reader.Kind == TokenKind.Natural) return (int)Math.Min(reader.Natural32(), int.MaxValue);
        var at = reader.Current;
        string identifier = reader.TryIdentifier() ?? throw reader.Unexpected();
        if (scope[sort].TryFind(identifier, out int index)) return index;
        throw reader.Error(
            scope.IsBoundOutside(sort, identifier) ? $"outer item `{identifier}` is not a module, type, or component" : $"unknown {ComponentScope.Describe(sort)} ${identifier}", at);
    }

    /// <summary><c>$x</c>, <c>(sort $x)</c> or <c>(sort $instance "export" …)</c>; core sorts with or without <c>core</c>.</summary>
    private int Reference(Sort sort)
    {
        if (!reader.AtLeft) return Index(sort);
        reader.Advance();
        reader.TryKeyword("core"u8);
        var at = reader.Current;
        if (reader.AnyKeyword() != sort.Name()) throw reader.Error("unexpected token", at);
        int index = ReferenceBody(sort);
        reader.Close();
        return index;
    }

    /// <summary>A reference of any sort that components import and export.</summary>
    private SortIndex ExternReference()
    {
        reader.Left();
        var sort = ExternSort();
        int index = ReferenceBody(sort);
        reader.Close();
        return new(sort, (uint)index);
    }

    private Sort ExternSort()
    {
        var at = reader.Current;
        bool core = reader.TryKeyword("core"u8);
        string keyword = reader.AnyKeyword();
        return FindSort(core, keyword) ?? throw reader.Error("unexpected token", at);
    }

    private static Sort? FindSort(bool core, string name)
    {
        foreach (var row in Sorts.Rows)
        {
            if (row.Core == core && row.Name == name) return row.Sort;
        }
        return null;
    }

    /// <summary>An index, or an instance and the names that lead from it; the aliases that those stand for are defined on the way.</summary>
    private int ReferenceBody(Sort sort)
    {
        var at = reader.Position;
        if (!AtIndex) throw reader.Unexpected();
        reader.Advance();
        bool projects = reader.Kind == TokenKind.String;
        reader.Position = at;
        if (!projects) return Index(sort);

        bool fromCoreInstance = sort.IsCore() && sort is not (Sort.CoreModule or Sort.CoreType or Sort.CoreInstance);
        int index = Index(fromCoreInstance ? Sort.CoreInstance : Sort.Instance);
        while (true)
        {
            string name = reader.Name();
            bool last = reader.Kind != TokenKind.String;
            if (last || fromCoreInstance) return AliasExport(sort, index, name, fromCoreInstance, null, reader.Current);
            index = AliasExport(Sort.Instance, index, name, false, null, reader.Current);
        }
    }

    private int AliasExport(Sort sort, int instance, string name, bool core, string? identifier, Token at)
    {
        var alias = new ByteWriter();
        alias.Sort(sort);
        alias.Byte(core ? (byte)0x01 : (byte)0x00);
        alias.Unsigned(instance);
        alias.Name(name);
        return Define(DefinitionKind.Alias, alias, sort, identifier, at);
    }

    /// <summary><c>(alias export …)</c>, <c>(alias core export …)</c>, <c>(alias outer …)</c></summary>
    private void Alias()
    {
        var at = reader.Current;
        if (reader.TryKeyword("outer"u8))
        {
            OuterAlias();
            return;
        }
        bool core = reader.TryKeyword("core"u8);
        if (!reader.TryKeyword("export"u8)) throw reader.Unexpected();
        int instance = Index(core ? Sort.CoreInstance : Sort.Instance);
        string name = reader.Name();
        reader.Left();
        var sort = ExternSort();
        if (core != (sort.IsCore() && sort != Sort.CoreModule)) throw reader.Error("unexpected token", at);
        var identifierAt = reader.Current;
        AliasExport(sort, instance, name, core, reader.TryIdentifier(), identifierAt);
        reader.Close();
    }

    private void OuterAlias()
    {
        var at = reader.Current;
        var target = scope;
        int count = 0;
        if (reader.TryIdentifier() is { } name)
        {
            while (target is not null && target.Identifier != name)
            {
                target = target.Parent;
                count++;
            }
            if (target is null) throw reader.Error($"outer component `{name}` not found", at);
        }
        else
        {
            count = (int)Math.Min(reader.Natural32(), int.MaxValue);
            for (int i = 0; i < count && target is not null; i++) target = target.Parent;
        }

        // The index is read in the space that the sort behind it names.
        int indexPosition = reader.Position;
        reader.Advance();
        reader.Left();
        var sortAt = reader.Current;
        var sort = ExternSort();
        if (scope.Kind == ScopeKind.ModuleType && sort == Sort.Type) sort = Sort.CoreType;
        if (!ComponentScope.IsOuterAliasable(sort)) throw reader.Error("unexpected token", sortAt);
        var identifierAt = reader.Current;
        string? identifier = reader.TryIdentifier();
        reader.Close();
        int end = reader.Position;

        reader.Position = indexPosition;
        at = reader.Current;
        int index;
        if (reader.TryIdentifier() is not { } item) index = (int)Math.Min(reader.Natural32(), int.MaxValue);
        else if (target is null || !target[sort].TryFind(item, out index)) throw reader.Error($"unknown {ComponentScope.Describe(sort)} ${item}", at);
        reader.Position = end;

        Define(DefinitionKind.Alias, scope.OuterAlias(sort, count, index), sort, identifier, identifierAt);
    }

    /// <summary><c>(alias export $i "x")</c> inside of the definition that it makes.</summary>
    private bool TryInlineAlias(Sort sort, string? identifier, Token at)
    {
        if (!reader.TryOpen("alias"u8)) return false;
        bool core = reader.TryKeyword("core"u8);
        reader.Keyword("export"u8);
        int instance = Index(core || sort.IsCore() ? Sort.CoreInstance : Sort.Instance);
        AliasExport(sort, instance, reader.Name(), sort.IsCore(), identifier, at);
        reader.Close();
        return true;
    }

    /// <summary><c>(core memory $m (alias core export $i "mem"))</c></summary>
    private void CoreAliasField(Sort sort)
    {
        var at = reader.Current;
        string? identifier = reader.TryIdentifier();
        if (!TryInlineAlias(sort, identifier, at)) throw reader.Unexpected();
    }
}
