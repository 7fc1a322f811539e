// WebAssembly 3.0, "Validation: Modules". https://webassembly.github.io/spec/core/valid/modules.html

using Sluice.Modules;
using Sluice.Types;

namespace Sluice.Validation;

/// <summary>Checks a module against the validation rules, and finds the canonical ids of its types.</summary>
internal sealed class ModuleValidator
{
    private readonly ModuleDefinition module;
    private readonly ModuleContext context;
    private readonly ExpressionValidator expressions;

    private ModuleValidator(ModuleDefinition module, TypeRegistry registry)
    {
        this.module = module;
        context = new ModuleContext(module, registry);
        expressions = new ExpressionValidator(context);
    }

    /// <summary>Validates <paramref name="module"/> and completes it: canonical types, summaries of its functions.</summary>
    /// <exception cref="InvalidException">A rule is broken.</exception>
    /// <exception cref="MalformedException">A function body is not well encoded.</exception>
    public static void Validate(ModuleDefinition module, TypeRegistry registry) => new ModuleValidator(module, registry).Validate();

    private void Validate()
    {
        TypeValidator.Validate(module, context);
        Imports();
        Functions();
        Tags();
        Memories();
        TableTypes();
        GlobalTypes();
        ElementTypes();
        DeclareFunctions();
        Initializers();
        Exports();
        Start();
        Elements();
        Data();
        Bodies();
    }

    private void Imports()
    {
        // What an import says is checked with the index space it is in; a function's type must be there first.
        foreach (var import in module.Imports)
        {
            if (import.Type is FunctionExternType function) context.SignatureOfType(function.TypeIndex, -1);
        }
    }

    private void Functions()
    {
        context.FunctionTypes = new int[module.Functions.Length];
        context.Functions = new Signature[module.Functions.Length];
        for (var i = 0; i < module.Functions.Length; i++)
        {
            var function = module.Functions[i];
            context.Functions[i] = context.SignatureOfType(function.TypeIndex, function.Body.Start == 0 ? -1 : function.Body.Start);
            context.FunctionTypes[i] = module.CanonicalTypes[function.TypeIndex];
        }
    }

    private void Tags()
    {
        context.Tags = new Signature[module.Tags.Length];
        for (var i = 0; i < module.Tags.Length; i++)
        {
            var signature = context.SignatureOfType(module.Tags[i].TypeIndex, -1);
            if (signature.Results.Length != 0) throw new InvalidException("non-empty tag result type");
            context.Tags[i] = signature;
        }
    }

    private void Memories()
    {
        for (var i = 0; i < module.Memories.Length; i++)
        {
            Check(module.Memories[i]);
            // An import may say so, and then nothing matches it.
            if (module.Memories[i].Shared && i >= module.ImportedMemories) throw new InvalidException("shared memories are not supported");
        }
    }

    public static void Check(MemoryType memory)
    {
        var pages = memory.Is64 ? 1UL << 48 : 1UL << 16;
        CheckLimits(memory.Limits, pages, memory.Is64 ? "memory size must be at most 2^48 pages" : "memory size must be at most 65536 pages (4GiB)");
    }

    public static void Check(TableType table) =>
        CheckLimits(table.Limits, table.Is64 ? ulong.MaxValue : uint.MaxValue, "table size must be at most 2^32-1");

    private void TableTypes()
    {
        context.Tables = new TableType[module.Tables.Length];
        for (var i = 0; i < context.Tables.Length; i++)
        {
            var type = module.Tables[i].Type;
            Check(type);
            context.Tables[i] = type with { Element = context.Canonicalize(type.Element, -1) };
        }
    }

    private static void CheckLimits(Limits limits, ulong most, string error)
    {
        if (limits.Minimum > most || limits.Maximum > most) throw new InvalidException(error);
        if (limits.Minimum > limits.Maximum) throw new InvalidException("size minimum must not be greater than maximum");
    }

    private void GlobalTypes()
    {
        context.Globals = new GlobalType[module.Globals.Length];
        for (var i = 0; i < context.Globals.Length; i++)
        {
            var type = module.Globals[i].Type;
            context.Globals[i] = type with { Type = context.Canonicalize(type.Type, -1) };
        }
    }

    private void ElementTypes()
    {
        context.Elements = new ValType[module.Elements.Length];
        for (var i = 0; i < context.Elements.Length; i++) context.Elements[i] = context.Canonicalize(module.Elements[i].Type, -1);
    }

