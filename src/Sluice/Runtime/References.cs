// WebAssembly 3.0, "Execution: Values: reference typing". https://webassembly.github.io/spec/core/valid/values.html

using Sluice.Types;

namespace Sluice.Runtime;

/// <summary>What a reference is, for those that come from the host: guests' code relies on the types of its own.</summary>
internal static class References
{
    /// <summary>Whether <paramref name="value"/> is of a reference type.</summary>
    /// <param name="type">In canonical ids.</param>
    public static bool IsOf(object? value, ValType type, Store store)
    {
        if (value is null) return type.Nullable;
        var heap = type.Heap;
        // A host's object may be anywhere in these two hierarchies, and so may what guests gave it.
        if (heap == HeapType.Extern || heap == HeapType.Any) return true;
        return value switch
        {
            Function function => function.Store == store && store.Engine.Types.Matches(new HeapType(function.TypeId), heap),
            ExceptionInstance exception => exception.Tag.Store == store && heap == HeapType.Exn,
            GuestObject => heap == HeapType.Eq
                || heap == HeapType.I31 && value is I31
                || heap == HeapType.Struct && value is GuestStruct
                || heap == HeapType.Array && value is GuestArray
                || heap.IsConcrete && IsInstance((GuestObject)value, heap.Index, store.Engine),
            _ => false,
        };
    }

    private static bool IsInstance(GuestObject value, int type, Engine engine) =>
        engine.Types.Get(type).Composite is not FuncType && value.Type.IsSubtypeOf(engine.Objects.Get(type));
}
