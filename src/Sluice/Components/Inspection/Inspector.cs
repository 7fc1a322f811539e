using Sluice.Binary;
using Sluice.Components.Decoding;
using Sluice.Components.Definitions;
using Sluice.Components.Validation;
using Sluice.Modules;
using Sluice.Types;
using Sluice.Validation;

namespace Sluice.Components.Inspection;

/// <summary>Summarizes a binary.</summary>
internal sealed class Inspector
{
    private readonly List<ModuleSummary> modules = [];
    private readonly OrderedDictionary<ProducerSummary, ProducerSummary> producers = [];
    private readonly SortedDictionary<int, (string Name, int Count)> canonicals = [];
    private readonly FeatureNames features = new();
    private int nestedComponents;

    private Inspector()
    {
    }

    /// <exception cref="MalformedException">The binary breaks the format's grammar.</exception>
    /// <exception cref="InvalidException">The component or module breaks a validation rule.</exception>
    public static ComponentSummary Inspect(ReadOnlyMemory<byte> binary)
    {
        var inspector = new Inspector();
        return ComponentDecoder.IsComponent(binary.Span) ? inspector.Component(binary) : inspector.Module(binary);
    }

    private ComponentSummary Component(ReadOnlyMemory<byte> binary)
    {
        var definition = ComponentDecoder.Decode(binary);
        var type = ComponentValidator.Validate(definition, new TypeRegistry()).Type;
        Walk(definition, "");
        return new ComponentSummary
        {
            IsComponent = true,
            Name = definition.Name,
            Size = binary.Length,
            Imports = [.. type.Imports.Select(static i => Extern(i.Key, i.Value))],
            Exports = [.. type.Exports.Select(static e => Extern(e.Key, e.Value))],
            Modules = modules,
            NestedComponents = nestedComponents,
            Canonicals = [.. canonicals.Values],
            Features = features.Names,
            Producers = [.. producers.Values],
            CustomSections = Sections(definition.CustomSections),
        };
    }

    private ComponentSummary Module(ReadOnlyMemory<byte> binary)
    {
        var module = BinaryDecoder.Decode(binary);
        ModuleValidator.Validate(module, new TypeRegistry());
        AddModule(module, "0", 0);
        return new ComponentSummary
        {
            IsComponent = false,
            Name = module.Names.Module,
            Size = binary.Length,
            Imports = [.. module.Imports.Select(i => new ExternSummary(i.Module, i.Name, Kind(i.Type.Kind), Describe(module, i.Type), []))],
            Exports = [.. module.Exports.Select(e => new ExternSummary(null, e.Name, Kind(e.Kind), Describe(module, ExportType(module, e)), []))],
            Modules = modules,
            NestedComponents = 0,
            Canonicals = [],
            Features = features.Names,
            Producers = [.. producers.Values],
            CustomSections = Sections(module.CustomSections),
        };
    }

    private void Walk(ComponentDefinition component, string path)
    {
        AddProducers(component.Binary.Span, component.CustomSections);
        var (moduleIndex, componentIndex) = (0, 0);
        foreach (var definition in component.Definitions)
        {
            features.Add(definition);
            switch (definition)
            {
                case CoreModuleDefinition module:
                    AddModule(module.Module, $"{path}{moduleIndex++}", module.Offset);
                    break;
                case NestedComponentDefinition nested:
                    nestedComponents++;
                    Walk(nested.Component, $"{path}{componentIndex++}/");
                    break;
                case LiftDefinition:
                    Count(-2, "lift");
                    break;
                case LowerDefinition:
                    Count(-1, "lower");
                    break;
                case BuiltinDefinition builtin:
                    Count((int)builtin.Builtin, builtin.Builtin.Info().Name);
                    break;
            }
        }
    }

    private void Count(int order, string name) => canonicals[order] = (name, canonicals.TryGetValue(order, out var known) ? known.Count + 1 : 1);

    private void AddModule(ModuleDefinition module, string path, int offset)
    {
        features.Add(module);
        AddProducers(module.Binary.Span, module.CustomSections);
        modules.Add(new ModuleSummary(
            path,
            module.Names.Module,
            offset,
            module.Binary.Length,
            module.Functions.Sum(static f => f.Body.Length),
            module.Data.Sum(static d => d.Bytes.Length),
            module.CustomSections.Sum(static s => s.Bytes.Length),
            module.Functions.Count - module.ImportedFunctions,
            module.Imports.Count,
            module.Exports.Count,
            [.. module.Memories.Select((memory, i) => new MemorySummary(i < module.ImportedMemories, memory))]));
    }

    private void AddProducers(ReadOnlySpan<byte> binary, List<CustomSection> sections)
    {
        foreach (var section in sections)
        {
            if (section.Name != ProducersSection.SectionName) continue;
            foreach (var producer in ProducersSection.Read(binary.Slice(section.Bytes.Start, section.Bytes.Length))) producers.TryAdd(producer, producer);
        }
    }

    private static List<SectionSummary> Sections(List<CustomSection> sections) => sections.ConvertAll(static s => new SectionSummary(s.Name, s.Bytes.Length));

    private static ExternSummary Extern(string name, ItemType item) => new(
        null,
        name,
        item.Description,
        item is FunctionItem function ? function.Type.ToString() : null,
        item is InstanceItem instance ? [.. instance.Type.Exports.Where(static e => e.Value is not TypeItem).Select(static e => e.Key)] : []);

    private static ExternType ExportType(ModuleDefinition module, Export export) => export.Kind switch
    {
        ExternKind.Function => new FunctionExternType(module.Functions[export.Index].TypeIndex),
        ExternKind.Table => module.Tables[export.Index].Type,
        ExternKind.Memory => module.Memories[export.Index],
        ExternKind.Global => module.Globals[export.Index].Type,
        _ => module.Tags[export.Index],
    };

    private static string Kind(ExternKind kind) => TypeMatcher.Describe(kind);

    private static string Describe(ModuleDefinition module, ExternType type) => type switch
    {
        FunctionExternType function => module.Types[function.TypeIndex].Composite.ToString()!,
        TagType tag => module.Types[tag.TypeIndex].Composite.ToString()!,
        TableType table => $"{(table.Is64 ? "i64 " : "")}{Limits(table.Limits)} {table.Element}",
        MemoryType memory => Describe(memory),
        GlobalType global => global.Mutable ? $"(mut {global.Type})" : $"{global.Type}",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown kind"),
    };

    /// <summary>A memory's type in words, such as <c>i64 1..16 pages</c>.</summary>
    public static string Describe(MemoryType memory) =>
        $"{(memory.Is64 ? "i64 " : "")}{Limits(memory.Limits)} pages{(memory.PageSizeLog2 == 16 ? "" : $" of {1 << memory.PageSizeLog2} bytes")}{(memory.Shared ? ", shared" : "")}";

    private static string Limits(Limits limits) => limits.Maximum is { } maximum ? $"{limits.Minimum}..{maximum}" : $"{limits.Minimum}..";
}
