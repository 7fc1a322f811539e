using System.Diagnostics.CodeAnalysis;
using Sluice.Wit.Types;

namespace Sluice.Components.Validation;

/// <summary>What resources stand for, from the roots of variables.</summary>
internal sealed class ResourceMap
{
    // Most components have no resources.
    private Dictionary<ResourceVariable, ResourceType>? resources;

    /// <summary>What a variable stands for.</summary>
    /// <exception cref="KeyNotFoundException">Nothing yet.</exception>
    public ResourceType this[ResourceVariable variable]
    {
        get => TryGetValue(variable, out var resource) ? resource : throw new KeyNotFoundException($"The resource `{variable.Name}` stands for nothing.");
        set => (resources ??= [])[variable.Root] = value;
    }

    public bool TryGetValue(ResourceVariable variable, [NotNullWhen(true)] out ResourceType? resource)
    {
        resource = null;
        return resources is not null && resources.TryGetValue(variable.Root, out resource);
    }

    /// <summary>Settles what a variable stands for unless that has been done.</summary>
    public bool TryAdd(ResourceVariable variable, ResourceType resource) => (resources ??= []).TryAdd(variable.Root, resource);
}
