// WebAssembly 3.0, "Execution: Modules: Instantiation". https://webassembly.github.io/spec/core/exec/modules.html#instantiation

using System.Diagnostics;
using Sluice.Modules;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice;

/// <summary>A module instance: the module's code bound to memories, tables and globals of one store.</summary>
public sealed unsafe partial class Instance
{
    private readonly Function?[] functions;

    // Pinned. Those of imported globals have no other owner: GlobalCells alone would not keep them from being collected.
    private readonly ulong[] cells;

    /// <summary>The one that its store got before it.</summary>
    internal Instance? NextOfStore { get; set; }

    // Emitted code reads these fields.
    internal readonly VmStore* Vm;
    internal readonly Runtime.Memory? Memory0;
    internal readonly Table? Table0;
    internal readonly ulong* GlobalCells;
    internal readonly TableEntry[] ImportedCode;
    internal readonly Runtime.Memory[] Memories;
    internal readonly Table[] Tables;
    internal readonly Global[] Globals;
    internal readonly Tag[] Tags;
    internal readonly ObjectType?[] ObjectTypes;

    /// <summary>What is left of each data segment; empty once dropped.</summary>
    internal readonly ReadOnlyMemory<byte>[] Data;

    /// <summary>What is left of each element segment; empty once dropped.</summary>
    internal readonly object?[][] Elements;

    private Instance(Store store, Module module, ReadOnlySpan<ExternValue> imports)
    {
        var definition = module.Definition;
        Store = store;
        Module = module;
        Vm = store.Vm;
        ObjectTypes = module.ObjectTypes;
        functions = new Function?[definition.Functions.Length];
        Memories = new Runtime.Memory[definition.Memories.Length];
        Tables = new Table[definition.Tables.Length];
        Globals = new Global[definition.Globals.Length];
        Tags = new Tag[definition.Tags.Length];
        ImportedCode = new TableEntry[definition.ImportedFunctions];
        cells = GC.AllocateArray<ulong>(Math.Max(2, 2 * Globals.Length), pinned: true);
        fixed (ulong* first = cells) GlobalCells = first;

        TakeImports(imports);
        for (var i = definition.ImportedTags; i < Tags.Length; i++) Tags[i] = new Tag(store, definition.CanonicalTypes[definition.Tags[i].TypeIndex]);
        for (var i = definition.ImportedMemories; i < Memories.Length; i++) Memories[i] = new Runtime.Memory(store, definition.Memories[i]);
        for (var i = 0; i < definition.ImportedGlobals; i++)
        {
            // An immutable import is as good as an own one; a mutable one is reached through its address.
            var global = Globals[i];
            (cells[2 * i], cells[2 * i + 1]) = global.Type.Mutable ? ((ulong)global.Cell, 0UL) : (global.Slot.Low, global.Slot.High);
        }
        for (var i = definition.ImportedGlobals; i < Globals.Length; i++)
        {
            var type = (GlobalType)TypeRegistry.Canonicalize(definition.Globals[i].Type, definition.CanonicalTypes);
            Globals[i] = new Global(store, type, cells, i) { Slot = ConstantExpression.Evaluate(this, definition.Globals[i].Initializer!.Value) };
        }
        for (var i = definition.ImportedTables; i < Tables.Length; i++)
        {
            var type = (TableType)TypeRegistry.Canonicalize(definition.Tables[i].Type, definition.CanonicalTypes);
            var initial = definition.Tables[i].Initializer is { } initializer ? ConstantExpression.Evaluate(this, initializer).Reference : null;
            Tables[i] = new Table(store, type, initial);
        }
        Memory0 = Memories.Length > 0 ? Memories[0] : null;
        Table0 = Tables.Length > 0 ? Tables[0] : null;
        Data = new ReadOnlyMemory<byte>[definition.Data.Length];
        for (var i = 0; i < Data.Length; i++) Data[i] = definition.Binary.Slice(definition.Data[i].Bytes.Start, definition.Data[i].Bytes.Length);
        Elements = new object?[definition.Elements.Length][];
        for (var i = 0; i < Elements.Length; i++) Elements[i] = ElementsOf(definition.Elements[i]);
    }

    /// <summary>The store that owns the instance.</summary>
    public Store Store { get; }

    /// <summary>The instance's code.</summary>
    public Module Module { get; }

    /// <summary>Instantiates a module: links it, copies its active segments and runs its start function.</summary>
    /// <param name="imports">In the order of the module's imports.</param>
    /// <param name="linked">Called before guest code runs, for host functions that need the instance even in its start function.</param>
    /// <exception cref="LinkException">An import is missing or has another type.</exception>
    /// <exception cref="Trap">A segment does not fit, or the start function stopped.</exception>
    internal static Instance Create(Store store, Module module, ReadOnlySpan<ExternValue> imports, Action<Instance>? linked = null)
    {
        if (store.Engine != module.Engine) throw new LinkException("The module was loaded into another engine than the store's.");
        var instance = new Instance(store, module, imports);
        store.AddInstance(instance);
        linked?.Invoke(instance);
        instance.Initialize();
        return instance;
    }

