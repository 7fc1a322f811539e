namespace Sluice.Wit.Types;

/// <summary>
/// A resource type. Two of them are the same only if they are the same object: WIT has one for each <c>resource</c> item,
/// the component runtime makes a new one for each instantiation.
/// </summary>
public abstract class ResourceType
{
    /// <summary>The name to show in messages.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
