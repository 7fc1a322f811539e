using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>
/// What the canonical ABI has worked out for a type. It hangs on the type's own object: every instance of a component has types of its own,
/// and a table beside them would need a handle of the garbage collector for each, which every collection has to visit. Thread-safe.
/// </summary>
internal sealed class TypeMemo
{
    /// <summary>The compiled movers, which <see cref="CanonicalAbi.Movers"/> alone adds to.</summary>
    public Movers.Entry? Movers;

    /// <summary>The type's name among all shapes, once it is known.</summary>
    public string? Shape { get; set; }

    /// <summary>The labels of a record's fields, once they were asked for.</summary>
    public string[]? Labels { get; set; }

    public static TypeMemo Of(ValType type) => (TypeMemo?)Volatile.Read(ref type.Memo) ?? Create(ref type.Memo);

    public static TypeMemo Of(FuncType type) => (TypeMemo?)Volatile.Read(ref type.Memo) ?? Create(ref type.Memo);

    private static TypeMemo Create(ref object? memo)
    {
        var created = new TypeMemo();
        return (TypeMemo?)Interlocked.CompareExchange(ref memo, created, null) ?? created;
    }
}
