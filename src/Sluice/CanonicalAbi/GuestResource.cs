namespace Sluice;

/// <summary>The base of classes that stand for a resource which a component implements.</summary>
/// <remarks>A derived class has a public constructor that takes a <see cref="GuestResourceHandle"/>: the runtime calls it for each handle that reaches the host.</remarks>
public abstract partial class GuestResource
{
    /// <summary>Wraps a handle.</summary>
    protected GuestResource(GuestResourceHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        Handle = handle;
    }

    /// <summary>The handle behind the object.</summary>
    public GuestResourceHandle Handle { get; }
}
