// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#lifting-and-lowering-values

using System.Diagnostics;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>Moves handles between guests, and between guests and the host's objects. What emitted code calls.</summary>
internal static class HandleMoves
{
    /// <summary>Lifts a handle from one guest and lowers it into another.</summary>
    public static uint Move(LiftLowerContext from, uint index, LiftLowerContext to, ValType type) => type switch
    {
        OwnType own => to.Instance.LowerOwn(from.Instance.LiftOwn(index, own.Resource), own.Resource),
        BorrowType borrow => to.Instance.LowerBorrow(from.Instance.LiftBorrow(index, borrow.Resource, from.BorrowScope), borrow.Resource, to.BorrowScope),
        StreamType stream => to.Instance.LowerStream(from.Instance.LiftStream(index, stream), stream),
        FutureType future => to.Instance.LowerFuture(from.Instance.LiftFuture(index, future), future),
        { Kind: ValKind.ErrorContext } => to.Instance.LowerErrorContext(from.Instance.LiftErrorContext(index)),
        _ => throw new UnreachableException(),
    };

    /// <summary>Lifts a resource as an object of the host: the one that implements it, or a new <see cref="GuestResource"/>.</summary>
    public static T LiftResource<T>(LiftLowerContext from, uint index, ValType type)
        where T : class
    {
        var owned = type is OwnType;
        var resource = type is OwnType own ? own.Resource : ((BorrowType)type).Resource;
        var representation = owned ? from.Instance.LiftOwn(index, resource) : from.Instance.LiftBorrow(index, resource, from.BorrowScope);
        if (resource is IHostResourceType host)
            return (T)(owned ? host.Objects.Remove(representation) : host.Objects.Get(representation));
        var handle = new GuestResourceHandle(resource, representation, owned);
        if (!owned) from.AddBorrow(handle);
        return GuestResourceFactory<T>.Create(handle);
    }

    /// <summary>Lowers an object of the host, or one that stands for a guest's resource.</summary>
    public static uint LowerResource(LiftLowerContext to, object value, ValType type)
    {
        ArgumentNullException.ThrowIfNull(value);
        var owned = type is OwnType;
        var resource = type is OwnType own ? own.Resource : ((BorrowType)type).Resource;
        uint representation;
        if (resource is IHostResourceType host)
        {
            representation = host.Objects.Add(value);
            // The object is the guest's for the time of the call only.
            if (!owned) to.AddBorrow(host.Objects, representation);
        }
        else
        {
            var handle = value as GuestResourceHandle ?? (value as GuestResource)?.Handle;
            if (handle is null || !ReferenceEquals(handle.Type, resource)) throw new ArgumentException($"The object is not a handle to {resource.Name} of this component.", nameof(value));
            representation = owned ? handle.Take() : handle.Representation;
        }
        return owned ? to.Instance.LowerOwn(representation, resource) : to.Instance.LowerBorrow(representation, resource, to.BorrowScope);
    }

    public static T LiftValue<T>(LiftLowerContext from, uint index, ValType type)
        where T : IHandleValue<T> => T.Lift(from, index, type);

    public static uint LowerValue(LiftLowerContext to, IHandleValue value, ValType type)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Lower(to, type);
    }
}

/// <summary>A class of the host that stands for streams, futures or error contexts.</summary>
internal interface IHandleValue
{
    /// <summary>Puts a handle into the guest's table.</summary>
    /// <returns>Its index.</returns>
    uint Lower(LiftLowerContext to, ValType type);
}

/// <inheritdoc cref="IHandleValue"/>
internal interface IHandleValue<TSelf> : IHandleValue
    where TSelf : IHandleValue<TSelf>
{
    /// <summary>Takes the handle out of the guest's table.</summary>
    static abstract TSelf Lift(LiftLowerContext from, uint index, ValType type);
}

/// <summary>Makes the objects that stand for guests' resources.</summary>
internal static class GuestResourceFactory<T>
    where T : class
{
    private static readonly Func<GuestResourceHandle, T> s_create = typeof(T) == typeof(GuestResourceHandle)
        ? static handle => (T)(object)handle
        : CompileConstructor();

    public static T Create(GuestResourceHandle handle) => s_create(handle);

    private static Func<GuestResourceHandle, T> CompileConstructor()
    {
        var parameter = System.Linq.Expressions.Expression.Parameter(typeof(GuestResourceHandle));
        var constructor = typeof(T).GetConstructor([typeof(GuestResourceHandle)])!;
        return System.Linq.Expressions.Expression.Lambda<Func<GuestResourceHandle, T>>(
            System.Linq.Expressions.Expression.New(constructor, parameter), parameter).Compile();
    }
}
