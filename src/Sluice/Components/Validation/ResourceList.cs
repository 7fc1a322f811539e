namespace Sluice.Components.Validation;

/// <summary>Resources in the order in which they were found, each once.</summary>
internal sealed class ResourceList
{
    // Most components and types have none.
    private List<ResourceVariable>? list;
    private HashSet<ResourceVariable>? set;

    public int Count => list?.Count ?? 0;

    public void Add(ResourceVariable resource)
    {
        if ((set ??= []).Add(resource)) (list ??= []).Add(resource);
    }

    public void Add(ResourceVariable[] resources)
    {
        foreach (var resource in resources) Add(resource);
    }

    public bool Contains(ResourceVariable resource) => set is not null && set.Contains(resource);

    public ResourceVariable[] ToArray() => list is null ? [] : [.. list];

    /// <summary>Those that are not in <paramref name="other"/>.</summary>
    public ResourceVariable[] Except(ResourceList other) => list is null ? [] : [.. list.FindAll(resource => !other.Contains(resource))];
}
