// WebAssembly 3.0, "Text Format: Modules". https://webassembly.github.io/spec/core/text/modules.html

using Sluice.Binary;
using Sluice.Types;

namespace Sluice.Text;

/// <summary>
/// Core module text → binary. Three passes over the fields, as identifiers may be used before they are bound: names, then types,
/// then everything else straight into its section. ModuleParser.Types.cs reads types and type uses, .Segments.cs tables, memories
/// and segments, .Instructions.cs control structure and folding, .Immediates.cs plain instructions.
/// </summary>
internal sealed partial class ModuleParser
{
    private readonly TokenReader reader;

    private readonly IndexSpace typeSpace;
    private readonly IndexSpace functionSpace = new("function");
    private readonly IndexSpace tableSpace = new("table");
    private readonly IndexSpace memorySpace = new("memory");
    private readonly IndexSpace globalSpace = new("global");
    private readonly IndexSpace tagSpace = new("tag");
    private readonly IndexSpace elementSpace = new("elem segment");
    private readonly IndexSpace dataSpace = new("data segment");

    private readonly SectionBuilder imports = new();
    private readonly SectionBuilder functions = new();
    private readonly SectionBuilder tables = new();
    private readonly SectionBuilder memories = new();
    private readonly SectionBuilder tags = new();
    private readonly SectionBuilder globals = new();
    private readonly SectionBuilder exports = new();
    private readonly SectionBuilder elements = new();
    private readonly SectionBuilder bodies = new();
    private readonly SectionBuilder data = new();
    private readonly List<CustomAnnotation> customs = [];
    private readonly NameSectionBuilder names = new();
    private int start = -1;
    private bool needsDataCount;

    /// <summary>What was last defined, not imported: imports may not follow.</summary>
    private string? lastDefinition;

    /// <summary>The index of the next function, table, … in the third pass.</summary>
    private int nextFunction, nextTable, nextMemory, nextGlobal, nextTag;

    /// <param name="typeSpace">Where types are found; null for a module's own space.</param>
    public ModuleParser(TokenReader reader, IndexSpace? typeSpace = null)
    {
        this.reader = reader;
        this.typeSpace = typeSpace ?? new IndexSpace("type");
    }

    /// <summary>
    /// Reads a module's fields, from after <c>module</c> and its identifier up to the closing parenthesis or the end, which is left
    /// for the caller.
    /// </summary>
    /// <param name="identifier">The module's own identifier, for its name section.</param>
    public static byte[] Parse(TokenReader reader, string? identifier)
    {
        var parser = new ModuleParser(reader);
        parser.names.Module = parser.NameAnnotation() ?? identifier;
        parser.Fields();
        return parser.Encode();
    }

    private void Fields()
    {
        var fields = new List<int>();
        while (reader.AtLeft)
        {
            fields.Add(reader.Position);
            Bind();
        }
        int last = reader.Position;
        if (!reader.AtRight && !reader.AtEnd) throw reader.Unexpected();

        foreach (int field in fields)
        {
            reader.Position = field;
            if (reader.IsOpen("type"u8) || reader.IsOpen("rec"u8)) TypeField();
        }
        foreach (int field in fields)
        {
            reader.Position = field;
            CustomAnnotations();
            Define();
        }
        reader.Position = last;
        CustomAnnotations();
    }

    // First pass

    private void Bind()
    {
        int field = reader.Position;
        reader.Advance();
        var head = reader.Current;
        string keyword = reader.AnyKeyword();
        switch (keyword)
        {
            case "type": BindIdentifier(typeSpace); break;
            case "rec":
                while (reader.AtLeft)
                {
                    int type = reader.Position;
                    reader.Open("type"u8);
                    BindIdentifier(typeSpace);
                    reader.Position = type;
                    reader.SkipParenthesized();
                }
                break;
            case "import":
                reader.Name();
                reader.Name();
                reader.Left();
                BindIdentifier(SpaceOf(reader.AnyKeyword()) ?? throw Back());
                break;
            case "func" or "table" or "memory" or "global" or "tag":
                var space = SpaceOf(keyword)!;
                BindIdentifier(space);
                BindInlineSegment(space);
                break;
            case "elem": BindIdentifier(elementSpace); break;
            case "data": BindIdentifier(dataSpace); break;
            case "export" or "start": break;
            default:
                reader.Position = field;
                reader.Advance();
                throw reader.Unexpected();
        }
        reader.Position = field;
        reader.SkipParenthesized();

        MalformedException Back() => reader.Error("unexpected token", head);
    }

