using Sluice.Components.Definitions;

namespace Sluice.Components.Validation;

/// <summary>A component that may be instantiated.</summary>
/// <param name="resolutions">What is known about each of the definition's definitions, by position; null where nothing is needed.</param>
internal sealed class ValidatedComponent(ComponentDefinition definition, ComponentType type, Resolution?[] resolutions) : Resolution
{
    public ComponentDefinition Definition { get; } = definition;
    public ComponentType Type { get; } = type;
    public Resolution?[] Resolutions { get; } = resolutions;
}
