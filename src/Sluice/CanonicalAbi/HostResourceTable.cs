namespace Sluice.CanonicalAbi;

/// <summary>The objects that implement a host resource type, by the representations that guests' handles hold. One store's.</summary>
internal sealed class HostResourceTable
{
    private readonly List<object?> _objects = [null];
    private readonly Stack<uint> _free = [];

    public uint Add(object resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (_free.TryPop(out var representation)) _objects[(int)representation] = resource;
        else
        {
            representation = (uint)_objects.Count;
            _objects.Add(resource);
        }
        return representation;
    }

    public object Get(uint representation) =>
        _objects[(int)representation] ?? throw new InvalidOperationException("The resource has been dropped.");

    public object Remove(uint representation)
    {
        var resource = Get(representation);
        _objects[(int)representation] = null;
        _free.Push(representation);
        return resource;
    }
}

/// <summary>A resource type whose resources are objects of the host.</summary>
internal interface IHostResourceType
{
    HostResourceTable Objects { get; }
}
