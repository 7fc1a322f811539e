using Sluice.Wit.Types;

namespace Sluice;

/// <summary>A resource of a component that the host has a handle to.</summary>
/// <remarks>An owned one must be passed on or dropped; a borrowed one is good only until the call that it came with returns.</remarks>
public sealed partial class GuestResourceHandle
{
    private readonly uint _representation;
    private bool _valid = true;

    internal GuestResourceHandle(ResourceType type, uint representation, bool owned)
    {
        Type = type;
        _representation = representation;
        IsOwned = owned;
    }

    /// <summary>The type of the resource.</summary>
    public ResourceType Type { get; }

    /// <summary>Whether the host owns the resource rather than borrows it.</summary>
    public bool IsOwned { get; }

    internal uint Representation =>
        _valid ? _representation : throw new InvalidOperationException($"The handle to {Type.Name} has been passed on, dropped or returned.");

    /// <summary>Gives the resource to somebody else: from now on the handle cannot be used.</summary>
    internal uint Take()
    {
        if (!IsOwned) throw new InvalidOperationException($"A borrowed handle to {Type.Name} cannot be passed as an owned one.");
        var representation = Representation;
        _valid = false;
        return representation;
    }

    /// <summary>Ends a borrow.</summary>
    internal void Invalidate() => _valid = false;

    /// <inheritdoc/>
    public override string ToString() => $"<{(IsOwned ? "own" : "borrow")} {Type.Name}>";
}