    /// <summary>Finds an export.</summary>
    /// <returns>Null if there is none of that name.</returns>
    internal ExternValue? GetExport(string name)
    {
        if (Module.FindExport(name) is not { } export) return null;
        return export.Kind switch
        {
            ExternKind.Function => GetFunction(export.Index),
            ExternKind.Table => Tables[export.Index],
            ExternKind.Memory => Memories[export.Index],
            ExternKind.Global => Globals[export.Index],
            ExternKind.Tag => Tags[export.Index],
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The function instance with an index; always the same one, as references to it are compared.</summary>
    internal Function GetFunction(int index) => functions[index] ??= new Function(this, index);

    internal Slot ReadGlobal(int index) => Globals[index].Slot;

    private void TakeImports(ReadOnlySpan<ExternValue> imports)
    {
        var definition = Module.Definition;
        if (imports.Length != definition.Imports.Length)
            throw new LinkException($"The module has {definition.Imports.Length} imports; {imports.Length} were given.");
        int nextFunction = 0, nextTable = 0, nextMemory = 0, nextGlobal = 0, nextTag = 0;
        for (var i = 0; i < imports.Length; i++)
        {
            var import = definition.Imports[i];
            var value = imports[i] ?? throw new LinkException($"unknown import: {import.Module}.{import.Name} is missing");
            if (value.Store != Store) throw new LinkException($"The import {import.Module}.{import.Name} belongs to another store.");
            if (!Module.Engine.Types.Matches(value.ExternType, Module.ImportTypes[i]))
                throw new LinkException($"incompatible import type: {import.Module}.{import.Name} is {Describe(value.ExternType)}, not {Describe(Module.ImportTypes[i])}");
            switch (value)
            {
                case Function function:
                    ImportedCode[nextFunction] = new TableEntry { Code = function.Code, Context = function.Context };
                    functions[nextFunction++] = function;
                    break;
                case Table table:
                    Tables[nextTable++] = table;
                    break;
                case Runtime.Memory memory:
                    Memories[nextMemory++] = memory;
                    break;
                case Global global:
                    Globals[nextGlobal++] = global;
                    break;
                case Tag tag:
                    Tags[nextTag++] = tag;
                    break;
            }
        }
    }

    private string Describe(ExternType type) => type switch
    {
        FunctionExternType function => Module.Engine.Types.GetFunction(function.TypeIndex).ToString(),
        TagType tag => $"(tag {Module.Engine.Types.GetFunction(tag.TypeIndex)})",
        GlobalType global => global.Mutable ? $"(global (mut {global.Type}))" : $"(global {global.Type})",
        TableType table => $"(table {(table.Is64 ? "i64 " : "")}{table.Limits.Minimum} {table.Limits.Maximum} {table.Element})",
        MemoryType memory => $"(memory {(memory.Is64 ? "i64 " : "")}{memory.Limits.Minimum} {memory.Limits.Maximum})",
        _ => throw new UnreachableException(),
    };

    private object?[] ElementsOf(ElementSegment segment)
    {
        // A segment that is dropped at once needs its elements only while it is copied.
        var elements = new object?[segment.Count];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = segment.Functions is { } indices ? GetFunction(indices[i]) : ConstantExpression.Evaluate(this, segment.Expressions![i]).Reference;
        return elements;
    }

    private void Initialize()
    {
        var definition = Module.Definition;
        for (var i = 0; i < definition.Elements.Length; i++)
        {
            var segment = definition.Elements[i];
            if (segment.Mode == SegmentMode.Passive) continue;
            if (segment.Mode == SegmentMode.Active)
            {
                var table = Tables[segment.TableIndex];
                table.Init(Address(segment.Offset!.Value, table.Type.Is64), Elements[i], 0, (ulong)Elements[i].Length);
            }
            Elements[i] = [];
        }
        for (var i = 0; i < definition.Data.Length; i++)
        {
            var segment = definition.Data[i];
            if (segment.Mode != SegmentMode.Active) continue;
            var memory = Memories[segment.MemoryIndex];
            Data[i].Span.CopyTo(memory.Slice(Address(segment.Offset!.Value, memory.Type.Is64), (ulong)Data[i].Length));
            Data[i] = default;
        }
        if (definition.StartFunction >= 0) GetFunction(definition.StartFunction).Invoke(null, null);
    }

    private ulong Address(ByteRange expression, bool is64)
    {
        var value = ConstantExpression.Evaluate(this, expression).Low;
        return is64 ? value : (uint)value;
    }
}
