using Sluice.Binary;
using Sluice.Components.Definitions;
using Sluice.Modules;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Components.Inspection;

/// <summary>Collects the features of the two formats that are used: of core WebAssembly by proposal, of the Component Model by its feature emoji's meaning.</summary>
internal sealed class FeatureNames
{
    private readonly SortedSet<string> names = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names => [.. names];

    public void Add(ModuleDefinition module)
    {
        var proposals = 0u;
        Instruction instruction = default;
        foreach (var function in module.Functions)
        {
            var reader = new InstructionReader(module.Binary.Span, function.Body);
            while (reader.Read(ref instruction)) proposals |= 1u << (int)instruction.Info.Proposal;
        }
        foreach (var proposal in Enum.GetValues<Proposal>())
            if (proposal != Proposal.Mvp && (proposals & (1u << (int)proposal)) != 0) names.Add(Name(proposal));

        if (module.Memories.Count > 1) names.Add("multi-memory");
        foreach (var memory in module.Memories)
        {
            if (memory.Is64) names.Add("memory64");
            if (memory.Shared) names.Add("threads");
            if (memory.PageSizeLog2 != 16) names.Add("custom-page-sizes");
        }
        foreach (var type in module.Types)
            if (type.Composite is FuncType { Results.Length: > 1 }) names.Add("multi-value");
        if (module.Tags.Count > 0) names.Add(Name(Proposal.Exceptions));
    }

    public void Add(Definition definition)
    {
        switch (definition)
        {
            case LiftDefinition lift:
                Add(lift.Options);
                break;
            case LowerDefinition lower:
                Add(lower.Options);
                break;
            case BuiltinDefinition builtin:
                Add(builtin.Options);
                var name = builtin.Builtin.Info().Name;
                var family = name[..name.IndexOf('.', StringComparison.Ordinal)];
                if (family is "thread") names.Add("component-threads");
                else if (family is "error-context") names.Add("error-context");
                else if (family is not "resource") names.Add("async");
                break;
            case TypeDefinition type:
                Add(type.Type);
                break;
            case ImportDefinition { Name: { Implements: not null } }:
            case ExportDefinition { Name: { Implements: not null } }:
                names.Add("implements");
                break;
        }
    }

    private void Add(CanonicalOption[] options)
    {
        foreach (var option in options)
        {
            if (option.Kind is CanonicalOptionKind.Async or CanonicalOptionKind.Callback) names.Add("async");
            if (option.Kind is CanonicalOptionKind.Gc or CanonicalOptionKind.CoreType) names.Add("component-gc");
        }
    }

    private void Add(TypeSyntax type)
    {
        switch (type)
        {
            case FuncTypeSyntax { Async: true } or AsyncValueSyntax: names.Add("async"); break;
            case FixedListSyntax: names.Add("fixed-length-lists"); break;
            case MapSyntax: names.Add("maps"); break;
            case InstanceTypeSyntax instance:
                foreach (var declaration in instance.Declarations) Add(declaration);
                break;
            case ComponentTypeSyntax component:
                foreach (var declaration in component.Declarations) Add(declaration);
                break;
        }
    }

    private static string Name(Proposal proposal) => proposal switch
    {
        Proposal.SignExtension => "sign-extension",
        Proposal.SaturatingConversions => "saturating-float-to-int",
        Proposal.BulkMemory => "bulk-memory",
        Proposal.ReferenceTypes => "reference-types",
        Proposal.Simd => "simd",
        Proposal.RelaxedSimd => "relaxed-simd",
        Proposal.TailCall => "tail-call",
        Proposal.Exceptions => "exceptions",
        Proposal.FunctionReferences => "function-references",
        Proposal.Gc => "gc",
        _ => throw new ArgumentOutOfRangeException(nameof(proposal), proposal, "not a feature of its own"),
    };
}
