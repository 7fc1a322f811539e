namespace Sluice;

/// <summary>The base of classes that stand for a resource which a component implements.</summary>
/// <remarks>
/// A derived class has a public constructor that takes a <see cref="GuestResourceHandle"/>: the runtime calls it for each handle that reaches
/// the host. An object with an owned handle must be disposed, or passed on to a guest as an owned one; a borrowed one is good only until the
/// call that it came with returns.
/// </remarks>
public abstract class GuestResource : IDisposable
{
    /// <summary>Wraps a handle.</summary>
    protected GuestResource(GuestResourceHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        Handle = handle;
    }

    /// <summary>The handle behind the object.</summary>
    public GuestResourceHandle Handle { get; }

    /// <summary>Drops the resource if it is owned: its destructor runs when it is the store's turn. Any thread may, and more than once.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Drops the resource if <paramref name="disposing"/>: there is nothing for a finalizer to do.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Handle.Dispose();
    }

    /// <summary>A function of the component that implements the resource. Compiled once for each component instance.</summary>
    /// <typeparam name="TDelegate">Takes this object, for a method, and the other parameters; see <see cref="ComponentExports.GetFunction{TDelegate}"/>.</typeparam>
    /// <param name="interfaceId">The exported interface, such as <c>docs:paint/canvas@1.0.0</c>.</param>
    /// <param name="name">The function's name in it, such as <c>[method]brush.stroke</c>.</param>
    /// <exception cref="LinkException">There is no such function, or it has another type.</exception>
    /// <exception cref="ObjectDisposedException">The resource was dropped or passed on, or it was borrowed and the call is over.</exception>
    protected TDelegate GetFunction<TDelegate>(string interfaceId, string name)
        where TDelegate : Delegate => Handle.ForUse().Exporter.GetSharedFunction<TDelegate>(interfaceId, name);
}
