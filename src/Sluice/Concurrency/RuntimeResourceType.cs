// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#resource-state

using Sluice.CanonicalAbi;
using Sluice.Components;
using Sluice.Runtime;
using Sluice.Wit.Types;

namespace Sluice.Concurrency;

/// <summary>A resource type at run time: one for each time that its definition is instantiated.</summary>
internal abstract class RuntimeResourceType : ResourceType;

/// <summary>A resource type that a component instance implements.</summary>
internal sealed class GuestResourceType(string name, ComponentInstance implementation) : RuntimeResourceType
{
    public override string Name { get; } = name;

    /// <summary>The instance that knows the representations: its borrowed handles are the representations themselves.</summary>
    public ComponentInstance Implementation { get; } = implementation;

    /// <summary>Called with the representation when the last owner lets go. Set once, at instantiation.</summary>
    public Function? Destructor { get; set; }
}

/// <summary>A resource type that the host implements; its resources are objects. One store's.</summary>
/// <param name="name">The name to show in messages.</param>
/// <param name="drop">Called when a guest drops a resource that it owns; null to dispose the object if it can be.</param>
internal sealed class HostResourceType(string name, Action<object>? drop = null) : RuntimeResourceType, IHostResourceType
{
    public override string Name { get; } = name;

    public HostResourceTable Objects { get; } = new();

    public void Drop(uint representation)
    {
        var resource = Objects.Remove(representation);
        if (drop is not null) drop(resource);
        else (resource as IDisposable)?.Dispose();
    }
}
