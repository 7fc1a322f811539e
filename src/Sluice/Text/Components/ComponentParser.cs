// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#component-definitions

using Sluice.Binary;
using Sluice.Components.Definitions;

namespace Sluice.Text.Components;

/// <summary>
/// Component text → binary. Definitions may only use what stands before them, so one pass does: each is written to its section when
/// it ends, after the aliases and types that its shorthands stand for. ComponentParser.References.cs reads indices and inline aliases,
/// .Types.cs types, .CoreTypes.cs core types, .Instances.cs instances, .Canonicals.cs canonical definitions, .Externs.cs imports and
/// exports.
/// </summary>
internal sealed partial class ComponentParser
{
    // As deep as the decoder goes.
    private const int MaxNesting = 100;

    private static ReadOnlySpan<byte> Preamble => [0, (byte)'a', (byte)'s', (byte)'m', 0x0d, 0, 1, 0];

    private readonly TokenReader reader;
    private ComponentScope scope;
    private int nesting;

    private ComponentParser(TokenReader reader, string? identifier)
    {
        this.reader = reader;
        scope = new(ScopeKind.Component, null, identifier);
    }

    /// <summary>
    /// Reads a component's definitions, from after <c>component</c> and its identifier up to the closing parenthesis or the end, which
    /// is left for the caller.
    /// </summary>
    public static byte[] Parse(TokenReader reader, string? identifier)
    {
        var parser = new ComponentParser(reader, identifier);
        return parser.Component();
    }

    /// <summary>The definitions of the current scope.</summary>
    private byte[] Component()
    {
        while (reader.AtLeft)
        {
            CustomSections();
            Definition();
        }
        CustomSections();
        if (!reader.AtRight && !reader.AtEnd) throw reader.Unexpected();
        if (NameSection() is { } names) scope.EmitWhole(0, names.Span);
        var sections = scope.FinishSections();
        return [.. Preamble, .. sections];
    }

    /// <summary>Writes the <c>(@custom "name" "bytes"*)</c>s between the previous definition and here.</summary>
    private void CustomSections()
    {
        int annotation = reader.AnnotationBefore("custom"u8);
        if (annotation < 0) return;
        int saved = reader.Position;
        // The nearest comes first: those in front of it are written before.
        reader.Position = annotation - 1;
        CustomSections();
        reader.Position = annotation;
        var contents = new ByteWriter();
        contents.Name(reader.Name());
        contents.Bytes(reader.Strings());
        scope.EmitWhole(0, contents.Span);
        reader.Position = saved;
    }

    private void Enter(ScopeKind kind, string? identifier)
    {
        if (++nesting > MaxNesting) throw reader.Error($"components and types are nested too deep: the limit is {MaxNesting}");
        scope = new(kind, scope, identifier);
    }

    private void Leave()
    {
        nesting--;
        scope = scope.Parent!;
    }

    private void Definition()
    {
        reader.Left();
        var at = reader.Current;
        switch (reader.AnyKeyword())
        {
            case "core": CoreDefinition(); break;
            case "component": NestedComponent(); break;
            case "instance": InstanceField(); break;
            case "alias": Alias(); break;
            case "type": TypeField(); break;
            case "canon": Canon(); break;
            case "func": FunctionField(); break;
            case "import": ImportField(); break;
            case "export": ExportField(); break;
            case "start": throw reader.Error("component start functions are not supported", at);
            case "value": throw reader.Error("component values are not supported", at);
            default: throw reader.Error("unexpected token", at);
        }
        reader.Close();
    }

    private void CoreDefinition()
    {
        var at = reader.Current;
        switch (reader.AnyKeyword())
        {
            case "module": CoreModule(); break;
            case "instance": CoreInstanceField(); break;
            case "type": CoreTypeField(); break;
            case "rec": CoreRecursiveTypes(); break;
            case "func": CoreFunctionField(); break;
            case "memory": CoreAliasField(Sort.CoreMemory); break;
            case "table": CoreAliasField(Sort.CoreTable); break;
            case "global": CoreAliasField(Sort.CoreGlobal); break;
            case "tag": CoreAliasField(Sort.CoreTag); break;
            default: throw reader.Error("unexpected token", at);
        }
    }

    /// <summary>Adds a definition and what it defines.</summary>
    private int Define(DefinitionKind kind, ByteWriter contents, Sort sort, string? identifier, Token at)
    {
        scope.Emit(kind, contents);
        return scope[sort].Add(identifier, reader, at);
    }

    private void CoreModule()
    {
        var at = reader.Current;
        string? identifier = reader.TryIdentifier();
        var exports = InlineExportNames();
        if (TryInlineImport(out var name))
        {
            ImportAs(name, Sort.CoreModule, identifier, at);
        }
        else
        {
            byte[] module = reader.TryKeyword("binary"u8) ? reader.Strings() : ModuleParser.Parse(reader, identifier);
            scope.EmitWhole(1, module);
            scope[Sort.CoreModule].Add(identifier, reader, at);
        }
        ExportLast(exports, Sort.CoreModule);
    }

    private void NestedComponent()
    {
        var at = reader.Current;
        string? identifier = reader.TryIdentifier();
        var exports = InlineExportNames();
        if (TryInlineImport(out var name))
        {
            ImportAs(name, Sort.Component, identifier, at);
        }
        else if (reader.TryKeyword("binary"u8))
        {
            scope.EmitWhole(4, reader.Strings());
            scope[Sort.Component].Add(identifier, reader, at);
        }
        else
        {
            Enter(ScopeKind.Component, identifier);
            byte[] component = Component();
            Leave();
            scope.EmitWhole(4, component);
            scope[Sort.Component].Add(identifier, reader, at);
        }
        ExportLast(exports, Sort.Component);
    }

    /// <summary>The <c>component-name</c> section: the component's name and the identifiers of each sort.</summary>
    private ByteWriter? NameSection()
    {
        var section = new ByteWriter();
        section.Name("component-name");
        int empty = section.Length;
        if (scope.Identifier is { } identifier)
        {
            var contents = new ByteWriter();
            contents.Name(identifier);
            section.Section(0, contents);
        }
        foreach (var sort in Enum.GetValues<Sort>())
        {
            if (!scope[sort].HasNames) continue;
            var names = scope[sort].Names.ToList();
            var contents = new ByteWriter();
            contents.Sort(sort);
            contents.Unsigned(names.Count);
            foreach (var (index, name) in names)
            {
                contents.Unsigned(index);
                contents.Name(name);
            }
            section.Section(1, contents);
        }
        return section.Length == empty ? null : section;
    }
}
