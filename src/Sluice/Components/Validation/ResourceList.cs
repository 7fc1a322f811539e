namespace Sluice.Components.Validation;

/// <summary>Resources in the order in which they were found, each once.</summary>
internal sealed class ResourceList
{
    // Most components and types have none.
    private ResourceVariable[] list = [];
    private HashSet<object>? set;

    public int Count { get; private set; }

    public void Add(ResourceVariable resource)
    {
        set ??= new HashSet<object>(ReferenceEqualityComparer.Instance);
        if (!set.Add(resource)) return;
        if (Count == list.Length) Array.Resize(ref list, Math.Max(4, Count * 2));
        list[Count++] = resource;
    }

    public void Add(ResourceVariable[] resources)
    {
        foreach (var resource in resources) Add(resource);
    }

    public bool Contains(ResourceVariable resource) => set is not null && set.Contains(resource);

    public ResourceVariable[] ToArray() => list[..Count];

    /// <summary>Those that are not in <paramref name="other"/>.</summary>
    public ResourceVariable[] Except(ResourceList other)
    {
        if (other.Count == 0) return ToArray();
        var rest = new ResourceList();
        for (var i = 0; i < Count; i++)
            if (!other.Contains(list[i])) rest.Add(list[i]);
        return rest.ToArray();
    }
}
