using Sluice.Concurrency;
using Sluice.Wit.Types;

namespace Sluice;

/// <summary>A resource of a component that the host has a handle to.</summary>
/// <remarks>An owned one must be passed on or dropped; a borrowed one is good only until the call that it came with returns.</remarks>
public sealed partial class GuestResourceHandle
{
    private readonly uint representation;
    // Any thread may dispose of the handle; whoever makes it 0 has the resource.
    private int valid = 1;

    internal GuestResourceHandle(ResourceType type, uint representation, bool owned)
    {
        Type = type;
        this.representation = representation;
        IsOwned = owned;
    }

    /// <summary>The type of the resource.</summary>
    public ResourceType Type { get; }

    /// <summary>Whether the host owns the resource rather than borrows it.</summary>
    public bool IsOwned { get; }

    /// <summary>The instance that the host made of the component, whose exports have the resource's functions.</summary>
    internal ComponentInstance Exporter
    {
        get
        {
            if (Type is not GuestResourceType guest) throw new InvalidOperationException($"{Type.Name} is not a component's resource.");
            var instance = guest.Implementation;
            while (instance.Parent is { } parent) instance = parent;
            return instance;
        }
    }

    internal uint Representation => ForUse().representation;

    /// <exception cref="ObjectDisposedException">The handle is nobody's any more.</exception>
    internal GuestResourceHandle ForUse() =>
        Volatile.Read(ref valid) != 0 ? this : throw new ObjectDisposedException(Type.Name, $"The handle to {Type.Name} has been passed on, dropped or returned.");

    /// <summary>Gives the resource to somebody else: from now on the handle cannot be used.</summary>
    internal uint Take()
    {
        if (!IsOwned) throw new InvalidOperationException($"A borrowed handle to {Type.Name} cannot be passed as an owned one.");
        var representation = Representation;
        if (Interlocked.Exchange(ref valid, 0) == 0) throw new ObjectDisposedException(Type.Name, $"Another thread has dropped the handle to {Type.Name}.");
        return representation;
    }

    /// <summary>Ends a borrow.</summary>
    internal void Invalidate() => Volatile.Write(ref valid, 0);

    /// <inheritdoc/>
    public override string ToString() => $"<{(IsOwned ? "own" : "borrow")} {Type.Name}>";
}
