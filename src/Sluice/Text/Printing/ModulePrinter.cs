// WebAssembly 3.0, "Text Format: Modules". https://webassembly.github.io/spec/core/text/modules.html

using System.Globalization;
using Sluice.Modules;
using Sluice.Types;

namespace Sluice.Text.Printing;

/// <summary>
/// Writes a module as text that means the same when it is read again: indices stay what they are, identifiers come from the name
/// section. Fields are written one by one; nothing is kept. ModulePrinter.Types.cs writes types, .Instructions.cs expressions.
/// </summary>
internal sealed partial class ModulePrinter
{
    private readonly ModuleDefinition module;
    private readonly TextWriter writer;
    private readonly string indent;
    private readonly Identifiers types;
    private readonly Identifiers functions;
    private readonly Identifiers tables;
    private readonly Identifiers memories;
    private readonly Identifiers globals;
    private readonly Identifiers tags;
    private readonly Identifiers elements;
    private readonly Identifiers data;

    // By type index.
    private readonly Dictionary<int, Identifiers> fields;

    private ModulePrinter(ModuleDefinition module, TextWriter writer, string indent)
    {
        this.module = module;
        this.writer = writer;
        this.indent = indent;
        var names = module.Names;
        types = new(names.Types);
        functions = new(names.Functions);
        tables = new(names.Tables);
        memories = new(names.Memories);
        globals = new(names.Globals);
        tags = new(names.Tags);
        elements = new(names.Elements);
        data = new(names.Data);
        fields = names.Fields.GroupBy(name => name.Key.Type, name => KeyValuePair.Create(name.Key.Field, name.Value)).ToDictionary(type => type.Key, type => new Identifiers(type));
    }

    /// <summary>Writes <c>(module …)</c>.</summary>
    /// <param name="module">Decoded; validation is not needed.</param>
    /// <param name="prefix">What stands in front of <c>module</c>, such as <c>core </c>.</param>
    /// <param name="identifier">An identifier for the module, with a space before it; null for its own name.</param>
    /// <param name="indent">What every line starts with.</param>
    public static void Print(ModuleDefinition module, TextWriter writer, string prefix = "", string? identifier = null, string indent = "") =>
        new ModulePrinter(module, writer, indent).Module(prefix, identifier);

    private void Module(string prefix, string? identifier)
    {
        identifier ??= module.Names.Module is { Length: > 0 } name ? new Identifiers([new(0, name)]).BindingOnly(0) : "";
        writer.Write($"{indent}({prefix}module{identifier}");
        Types();
        Imports();
        for (int i = module.ImportedFunctions; i < module.Functions.Length; i++) Function(i);
        for (int i = module.ImportedTables; i < module.Tables.Length; i++) Table(i);
        for (int i = module.ImportedMemories; i < module.Memories.Length; i++) Field($"(memory{memories.Binding(i)} {MemoryType(module.Memories[i])})");
        for (int i = module.ImportedTags; i < module.Tags.Length; i++) Field($"(tag{tags.Binding(i)} {TypeUse(module.Tags[i].TypeIndex)})");
        for (int i = module.ImportedGlobals; i < module.Globals.Length; i++) Global(i);
        foreach (var export in module.Exports) Field($"(export {StringText.Quote(export.Name)} ({KindName(export.Kind)} {SpaceOf(export.Kind).Reference(export.Index)}))");
        if (module.StartFunction >= 0) Field($"(start {functions.Reference(module.StartFunction)})");
        for (int i = 0; i < module.Elements.Length; i++) Element(i);
        for (int i = 0; i < module.Data.Length; i++) Data(i);
        foreach (var custom in module.CustomSections)
        {
            if (custom.Name != "name") Field($"(@custom {StringText.Quote(custom.Name)} {StringText.Quote(Bytes(custom.Bytes))})");
        }
        writer.Write(')');
    }

    private ReadOnlySpan<byte> Bytes(ByteRange range) => module.Binary.Span.Slice(range.Start, range.Length);

    private void Field(string text) => writer.Write($"\n{indent}  {text}");

    private static string KindName(ExternKind kind) => kind switch
    {
        ExternKind.Function => "func",
        ExternKind.Table => "table",
        ExternKind.Memory => "memory",
        ExternKind.Global => "global",
        _ => "tag",
    };

    private Identifiers SpaceOf(ExternKind kind) => kind switch
    {
        ExternKind.Function => functions,
        ExternKind.Table => tables,
        ExternKind.Memory => memories,
        ExternKind.Global => globals,
        _ => tags,
    };

    private void Imports()
    {
        var next = new int[5];
        foreach (var import in module.Imports)
        {
            var kind = import.Type.Kind;
            string type = import.Type switch
            {
                FunctionExternType function => TypeUse(function.TypeIndex),
                TableType table => TableType(table),
                MemoryType memory => MemoryType(memory),
                GlobalType global => GlobalType(global),
                TagType tag => TypeUse(tag.TypeIndex),
                _ => throw new InvalidOperationException($"{import.Type} has no text"),
            };
            int index = next[(int)kind]++;
            Field($"(import {StringText.Quote(import.Module)} {StringText.Quote(import.Name)} ({KindName(kind)}{SpaceOf(kind).Binding(index)} {type}))");
        }
    }

    private void Table(int index)
    {
        var table = module.Tables[index];
        Field($"(table{tables.Binding(index)} {TableType(table.Type)}");
        if (table.Initializer is { } initializer) InlineExpression(initializer, NoNames);
        writer.Write(')');
    }

    private void Global(int index)
    {
        var global = module.Globals[index];
        Field($"(global{globals.Binding(index)} {GlobalType(global.Type)}");
        InlineExpression(global.Initializer!.Value, NoNames);
        writer.Write(')');
    }

    private void Element(int index)
    {
        var segment = module.Elements[index];
        Field($"(elem{elements.Binding(index)}");
        if (segment.Mode == SegmentMode.Declarative) writer.Write(" declare");
        if (segment.Mode == SegmentMode.Active)
        {
            writer.Write($" (table {tables.Reference(segment.TableIndex)})");
            Offset(segment.Offset!.Value);
        }
        if (segment.Functions is { } indices)
        {
            writer.Write(" func");
            foreach (int function in indices) writer.Write($" {functions.Reference(function)}");
        }
        else
        {
            writer.Write($" {Type(segment.Type)}");
            foreach (var expression in segment.Expressions!)
            {
                writer.Write(" (item");
                InlineExpression(expression, NoNames);
                writer.Write(')');
            }
        }
        writer.Write(')');
    }

    private void Data(int index)
    {
        const int BytesPerLine = 64;
        var segment = module.Data[index];
        Field($"(data{data.Binding(index)}");
        if (segment.Mode == SegmentMode.Active)
        {
            if (segment.MemoryIndex != 0) writer.Write($" (memory {memories.Reference(segment.MemoryIndex)})");
            Offset(segment.Offset!.Value);
        }
        var bytes = Bytes(segment.Bytes);
        if (bytes.Length <= BytesPerLine)
        {
            writer.Write($" {StringText.Quote(bytes)}");
        }
        else
        {
            for (; !bytes.IsEmpty; bytes = bytes[Math.Min(BytesPerLine, bytes.Length)..])
                writer.Write($"\n{indent}    {StringText.Quote(bytes[..Math.Min(BytesPerLine, bytes.Length)])}");
        }
        writer.Write(')');
    }

    private void Offset(ByteRange expression)
    {
        writer.Write(" (offset");
        InlineExpression(expression, NoNames);
        writer.Write(')');
    }

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