    private IndexSpace? SpaceOf(string keyword) => keyword switch
    {
        "func" => functionSpace,
        "table" => tableSpace,
        "memory" => memorySpace,
        "global" => globalSpace,
        "tag" => tagSpace,
        _ => null,
    };

    private void BindIdentifier(IndexSpace space)
    {
        var at = reader.Current;
        string? identifier = reader.TryIdentifier();
        int index = space.Add(identifier, reader, at);
        if ((NameAnnotation() ?? identifier) is { } name) names.Add(space.Category, index, name);
    }

    /// <summary>A table's or memory's inline segment takes an index too.</summary>
    private void BindInlineSegment(IndexSpace space)
    {
        if (space != tableSpace && space != memorySpace) return;
        while (reader.IsOpen("export"u8)) reader.SkipParenthesized();
        while (!reader.AtRight && !reader.AtEnd)
        {
            if (reader.IsOpen("elem"u8) && space == tableSpace) elementSpace.Add(1);
            if (reader.IsOpen("data"u8) && space == memorySpace) dataSpace.Add(1);
            if (reader.AtLeft) reader.SkipParenthesized();
            else if (reader.Kind == TokenKind.Error) throw reader.Unexpected();
            else reader.Advance();
        }
    }

    // Third pass

    private void Define()
    {
        reader.Left();
        switch (reader.AnyKeyword())
        {
            case "import": ImportField(); break;
            case "func": FunctionField(); break;
            case "table": TableField(); break;
            case "memory": MemoryField(); break;
            case "global": GlobalField(); break;
            case "tag": TagField(); break;
            case "elem": ElementField(); break;
            case "data": DataField(); break;
            case "export": ExportField(); break;
            case "start":
                if (start >= 0) throw reader.Error("multiple start sections");
                start = Index(functionSpace);
                break;
            default:
                return; // types are done
        }
        reader.Close();
    }

    private void ImportField()
    {
        string module = reader.Name();
        string name = reader.Name();
        reader.Left();
        string kind = reader.AnyKeyword();
        reader.TryIdentifier();
        var type = ExternTypeText(kind) ?? throw reader.Error("unexpected token");
        reader.Close();
        Import(module, name, type);
    }

    /// <summary>The type of an import after its kind and identifier; null if there is no such kind.</summary>
    /// <param name="defineType">Makes the types of functions and tags without type use, where the module does not do so itself.</param>
    public ExternType? ExternTypeText(string kind, Func<FuncType, int>? defineType = null) => kind switch
    {
        "func" => new FunctionExternType(TypeUse(null, identifiers: true, defineType)),
        "table" => TableType(),
        "memory" => MemoryType(),
        "global" => GlobalType(),
        "tag" => new TagType(TypeUse(null, identifiers: true, defineType)),
        _ => null,
    };

    private void Import(string module, string name, ExternType type)
    {
        if (lastDefinition is not null) throw reader.Error($"import after {lastDefinition} definition");
        var import = imports.Next();
        import.Name(module);
        import.Name(name);
        import.ExternType(type);
        _ = type.Kind switch
        {
            ExternKind.Function => nextFunction++,
            ExternKind.Table => nextTable++,
            ExternKind.Memory => nextMemory++,
            ExternKind.Global => nextGlobal++,
            _ => nextTag++,
        };
    }

    private bool TryInlineImport(out string module, out string name)
    {
        module = name = "";
        if (!reader.TryOpen("import"u8)) return false;
        module = reader.Name();
        name = reader.Name();
        reader.Close();
        return true;
    }

    private void InlineExports(ExternKind kind, int index)
    {
        while (reader.TryOpen("export"u8))
        {
            Export(reader.Name(), kind, index);
            reader.Close();
        }
    }

    private void Export(string name, ExternKind kind, int index)
    {
        var export = exports.Next();
        export.Name(name);
        export.Byte((byte)kind);
        export.Unsigned(index);
    }

    private void ExportField()
    {
        string name = reader.Name();
        reader.Left();
        var at = reader.Current;
        var (kind, space) = reader.AnyKeyword() switch
        {
            "func" => (ExternKind.Function, functionSpace),
            "table" => (ExternKind.Table, tableSpace),
            "memory" => (ExternKind.Memory, memorySpace),
            "global" => (ExternKind.Global, globalSpace),
            "tag" => (ExternKind.Tag, tagSpace),
            _ => throw reader.Error("unexpected token", at),
        };
        Export(name, kind, Index(space));
        reader.Close();
    }

