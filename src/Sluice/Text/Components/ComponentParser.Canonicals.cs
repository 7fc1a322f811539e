// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#canonical-definitions

using System.Text;
using Sluice.Binary;
using Sluice.Components.Definitions;

namespace Sluice.Text.Components;

internal sealed partial class ComponentParser
{
    /// <summary><c>(canon …)</c> after its keyword: what it defines stands at its end.</summary>
    private void Canon()
    {
        var contents = new ByteWriter();
        if (reader.TryKeyword("lift"u8))
        {
            Lift(contents);
            reader.Open("func"u8);
            var at = reader.Current;
            string? identifier = reader.TryIdentifier();
            contents.Unsigned(reader.IsOpen("type"u8) ? TypeUse(Sort.Type) : InlineType(Sort.Function, null));
            reader.Close();
            Define(DefinitionKind.Canonical, contents, Sort.Function, identifier, at);
        }
        else
        {
            CoreCanonical(contents);
            reader.Open("core"u8);
            reader.Keyword("func"u8);
            var at = reader.Current;
            string? identifier = reader.TryIdentifier();
            reader.Close();
            Define(DefinitionKind.Canonical, contents, Sort.CoreFunction, identifier, at);
        }
    }

    /// <summary><c>(func $id? …)</c> after its keyword: an import, a lifted function or an alias.</summary>
    private void FunctionField()
    {
        var at = reader.Current;
        string? identifier = reader.TryIdentifier();
        var exports = InlineExportNames();
        if (TryInlineImport(out var name))
        {
            ImportAs(name, Sort.Function, identifier, at);
        }
        else if (!TryInlineAlias(Sort.Function, identifier, at))
        {
            int type = reader.IsOpen("type"u8) ? TypeUse(Sort.Type) : InlineType(Sort.Function, null);
            reader.Open("canon"u8);
            reader.Keyword("lift"u8);
            var contents = new ByteWriter();
            Lift(contents);
            reader.Close();
            contents.Unsigned(type);
            Define(DefinitionKind.Canonical, contents, Sort.Function, identifier, at);
        }
        ExportLast(exports, Sort.Function);
    }

    /// <summary><c>(core func $id? …)</c> after its keywords: a canonical definition or an alias.</summary>
    private void CoreFunctionField()
    {
        var at = reader.Current;
        string? identifier = reader.TryIdentifier();
        if (TryInlineAlias(Sort.CoreFunction, identifier, at)) return;
        reader.Open("canon"u8);
        var contents = new ByteWriter();
        CoreCanonical(contents);
        reader.Close();
        Define(DefinitionKind.Canonical, contents, Sort.CoreFunction, identifier, at);
    }

    private void Lift(ByteWriter contents)
    {
        int function = Reference(Sort.CoreFunction);
        contents.Bytes([0x00, 0x00]);
        contents.Unsigned(function);
        Options(contents);
    }

    /// <summary><c>lower …</c> or a built-in.</summary>
    private void CoreCanonical(ByteWriter contents)
    {
        if (reader.TryKeyword("lower"u8))
        {
            int function = Reference(Sort.Function);
            contents.Bytes([0x01, 0x00]);
            contents.Unsigned(function);
            Options(contents);
            return;
        }
        var at = reader.Current;
        string name = reader.AnyKeyword();
        var builtin = Array.Find(CanonicalBuiltins.Rows, row => row.Name == name) ?? throw reader.Error($"unknown canonical built-in {name}", at);
        contents.Byte((byte)builtin.Builtin);
        foreach (var immediate in builtin.Immediates) BuiltinImmediateText(immediate, contents);
    }

    private void BuiltinImmediateText(BuiltinImmediate immediate, ByteWriter contents)
    {
        switch (immediate)
        {
            case BuiltinImmediate.ResourceType or BuiltinImmediate.StreamType or BuiltinImmediate.FutureType:
                contents.Unsigned(Reference(Sort.Type));
                break;
            case BuiltinImmediate.ResultList: ResultList(contents); break;
            case BuiltinImmediate.Options: Options(contents); break;
            case BuiltinImmediate.Async: Flag(contents, "async"u8); break;
            case BuiltinImmediate.Cancellable: Flag(contents, "cancellable"u8); break;
            case BuiltinImmediate.Shared: Flag(contents, "shared"u8); break;
            case BuiltinImmediate.Memory:
                reader.Open("memory"u8);
                contents.Unsigned(OptionReference(Sort.CoreMemory));
                reader.Close();
                break;
            case BuiltinImmediate.CoreType: contents.Unsigned(Reference(Sort.CoreType)); break;
            case BuiltinImmediate.Table: contents.Unsigned(Reference(Sort.CoreTable)); break;
            case BuiltinImmediate.SlotType:
                contents.Byte(reader.AnyKeyword() switch { "i32" => 0x7f, "i64" => 0x7e, _ => throw reader.Error("unexpected token") });
                break;
            case BuiltinImmediate.Slot: contents.Unsigned((ulong)reader.Natural32()); break;
            default: throw new InvalidOperationException($"{immediate} has no rule");
        }
    }

    private void Flag(ByteWriter contents, ReadOnlySpan<byte> keyword) => contents.Byte(reader.TryKeyword(keyword) ? (byte)1 : (byte)0);

    private void Options(ByteWriter contents)
    {
        var options = new SectionBuilder();
        while (TryOption(out var kind))
        {
            int index = kind.HasIndex() ? OptionReference(SortOf(kind)) : -1;
            if (index >= 0) reader.Close();
            var option = options.Next();
            option.Byte((byte)kind);
            if (index >= 0) option.Unsigned(index);
        }
        WriteVector(contents, options);
    }

    private static Sort SortOf(CanonicalOptionKind kind) => kind switch
    {
        CanonicalOptionKind.Memory => Sort.CoreMemory,
        CanonicalOptionKind.CoreType => Sort.CoreType,
        _ => Sort.CoreFunction,
    };

    /// <summary>Steps over an option's keyword, and the parenthesis in front of it if it has an index.</summary>
    private bool TryOption(out CanonicalOptionKind kind)
    {
        kind = default;
        if (reader.Kind == TokenKind.Keyword)
        {
            switch (Encoding.ASCII.GetString(reader.Text))
            {
                case "string-encoding=utf8": kind = CanonicalOptionKind.Utf8; break;
                case "string-encoding=utf16": kind = CanonicalOptionKind.Utf16; break;
                case "string-encoding=latin1+utf16": kind = CanonicalOptionKind.Latin1Utf16; break;
                case "async": kind = CanonicalOptionKind.Async; break;
                case "gc": kind = CanonicalOptionKind.Gc; break;
                default: return false;
            }
            reader.Advance();
            return true;
        }
        switch (reader.PeekOpen())
        {
            case "memory": kind = CanonicalOptionKind.Memory; break;
            case "realloc": kind = CanonicalOptionKind.Realloc; break;
            case "post-return": kind = CanonicalOptionKind.PostReturn; break;
            case "callback": kind = CanonicalOptionKind.Callback; break;
            case "core-type": kind = CanonicalOptionKind.CoreType; break;
            default: return false;
        }
        reader.Advance();
        reader.Advance();
        return true;
    }

    /// <summary>The inside of an option: a reference, or an instance and the name of its export.</summary>
    private int OptionReference(Sort sort) => AtIndex ? ReferenceBody(sort) : Reference(sort);
}
