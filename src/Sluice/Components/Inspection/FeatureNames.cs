using Sluice.Binary;
using Sluice.Components.Definitions;
using Sluice.Modules;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Components.Inspection;

/// <summary>Collects the features of the two formats that are used.</summary>
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

        if (module.Memories.Length > 1) names.Add("multi-memory");
        foreach (var memory in module.Memories)
        {
            if (memory.Is64) names.Add("memory64");
            if (memory.PageSizeLog2 != 16) names.Add("custom-page-sizes");
        }
        foreach (var type in module.Types)
            if (type.Composite is FuncType { Results.Length: > 1 }) names.Add("multi-value");
        if (module.Tags.Length > 0) names.Add(Name(Proposal.Exceptions));
    }

    public void Add(Definition definition)
    {
        switch (definition)
        {
            case LiftDefinition lift when HasAsync(lift.Options):
                names.Add(lift.Options.Any(static o => o.Kind == CanonicalOptionKind.Callback) ? "async lift with callback" : "async lift with a stack");
                break;
            case LowerDefinition lower when HasAsync(lower.Options):
                names.Add("async lower");
                break;
            case BuiltinDefinition builtin:
                if (builtin.Async || HasAsync(builtin.Options)) names.Add("async built-ins");
                if (builtin.Builtin.Info().Name.StartsWith("thread.", StringComparison.Ordinal)) names.Add("component threads");
                break;
            case TypeDefinition type:
                Add(type.Type);
                break;
            case ImportDefinition { Name.Implements: not null } or ExportDefinition { Name.Implements: not null }:
                names.Add("implements");
                break;
        }
    }

    private static bool HasAsync(CanonicalOption[] options) => options.Any(static o => o.Kind == CanonicalOptionKind.Async);

    private void Add(TypeSyntax type)
    {
        switch (type)
        {
            case AsyncValueSyntax value: names.Add(value.Stream ? "stream" : "future"); break;
            case FuncTypeSyntax { Async: true }: names.Add("async functions"); break;
            case FixedListSyntax: names.Add("fixed-length list"); break;
            case MapSyntax: names.Add("map"); break;
            case PrimitiveSyntax { Type.Kind: Wit.Types.ValKind.ErrorContext }: names.Add("error-context"); break;
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