    private void FunctionField()
    {
        reader.TryIdentifier();
        InlineExports(ExternKind.Function, nextFunction);
        if (TryInlineImport(out string module, out string name))
        {
            Import(module, name, new FunctionExternType(TypeUse(null, identifiers: true)));
            return;
        }
        lastDefinition = "function";
        locals = new IndexSpace("local");
        int type = TypeUse(locals, identifiers: true);
        functions.Next().Unsigned(type);

        var body = new ByteWriter();
        Locals(body);
        labels.Add(null);
        Expression(body);
        labels.Clear();
        names.AddLocals(nextFunction, locals);
        bodies.Next().Blob(body.Span);
        nextFunction++;
    }

    /// <summary>Local declarations, written as runs of one type.</summary>
    private void Locals(ByteWriter body)
    {
        var runs = new List<(int Count, ValType Type)>();
        while (reader.TryOpen("local"u8))
        {
            var at = reader.Current;
            if (reader.TryIdentifier() is { } identifier)
            {
                locals.Add(identifier, reader, at);
                Declare(ValType());
            }
            else
            {
                while (!reader.AtRight)
                {
                    locals.Add(1);
                    Declare(ValType());
                }
            }
            reader.Close();
        }
        body.Unsigned(runs.Count);
        foreach (var (count, type) in runs)
        {
            body.Unsigned(count);
            body.ValType(type);
        }

        void Declare(ValType type)
        {
            if (runs.Count > 0 && runs[^1].Type == type) runs[^1] = (runs[^1].Count + 1, type);
            else runs.Add((1, type));
        }
    }

    private void GlobalField()
    {
        reader.TryIdentifier();
        InlineExports(ExternKind.Global, nextGlobal);
        if (TryInlineImport(out string module, out string name))
        {
            Import(module, name, GlobalType());
            return;
        }
        lastDefinition = "global";
        var global = globals.Next();
        global.GlobalType(GlobalType());
        Expression(global);
        nextGlobal++;
    }

    private void TagField()
    {
        reader.TryIdentifier();
        InlineExports(ExternKind.Tag, nextTag);
        if (TryInlineImport(out string module, out string name))
        {
            Import(module, name, new TagType(TypeUse(null, identifiers: true)));
            return;
        }
        lastDefinition = "tag";
        var tag = tags.Next();
        tag.Byte(0);
        tag.Unsigned(TypeUse(null, identifiers: true));
        nextTag++;
    }

    // Indices

    private bool AtIndex => reader.Kind is TokenKind.Natural or TokenKind.Identifier;

    private int Index(IndexSpace space)
    {
        if (reader.Kind == TokenKind.Natural) return (int)Math.Min(reader.Natural32(), int.MaxValue);
        var at = reader.Current;
        string identifier = reader.TryIdentifier() ?? throw reader.Unexpected();
        return space.TryFind(identifier, out int index) ? index : throw reader.Error($"unknown {space.Category} ${identifier}", at);
    }

    private int OptionalIndex(IndexSpace space) => AtIndex ? Index(space) : 0;

    // Annotations and output

    /// <summary>The text of a <c>(@name "…")</c> annotation right here.</summary>
    private string? NameAnnotation()
    {
        int annotation = reader.AnnotationBefore("name"u8);
        if (annotation < 0) return null;
        int saved = reader.Position;
        reader.Position = annotation;
        string name = reader.Name();
        reader.Position = saved;
        return name;
    }

    private byte[] Encode()
    {
        var module = new ByteWriter();
        module.Bytes([0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0]);
        Custom(CustomPlace.BeforeFirst);
        Section(1, EncodeTypes());
        Section(2, imports.Finish());
        Section(3, functions.Finish());
        Section(4, tables.Finish());
        Section(5, memories.Finish());
        Section(13, tags.Finish());
        Section(6, globals.Finish());
        Section(7, exports.Finish());
        Section(8, start < 0 ? null : Number(start));
        Section(9, elements.Finish());
        Section(12, needsDataCount ? Number(data.Count) : null);
        Section(10, bodies.Finish());
        Section(11, data.Finish());
        if (names.Finish() is { } nameSection) module.Section(0, nameSection);
        Custom(CustomPlace.AfterLast);
        return module.ToArray();

        void Section(byte id, ByteWriter? contents)
        {
            Custom(new(false, id));
            if (contents is not null) module.Section(id, contents);
            Custom(new(true, id));
        }

        void Custom(CustomPlace place)
        {
            foreach (var custom in customs)
            {
                if (custom.Place == place) module.Section(0, custom.Contents);
            }
        }

        static ByteWriter Number(int value)
        {
            var writer = new ByteWriter();
            writer.Unsigned(value);
            return writer;
        }
    }
}