    // Exports, element segments, and (as they are validated) constant expressions declare the functions they name.
    private void DeclareFunctions()
    {
        context.DeclaredFunctions = new bool[module.Functions.Length];
        foreach (var export in module.Exports)
        {
            if (export.Kind == ExternKind.Function) Declare(export.Index);
        }
        foreach (var segment in module.Elements)
        {
            foreach (var function in segment.Functions ?? []) Declare(function);
        }
    }

    private void Declare(int function)
    {
        if (function < context.DeclaredFunctions.Length) context.DeclaredFunctions[function] = true;
    }

    private void Initializers()
    {
        // A table's initializer sees the imported globals, a global's also those before it.
        context.VisibleGlobals = module.ImportedGlobals;
        for (var i = module.ImportedTables; i < module.Tables.Length; i++)
        {
            var table = module.Tables[i];
            if (table.Initializer is { } initializer) expressions.Constant(initializer, context.Tables[i].Element);
            else if (!table.Type.Element.IsDefaultable) throw new InvalidException("type mismatch: a table of non-nullable references needs an initializer");
        }
        for (var i = module.ImportedGlobals; i < module.Globals.Length; i++)
        {
            context.VisibleGlobals = i;
            expressions.Constant(module.Globals[i].Initializer!.Value, context.Globals[i].Type);
        }
        context.VisibleGlobals = module.Globals.Length;
    }

    private void Exports()
    {
        var names = new NameMap<Export>();
        foreach (var export in module.Exports)
        {
            switch (export.Kind)
            {
                case ExternKind.Function: Check(export, module.Functions.Length, "function"); break;
                case ExternKind.Table: Check(export, module.Tables.Length, "table"); break;
                case ExternKind.Memory: Check(export, module.Memories.Length, "memory"); break;
                case ExternKind.Global: Check(export, module.Globals.Length, "global"); break;
                case ExternKind.Tag: Check(export, module.Tags.Length, "tag"); break;
            }
            if (!names.TryAdd(export.Name, export)) throw new InvalidException($"duplicate export name: \"{export.Name}\"");
        }
        module.ExportsByName = names;

        static void Check(Export export, int count, string what)
        {
            if (export.Index >= count) throw ModuleContext.Unknown(what, export.Index);
        }
    }

    private void Start()
    {
        if (module.StartFunction < 0) return;
        if (module.StartFunction >= context.Functions.Length) throw ModuleContext.Unknown("function", module.StartFunction);
        if (context.Functions[module.StartFunction] is not { Parameters: [], Results: [] })
            throw new InvalidException("start function must have no parameters and no results");
    }

    private void Elements()
    {
        for (var i = 0; i < module.Elements.Length; i++)
        {
            var segment = module.Elements[i];
            var type = context.Elements[i];
            foreach (var function in segment.Functions ?? [])
            {
                if (function >= context.Functions.Length) throw ModuleContext.Unknown("function", function);
            }
            foreach (var expression in segment.Expressions ?? []) expressions.Constant(expression, type);
            if (segment.Mode != SegmentMode.Active) continue;

            if (segment.TableIndex >= context.Tables.Length) throw ModuleContext.Unknown("table", segment.TableIndex);
            var table = context.Tables[segment.TableIndex];
            var offset = segment.Offset!.Value;
            if (!context.Registry.Matches(type, table.Element))
                throw new InvalidException($"type mismatch: element segment's type {type} does not match table's element type {table.Element}", offset.Start);
            expressions.Constant(offset, table.Is64 ? ValType.I64 : ValType.I32);
        }
    }

    private void Data()
    {
        foreach (var segment in module.Data)
        {
            if (segment.Mode != SegmentMode.Active) continue;
            if (segment.MemoryIndex >= module.Memories.Length) throw ModuleContext.Unknown("memory", segment.MemoryIndex);
            expressions.Constant(segment.Offset!.Value, module.Memories[segment.MemoryIndex].AddressType);
        }
    }

    private void Bodies()
    {
        var summaries = new FunctionSummary[module.Functions.Length - module.ImportedFunctions];
        for (var i = 0; i < summaries.Length; i++) summaries[i] = expressions.Function(module.ImportedFunctions + i);
        module.Summaries = summaries;
    }
}
