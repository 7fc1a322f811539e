// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#type-definitions

using Sluice.Binary;
using Sluice.Components.Definitions;

namespace Sluice.Text.Components;

internal sealed partial class ComponentParser
{
    private const int MaxTypeNesting = 500;

    private int typeNesting;

    private void TypeField()
    {
        var at = reader.Current;
        string? identifier = reader.TryIdentifier();
        var exports = InlineExportNames();
        if (TryInlineImport(out var name))
        {
            ImportAs(name, Sort.Type, identifier, at);
        }
        else if (!TryInlineAlias(Sort.Type, identifier, at))
        {
            var type = new ByteWriter();
            DefinedType(type, identifier);
            Define(DefinitionKind.Type, type, Sort.Type, identifier, at);
        }
        ExportLast(exports, Sort.Type);
    }

    /// <summary>A <c>deftype</c>, in parentheses unless it is primitive.</summary>
    private void DefinedType(ByteWriter type, string? identifier)
    {
        if (!reader.AtLeft)
        {
            type.Byte(TryPrimitive() ?? throw reader.Unexpected());
            return;
        }
        switch (reader.PeekOpen())
        {
            case "resource":
                reader.Open("resource"u8);
                ResourceType(type);
                break;
            case "func":
                reader.Open("func"u8);
                FunctionType(type);
                break;
            case "component":
                reader.Open("component"u8);
                ComponentType(type, identifier, instance: false);
                break;
            case "instance":
                reader.Open("instance"u8);
                ComponentType(type, identifier, instance: true);
                break;
            default:
                CompoundType(type);
                return;
        }
        reader.Close();
    }

    private byte? TryPrimitive()
    {
        if (reader.Kind != TokenKind.Keyword) return null;
        byte? code = System.Text.Encoding.ASCII.GetString(reader.Text) switch
        {
            "bool" => 0x7f,
            "s8" => 0x7e,
            "u8" => 0x7d,
            "s16" => 0x7c,
            "u16" => 0x7b,
            "s32" => 0x7a,
            "u32" => 0x79,
            "s64" => 0x78,
            "u64" => 0x77,
            "f32" or "float32" => 0x76,
            "f64" or "float64" => 0x75,
            "char" => 0x74,
            "string" => 0x73,
            "error-context" => 0x64,
            _ => null,
        };
        if (code is not null) reader.Advance();
        return code;
    }

    /// <summary>A value type: primitive, an index, or one that gets a definition of its own.</summary>
    private void ValType(ByteWriter writer)
    {
        if (TryPrimitive() is { } primitive)
        {
            writer.Byte(primitive);
        }
        else if (AtIndex || reader.IsOpen("type"u8))
        {
            writer.Signed(Reference(Sort.Type));
        }
        else
        {
            var type = new ByteWriter();
            CompoundType(type);
            writer.Signed(Define(DefinitionKind.Type, type, Sort.Type, null, reader.Current));
        }
    }

    private void OptionalValType(ByteWriter writer)
    {
        if (reader.AtRight)
        {
            writer.Byte(0);
            return;
        }
        writer.Byte(1);
        ValType(writer);
    }

    /// <summary>A value type in parentheses.</summary>
    private void CompoundType(ByteWriter type)
    {
        if (++typeNesting > MaxTypeNesting) throw reader.Error($"types are nested too deep: the limit is {MaxTypeNesting}");
        reader.Left();
        var at = reader.Current;
        switch (reader.AnyKeyword())
        {
            case "record":
                type.Byte(0x72);
                Vector(type, "field"u8, LabelledType);
                break;
            case "variant":
                type.Byte(0x71);
                Vector(type, "case"u8, Case);
                break;
            case "list": List(type); break;
            case "tuple":
                type.Byte(0x6f);
                var members = new SectionBuilder();
                while (!reader.AtRight) ValType(members.Next());
                WriteVector(type, members);
                break;
            case "flags":
                type.Byte(0x6e);
                Labels(type);
                break;
            case "enum":
                type.Byte(0x6d);
                Labels(type);
                break;
            case "option":
                type.Byte(0x6b);
                ValType(type);
                break;
            case "result":
                type.Byte(0x6a);
                if (reader.IsOpen("error"u8)) type.Byte(0);
                else OptionalValType(type);
                ErrorType(type);
                break;
            case "own":
                type.Byte(0x69);
                type.Unsigned(Reference(Sort.Type));
                break;
            case "borrow":
                type.Byte(0x68);
                type.Unsigned(Reference(Sort.Type));
                break;
            case "stream":
                type.Byte(0x66);
                OptionalValType(type);
                break;
            case "future":
                type.Byte(0x65);
                OptionalValType(type);
                break;
            case "map":
                type.Byte(0x63);
                ValType(type);
                ValType(type);
                break;
            default:
                throw reader.Error("unexpected token", at);
        }
        reader.Close();
        typeNesting--;
    }

