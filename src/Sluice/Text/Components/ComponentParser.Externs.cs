// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#import-and-export-definitions

using Sluice.Binary;
using Sluice.Components.Definitions;

namespace Sluice.Text.Components;

internal sealed partial class ComponentParser
{
    private void ImportField()
    {
        var name = ExternName();
        reader.Left();
        var sort = ExternSort();
        var at = reader.Current;
        string? identifier = reader.TryIdentifier();
        ImportAs(name, sort, identifier, at);
        reader.Close();
    }

    /// <summary>An import whose type follows without parentheses and sort.</summary>
    private void ImportAs(ByteWriter name, Sort sort, string? identifier, Token at)
    {
        var type = ExternTypeBody(sort, identifier);
        var import = new ByteWriter();
        import.Bytes(name.Span);
        import.Bytes(type.Span);
        Define(DefinitionKind.Import, import, sort, identifier, at);
    }

    private void ExportField()
    {
        var at = reader.Current;
        string? identifier = reader.TryIdentifier();
        var name = ExternName();
        var item = ExternReference();
        var ascribed = reader.AtLeft ? ExternType(out _, out _) : null;
        var export = new ByteWriter();
        export.Bytes(name.Span);
        export.Sort(item.Sort);
        export.Unsigned((ulong)item.Index);
        export.Byte(ascribed is null ? (byte)0 : (byte)1);
        if (ascribed is not null) export.Bytes(ascribed.Span);
        Define(DefinitionKind.Export, export, item.Sort, identifier, at);
    }

    /// <summary>An export in a component or instance type.</summary>
    private void ExportDeclaration()
    {
        var name = ExternName();
        var type = ExternType(out var sort, out string? identifier);
        var at = reader.Current;
        var export = new ByteWriter();
        export.Bytes(name.Span);
        export.Bytes(type.Span);
        Define(DefinitionKind.Export, export, sort, identifier, at);
    }

    /// <summary>A name and its attributes, encoded.</summary>
    private ByteWriter ExternName()
    {
        string name = reader.Name();
        var attributes = new SectionBuilder();
        int seen = 0;
        while (AttributeCode() is { } code)
        {
            if ((seen & 1 << code) != 0) throw reader.Error("unexpected token");
            seen |= 1 << code;
            reader.Advance();
            reader.Advance();
            var attribute = attributes.Next();
            attribute.Byte((byte)code);
            attribute.Name(reader.Name());
            reader.Close();
        }

        var result = new ByteWriter();
        var encoded = attributes.Finish();
        result.Byte(encoded is null ? (byte)0x00 : (byte)0x02);
        result.Name(name);
        if (encoded is not null) result.Bytes(encoded.Span);
        return result;
    }

    private int? AttributeCode() => reader.PeekOpen() switch
    {
        "implements" => 0,
        "versionsuffix" => 1,
        "external-id" => 2,
        _ => null,
    };

    /// <summary>Whether a parenthesis with that keyword holds nothing but a name and attributes.</summary>
    private bool IsInline(ReadOnlySpan<byte> keyword)
    {
        if (!reader.IsOpen(keyword)) return false;
        int start = reader.Position;
        reader.Advance();
        reader.Advance();
        bool inline = reader.Kind == TokenKind.String;
        if (inline)
        {
            reader.Advance();
            while (AttributeCode() is not null) reader.SkipParenthesized();
            inline = reader.AtRight;
        }
        reader.Position = start;
        return inline;
    }

    /// <summary>The <c>(export "x")</c>s of a definition.</summary>
    private List<ByteWriter> InlineExportNames()
    {
        var names = new List<ByteWriter>();
        while (IsInline("export"u8))
        {
            reader.Open("export"u8);
            names.Add(ExternName());
            reader.Close();
        }
        return names;
    }

    private bool TryInlineImport(out ByteWriter name)
    {
        name = null!;
        if (!IsInline("import"u8)) return false;
        reader.Open("import"u8);
        name = ExternName();
        reader.Close();
        return true;
    }

    /// <summary>Exports what was defined last.</summary>
    private void ExportLast(List<ByteWriter> names, Sort sort)
    {
        int index = scope[sort].Count - 1;
        foreach (var name in names)
        {
            var export = new ByteWriter();
            export.Bytes(name.Span);
            export.Sort(sort);
            export.Unsigned(index);
            export.Byte(0);
            Define(DefinitionKind.Export, export, sort, null, reader.Current);
        }
    }

    // External types

    /// <summary><c>(sort $id? type)</c>, encoded.</summary>
    private ByteWriter ExternType(out Sort sort, out string? identifier)
    {
        reader.Left();
        sort = ExternSort();
        identifier = reader.TryIdentifier();
        var type = ExternTypeBody(sort, identifier);
        reader.Close();
        return type;
    }

    /// <summary>An external type after its sort and identifier.</summary>
    private ByteWriter ExternTypeBody(Sort sort, string? identifier)
    {
        var type = new ByteWriter();
        switch (sort)
        {
            case Sort.Type:
                type.Sort(sort);
                if (reader.TryOpen("eq"u8))
                {
                    int equal = Reference(Sort.Type);
                    type.Byte(0x00);
                    type.Unsigned(equal);
                }
                else
                {
                    reader.Open("sub"u8);
                    reader.Keyword("resource"u8);
                    type.Byte(0x01);
                }
                reader.Close();
                break;
            case Sort.CoreModule:
                int module = reader.IsOpen("type"u8) && IsTypeUse() ? TypeUse(Sort.CoreType) : InlineModuleType();
                type.Sort(sort);
                type.Unsigned(module);
                break;
            case Sort.Function or Sort.Component or Sort.Instance:
                int index = reader.IsOpen("type"u8) && IsTypeUse() ? TypeUse(Sort.Type) : InlineType(sort, identifier);
                type.Sort(sort);
                type.Unsigned(index);
                break;
            case Sort.Value:
                throw reader.Error("component values are not supported");
            default:
                throw reader.Error("unexpected token");
        }
        return type;
    }

    /// <summary>Whether <c>(type …)</c> is a reference and not a declarator: it holds an index and ends, or goes on with names.</summary>
    private bool IsTypeUse()
    {
        int start = reader.Position;
        reader.Advance();
        reader.Advance();
        bool use = AtIndex;
        if (use)
        {
            reader.Advance();
            use = reader.AtRight || reader.Kind == TokenKind.String;
        }
        reader.Position = start;
        return use;
    }

    private int TypeUse(Sort sort)
    {
        reader.Open("type"u8);
        int index = ReferenceBody(sort);
        reader.Close();
        return index;
    }

    /// <summary>Defines the type that is written out where a type use could stand.</summary>
    private int InlineType(Sort sort, string? identifier)
    {
        var type = new ByteWriter();
        switch (sort)
        {
            case Sort.Function: FunctionType(type); break;
            case Sort.Component: ComponentType(type, identifier, instance: false); break;
            default: ComponentType(type, identifier, instance: true); break;
        }
        return Define(DefinitionKind.Type, type, Sort.Type, null, reader.Current);
    }
}
