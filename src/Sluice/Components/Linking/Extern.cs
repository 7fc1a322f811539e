using Sluice.Components.Validation;
using Sluice.Concurrency;
using Sluice.Modules;
using Sluice.Wit.Types;

namespace Sluice.Components.Linking;

/// <summary>What a component imports and exports, at run time.</summary>
internal abstract class Extern;

internal sealed class FunctionExtern(ComponentFunction function) : Extern
{
    public ComponentFunction Function { get; } = function;
}

internal sealed class InstanceExtern(NameMap<Extern> exports) : Extern
{
    public NameMap<Extern> Exports { get; } = exports;
}

/// <param name="resource">The resource type; null for any other type, of which nothing is left at run time.</param>
internal sealed class TypeExtern(ResourceType? resource) : Extern
{
    public static readonly TypeExtern Plain = new(null);

    public ResourceType? Resource { get; } = resource;
}

internal sealed class ModuleExtern(Module module) : Extern
{
    public Module Module { get; } = module;
}

/// <summary>A component with the surroundings that its outer aliases refer to.</summary>
internal sealed class ComponentExtern(ValidatedComponent component, ComponentFrame? outer, Component source) : Extern
{
    public ValidatedComponent Component { get; } = component;
    public ComponentFrame? Outer { get; } = outer;

    /// <summary>The loaded component that it is nested in, which has its modules.</summary>
    public Component Source { get; } = source;
}
