using Sluice.Components.Definitions;
using Sluice.Components.Linking;
using Sluice.Components.Validation;
using Sluice.Modules;

namespace Sluice.Components.Inspection;

/// <summary>Collects a <see cref="ComponentSummary"/> over a component and everything nested in it.</summary>
internal sealed class ComponentSummarizer
{
    private readonly List<CoreModuleSummary> modules = [];
    private readonly SortedSet<string> builtins = new(StringComparer.Ordinal);
    private readonly SortedSet<string> features = new(StringComparer.Ordinal);
    private readonly List<Producer> producers = [];
    private int nested;

    public static ComponentSummary Summarize(ValidatedComponent component)
    {
        var summarizer = new ComponentSummarizer();
        var definition = component.Definition;
        summarizer.Visit(definition);
        var imports = Items(component.Type.Imports);
        var exports = Items(component.Type.Exports);
        return new ComponentSummary
        {
            Name = definition.Name,
            Size = definition.Binary.Length,
            Imports = imports,
            Exports = exports,
            WasiVersions = [.. imports.Concat(exports).Select(static item => item.WasiVersion).OfType<string>().Distinct()],
            Modules = summarizer.modules,
            NestedComponents = summarizer.nested,
            Builtins = [.. summarizer.builtins],
            Features = [.. summarizer.features],
            Producers = [.. summarizer.producers.Distinct()],
            CustomSections = [.. definition.CustomSections.Select(static section => new CustomSectionSummary(section.Name, section.Bytes.Length))],
        };
    }

    private static List<ExternSummary> Items(OrderedDictionary<string, ItemType> items) =>
        [.. items.Select(static item => new ExternSummary(item.Key, item.Value.Description, WasiVersion(item.Key), (item.Value as FunctionItem)?.Type.ToString(),
            item.Value is InstanceItem instance ? Items(instance.Type.Exports) : []))];

    private static string? WasiVersion(string name) =>
        name.StartsWith("wasi:", StringComparison.Ordinal) ? InterfaceVersions.Split(name).Version?.ToString() : null;

    private void Visit(ComponentDefinition component)
    {
        AddProducers(component.CustomSections, component.Binary);
        foreach (var definition in component.Definitions)
        {
            switch (definition)
            {
                case CoreModuleDefinition { Module: var module }:
                    AddProducers(module.CustomSections, module.Binary);
                    modules.Add(new CoreModuleSummary(
                        module.Names.Module, module.Binary.Length, module.Functions.Sum(static f => f.Body.Length),
                        module.Functions.Count - module.ImportedFunctions, module.Imports.Count, module.Exports.Count));
                    break;
                case NestedComponentDefinition child:
                    nested++;
                    Visit(child.Component);
                    break;
                case BuiltinDefinition builtin:
                    builtins.Add(builtin.Builtin.Info().Name);
                    if (builtin.Async || HasAsync(builtin.Options)) features.Add("async built-ins");
                    break;
                case LiftDefinition lift when HasAsync(lift.Options):
                    features.Add(lift.Options.Any(static o => o.Kind == CanonicalOptionKind.Callback) ? "async lift with callback" : "async lift with a stack");
                    break;
                case LowerDefinition lower when HasAsync(lower.Options):
                    features.Add("async lower");
                    break;
                case TypeDefinition { Type: var type }:
                    Visit(type);
                    break;
            }
        }
    }

    private void Visit(TypeSyntax type)
    {
        switch (type)
        {
            case AsyncValueSyntax value: features.Add(value.Stream ? "stream" : "future"); break;
            case FuncTypeSyntax { Async: true }: features.Add("async functions"); break;
            case FixedListSyntax: features.Add("fixed-length list"); break;
            case MapSyntax: features.Add("map"); break;
            case PrimitiveSyntax { Type.Kind: Wit.Types.ValKind.ErrorContext }: features.Add("error-context"); break;
            case InstanceTypeSyntax instance: Visit(instance.Declarations); break;
            case ComponentTypeSyntax component: Visit(component.Declarations); break;
        }
    }

    private void Visit(Definition[] declarations)
    {
        foreach (var declaration in declarations)
            if (declaration is TypeDefinition type) Visit(type.Type);
    }

    private static bool HasAsync(CanonicalOption[] options) => options.Any(static o => o.Kind == CanonicalOptionKind.Async);

    private void AddProducers(List<CustomSection> sections, ReadOnlyMemory<byte> binary)
    {
        foreach (var section in sections)
            if (section.Name == "producers") producers.AddRange(ProducersSection.Read(binary.Span.Slice(section.Bytes.Start, section.Bytes.Length)));
    }
}
