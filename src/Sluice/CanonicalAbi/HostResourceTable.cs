namespace Sluice.CanonicalAbi;

/// <summary>The objects that implement a host resource type, by the representations that guests' handles hold. One store's.</summary>
internal sealed class HostResourceTable
{
    private readonly List<object?> objects = [null];
    private readonly Stack<uint> free = [];

    public uint Add(object resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (free.TryPop(out var representation)) objects[(int)representation] = resource;
        else
        {
            representation = (uint)objects.Count;
            objects.Add(resource);
        }
        return representation;
    }

    public object Get(uint representation) =>
        objects[(int)representation] ?? throw new InvalidOperationException("The resource has been dropped.");

    public object Remove(uint representation)
    {
        var resource = Get(representation);
        objects[(int)representation] = null;
        free.Push(representation);
        return resource;
    }
}

/// <summary>A resource type whose resources are objects of the host.</summary>
internal interface IHostResourceType
{
    HostResourceTable Objects { get; }
}
