using Sluice.Binary;
using Sluice.Components.Definitions;
using Sluice.Types;

namespace Sluice.Text.Components;

internal sealed partial class ComponentParser
{
    /// <summary><c>(core type $id? …)</c> after its keywords.</summary>
    private void CoreTypeField()
    {
        var at = reader.Current;
        string? identifier = reader.TryIdentifier();
        var contents = new ByteWriter();
        if (reader.TryOpen("module"u8))
        {
            ModuleType(contents, identifier);
            reader.Close();
        }
        else
        {
            WriteCoreSubType(contents, new ModuleParser(reader, scope[Sort.CoreType]).SubTypeText());
        }
        Define(DefinitionKind.CoreType, contents, Sort.CoreType, identifier, at);
    }

    /// <summary>In a component, a non-final subtype is told from a module type by a leading zero; in a module type nothing is.</summary>
    private void WriteCoreSubType(ByteWriter writer, SubType type)
    {
        if (!type.IsFinal && scope.Kind != ScopeKind.ModuleType) writer.Byte(0x00);
        writer.SubType(type);
    }

    /// <summary><c>(core rec (type …)*)</c> after its keywords.</summary>
    private void CoreRecursiveTypes()
    {
        int first = reader.Position;
        while (reader.AtLeft)
        {
            int type = reader.Position;
            reader.Open("type"u8);
            var at = reader.Current;
            scope[Sort.CoreType].Add(reader.TryIdentifier(), reader, at);
            reader.Position = type;
            reader.SkipParenthesized();
        }
        reader.Position = first;

        var types = new SectionBuilder();
        var parser = new ModuleParser(reader, scope[Sort.CoreType]);
        while (reader.TryOpen("type"u8))
        {
            reader.TryIdentifier();
            types.Next().SubType(parser.SubTypeText());
            reader.Close();
        }
        var contents = new ByteWriter();
        contents.Byte(0x4e);
        WriteVector(contents, types);
        scope.Emit(DefinitionKind.CoreType, contents);
    }

    private int InlineModuleType()
    {
        var contents = new ByteWriter();
        ModuleType(contents, null);
        return Define(DefinitionKind.CoreType, contents, Sort.CoreType, null, reader.Current);
    }

    /// <summary>The declarators of a module type.</summary>
    private void ModuleType(ByteWriter contents, string? identifier)
    {
        Enter(ScopeKind.ModuleType, identifier);
        var parser = new ModuleParser(reader, scope[Sort.CoreType]);
        while (reader.AtLeft)
        {
            reader.Advance();
            var at = reader.Current;
            switch (reader.AnyKeyword())
            {
                case "type": CoreTypeField(); break;
                case "rec": CoreRecursiveTypes(); break;
                case "alias":
                    reader.Keyword("outer"u8);
                    OuterAlias();
                    break;
                case "import":
                    var import = new ByteWriter();
                    import.Name(reader.Name());
                    import.Name(reader.Name());
                    ModuleExtern(parser, DefinitionKind.Import, import);
                    break;
                case "export":
                    var export = new ByteWriter();
                    export.Name(reader.Name());
                    ModuleExtern(parser, DefinitionKind.Export, export);
                    break;
                default:
                    throw reader.Error("unexpected token", at);
            }
            reader.Close();
        }
        if (!reader.AtRight) throw reader.Unexpected();
        contents.Byte(0x50);
        contents.Bytes(scope.FinishDeclarators());
        Leave();
    }

    private void ModuleExtern(ModuleParser parser, DefinitionKind kind, ByteWriter contents)
    {
        var at = reader.Current;
        reader.Left();
        string keyword = reader.AnyKeyword();
        reader.TryIdentifier();
        var type = parser.ExternTypeText(keyword, DefineFunctionType) ?? throw reader.Error("unexpected token", at);
        reader.Close();
        contents.ExternType(type);
        scope.Emit(kind, contents);
    }

    /// <summary>The type of an import or export that has no type use.</summary>
    private int DefineFunctionType(FuncType type)
    {
        var contents = new ByteWriter();
        contents.SubType(new SubType(true, [], type));
        return Define(DefinitionKind.CoreType, contents, Sort.CoreType, null, reader.Current);
    }
}
