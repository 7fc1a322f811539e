using Sluice.Binary;
using Sluice.Components.Decoding;
using Sluice.Components.Definitions;
using Sluice.Components.Linking;
using Sluice.Components.Validation;
using Sluice.Modules;
using Sluice.Types;
using Sluice.Validation;

namespace Sluice.Components.Inspection;

/// <summary>Summarizes a binary.</summary>
internal sealed class Inspector
{
    private readonly List<CoreModuleSummary> modules = [];
    private readonly OrderedDictionary<Producer, Producer> producers = [];
    private readonly SortedDictionary<int, CanonicalSummary> canonicals = [];
    private readonly FeatureNames features = new();
    private int nestedComponents;

    private Inspector()
    {
    }

    /// <exception cref="MalformedException">The binary breaks the format's grammar.</exception>
    /// <exception cref="InvalidException">The component or module breaks a validation rule.</exception>
    public static ComponentSummary Inspect(ReadOnlyMemory<byte> binary)
    {
        if (ComponentDecoder.IsComponent(binary.Span)) return Inspect(ComponentValidator.Validate(ComponentDecoder.Decode(binary), new TypeRegistry()));
        var module = BinaryDecoder.Decode(binary);
        ModuleValidator.Validate(module, new TypeRegistry());
        return new Inspector().Module(module);
    }

    public static ComponentSummary Inspect(ValidatedComponent component) => new Inspector().Component(component.Definition, component.Type);

    private ComponentSummary Component(ComponentDefinition definition, ComponentType type)
    {
        Walk(definition, "");
        return new ComponentSummary
        {
            IsComponent = true,
            Name = definition.Name,
            Size = definition.Binary.Length,
            Imports = [.. type.Imports.AsEnumerable().Select(static i => Extern(i.Key, i.Value))],
            Exports = [.. type.Exports.AsEnumerable().Select(static e => Extern(e.Key, e.Value))],
            Modules = modules,
            NestedComponents = nestedComponents,
            Canonicals = [.. canonicals.Values],
            Features = features.Names,
            Producers = [.. producers.Values],
            CustomSections = Sections(definition.CustomSections),
        };
    }

    private ComponentSummary Module(ModuleDefinition module)
    {
        AddModule(module, "0", 0);
        return new ComponentSummary
        {
            IsComponent = false,
            Name = module.Names.Module,
            Size = module.Binary.Length,
            Imports = [.. module.Imports.Select(i => new ExternSummary(i.Name, Kind(i.Type.Kind), null, Describe(module, i.Type), []) { Module = i.Module })],
            Exports = [.. module.Exports.Select(e => new ExternSummary(e.Name, Kind(e.Kind), null, Describe(module, ExportType(module, e)), []))],
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

    private void Count(int order, string name) => canonicals[order] = new(name, canonicals.TryGetValue(order, out var known) ? known.Count + 1 : 1);

    private void AddModule(ModuleDefinition module, string path, int offset)
    {
        features.Add(module);
        AddProducers(module.Binary.Span, module.CustomSections);
        modules.Add(new CoreModuleSummary
        {
            Path = path,
            Name = module.Names.Module,
            Offset = offset,
            Size = module.Binary.Length,
            CodeSize = module.Functions.Sum(static f => f.Body.Length),
            DataSize = module.Data.Sum(static d => d.Bytes.Length),
            CustomSize = module.CustomSections.Sum(static s => s.Bytes.Length),
            Functions = module.Functions.Length - module.ImportedFunctions,
            Imports = module.Imports.Length,
            Exports = module.Exports.Length,
            Memories = [.. module.Memories.Select((memory, i) => Memory(memory, i < module.ImportedMemories))],
        });
    }

    private void AddProducers(ReadOnlySpan<byte> binary, List<CustomSection> sections)
    {
        foreach (var section in sections)
        {
            if (section.Name != ProducersSection.SectionName) continue;
            foreach (var producer in ProducersSection.Read(binary.Slice(section.Bytes.Start, section.Bytes.Length))) producers.TryAdd(producer, producer);
        }
    }

    private static List<CustomSectionSummary> Sections(List<CustomSection> sections) => sections.ConvertAll(static s => new CustomSectionSummary(s.Name, s.Bytes.Length));

    private static ExternSummary Extern(string name, ItemType item) => new(
        name,
        item.Description,
        name.StartsWith("wasi:", StringComparison.Ordinal) ? InterfaceVersions.Split(name).Version?.ToString() : null,
        item is FunctionItem function ? function.Type.ToString() : null,
        item is InstanceItem instance ? [.. instance.Type.Exports.AsEnumerable().Select(static e => Extern(e.Key, e.Value))] : []);

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
        MemoryType memory => Memory(memory, false).ToString(),
        GlobalType global => global.Mutable ? $"(mut {global.Type})" : $"{global.Type}",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown kind"),
    };

    private static MemorySummary Memory(MemoryType type, bool imported) => new(imported, type.Limits.Minimum, type.Limits.Maximum, type.Is64, 1 << type.PageSizeLog2);

    private static string Limits(Limits limits) => limits.Maximum is { } maximum ? $"{limits.Minimum}..{maximum}" : $"{limits.Minimum}..";
}
