// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#instance-definitions

using Sluice.Binary;
using Sluice.Components.Definitions;

namespace Sluice.Text.Components;

internal sealed partial class ComponentParser
{
    /// <summary><c>(core instance $id? …)</c> after its keywords.</summary>
    private void CoreInstanceField()
    {
        var at = reader.Current;
        string? identifier = reader.TryIdentifier();
        var instance = new ByteWriter();
        if (reader.TryOpen("instantiate"u8))
        {
            int module = Reference(Sort.CoreModule);
            var arguments = new SectionBuilder();
            while (reader.TryOpen("with"u8))
            {
                string name = reader.Name();
                int argument = CoreArgument();
                reader.Close();
                var writer = arguments.Next();
                writer.Name(name);
                writer.Byte(0x12);
                writer.Unsigned(argument);
            }
            reader.Close();
            instance.Byte(0x00);
            instance.Unsigned(module);
            WriteVector(instance, arguments);
        }
        else
        {
            CoreInlineExports(instance);
        }
        Define(DefinitionKind.CoreInstance, instance, Sort.CoreInstance, identifier, at);
    }

    /// <summary><c>(instance $i)</c> or <c>(instance (export …)*)</c></summary>
    private int CoreArgument()
    {
        reader.Left();
        reader.TryKeyword("core"u8);
        reader.Keyword("instance"u8);
        int index;
        if (AtIndex)
        {
            index = ReferenceBody(Sort.CoreInstance);
        }
        else
        {
            var instance = new ByteWriter();
            CoreInlineExports(instance);
            index = Define(DefinitionKind.CoreInstance, instance, Sort.CoreInstance, null, reader.Current);
        }
        reader.Close();
        return index;
    }

    private void CoreInlineExports(ByteWriter instance)
    {
        var exports = new SectionBuilder();
        while (reader.TryOpen("export"u8))
        {
            string name = reader.Name();
            reader.Left();
            reader.TryKeyword("core"u8);
            var at = reader.Current;
            var sort = FindSort(true, reader.AnyKeyword());
            if (sort is null or > Sort.CoreTag) throw reader.Error("unexpected token", at);
            int index = ReferenceBody(sort.Value);
            reader.Close();
            reader.Close();
            var export = exports.Next();
            export.Name(name);
            export.Byte(Sorts.Rows[(int)sort.Value].Code);
            export.Unsigned(index);
        }
        instance.Byte(0x01);
        WriteVector(instance, exports);
    }

    /// <summary><c>(instance $id? …)</c> after its keyword.</summary>
    private void InstanceField()
    {
        var at = reader.Current;
        string? identifier = reader.TryIdentifier();
        var exports = InlineExportNames();
        if (TryInlineImport(out var importName))
        {
            ImportAs(importName, Sort.Instance, identifier, at);
        }
        else if (reader.TryOpen("instantiate"u8))
        {
            var instance = new ByteWriter();
            Instantiate(instance);
            reader.Close();
            Define(DefinitionKind.Instance, instance, Sort.Instance, identifier, at);
        }
        else if (!TryInlineAlias(Sort.Instance, identifier, at))
        {
            var instance = new ByteWriter();
            InlineExports(instance);
            Define(DefinitionKind.Instance, instance, Sort.Instance, identifier, at);
        }
        ExportLast(exports, Sort.Instance);
    }

    private void Instantiate(ByteWriter instance)
    {
        int component = Reference(Sort.Component);
        var arguments = new SectionBuilder();
        while (reader.TryOpen("with"u8))
        {
            string name = reader.Name();
            var item = Argument();
            reader.Close();
            var argument = arguments.Next();
            argument.Name(name);
            argument.Sort(item.Sort);
            argument.Unsigned((ulong)item.Index);
        }
        instance.Byte(0x00);
        instance.Unsigned(component);
        WriteVector(instance, arguments);
    }

    /// <summary>A reference, or <c>(instance (export …)*)</c>.</summary>
    private SortIndex Argument()
    {
        if (!reader.IsOpen("instance"u8)) return ExternReference();
        int start = reader.Position;
        reader.Open("instance"u8);
        if (AtIndex)
        {
            reader.Position = start;
            return ExternReference();
        }
        var instance = new ByteWriter();
        InlineExports(instance);
        reader.Close();
        return new(Sort.Instance, (uint)Define(DefinitionKind.Instance, instance, Sort.Instance, null, reader.Current));
    }

    private void InlineExports(ByteWriter instance)
    {
        var exports = new SectionBuilder();
        while (reader.TryOpen("export"u8))
        {
            var name = ExternName();
            var item = ExternReference();
            reader.Close();
            var export = exports.Next();
            export.Bytes(name.Span);
            export.Sort(item.Sort);
            export.Unsigned((ulong)item.Index);
        }
        if (!reader.AtRight) throw reader.Unexpected();
        instance.Byte(0x01);
        WriteVector(instance, exports);
    }
}