    private void List(ByteWriter type)
    {
        var element = new ByteWriter();
        ValType(element);
        bool isFixed = reader.Kind == TokenKind.Natural;
        type.Byte(isFixed ? (byte)0x67 : (byte)0x70);
        type.Bytes(element.Span);
        if (isFixed) type.Unsigned((ulong)reader.Natural32());
    }

    private void ErrorType(ByteWriter type)
    {
        if (!reader.TryOpen("error"u8))
        {
            type.Byte(0);
            return;
        }
        type.Byte(1);
        ValType(type);
        reader.Close();
    }

    private void Vector(ByteWriter writer, ReadOnlySpan<byte> keyword, Action<ByteWriter> element)
    {
        var elements = new SectionBuilder();
        while (reader.TryOpen(keyword))
        {
            element(elements.Next());
            reader.Close();
        }
        WriteVector(writer, elements);
    }

    private static void WriteVector(ByteWriter writer, SectionBuilder elements)
    {
        if (elements.Finish() is { } vector) writer.Bytes(vector.Span);
        else writer.Byte(0);
    }

    private void LabelledType(ByteWriter writer)
    {
        writer.Name(reader.Name());
        ValType(writer);
    }

    private void Case(ByteWriter writer)
    {
        reader.TryIdentifier();
        writer.Name(reader.Name());
        OptionalValType(writer);
        writer.Byte(0);
    }

    private void Labels(ByteWriter type)
    {
        var labels = new SectionBuilder();
        while (reader.Kind == TokenKind.String) labels.Next().Name(reader.Name());
        WriteVector(type, labels);
    }

    private void ResourceType(ByteWriter type)
    {
        reader.Open("rep"u8);
        byte representation = reader.AnyKeyword() switch { "i32" => 0x7f, "i64" => 0x7e, _ => throw reader.Error("unexpected token") };
        reader.Close();
        type.Byte(0x3f);
        type.Byte(representation);
        if (reader.TryOpen("dtor"u8))
        {
            int destructor = Reference(Sort.CoreFunction);
            reader.Close();
            type.Byte(1);
            type.Unsigned(destructor);
        }
        else
        {
            type.Byte(0);
        }
    }

    /// <summary>A function type after <c>func</c>.</summary>
    private void FunctionType(ByteWriter type)
    {
        type.Byte(reader.TryKeyword("async"u8) ? (byte)0x43 : (byte)0x40);
        Vector(type, "param"u8, LabelledType);
        ResultList(type);
    }

    private void ResultList(ByteWriter type)
    {
        if (reader.TryOpen("result"u8))
        {
            type.Byte(0);
            ValType(type);
            reader.Close();
        }
        else
        {
            type.Bytes([1, 0]);
        }
    }

    /// <summary>A component or instance type after its keyword.</summary>
    private void ComponentType(ByteWriter type, string? identifier, bool instance)
    {
        Enter(ScopeKind.Type, identifier);
        while (reader.AtLeft) Declarator(instance);
        if (!reader.AtRight) throw reader.Unexpected();
        type.Byte(instance ? (byte)0x42 : (byte)0x41);
        type.Bytes(scope.FinishDeclarators());
        Leave();
    }

    private void Declarator(bool instance)
    {
        reader.Left();
        var at = reader.Current;
        switch (reader.AnyKeyword())
        {
            case "core":
                string keyword = reader.AnyKeyword();
                if (keyword == "type") CoreTypeField();
                else if (keyword == "rec") CoreRecursiveTypes();
                else throw reader.Error("unexpected token", at);
                break;
            case "type": TypeField(); break;
            case "alias": Alias(); break;
            case "import" when !instance: ImportField(); break;
            case "export": ExportDeclaration(); break;
            default: throw reader.Error("unexpected token", at);
        }
        reader.Close();
    }
}
