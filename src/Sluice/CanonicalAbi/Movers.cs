// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#lifting-and-lowering-values

using Sluice.CanonicalAbi.Compiled;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>
/// The compiled ways of values between two sides of a component call. Each is compiled when it is first asked for and kept for
/// as long as its type lives. Thread-safe.
/// </summary>
internal static class Movers
{
    internal enum Way : byte
    {
        Parameters,
        Results,
        Elements,
        LowerArguments,
        LiftResult,
        LiftArguments,
        LowerResult,
        LiftElements,
        LowerElements,
    }

    /// <summary>Arguments from a caller (<c>canon lower</c>) to a guest function (<c>canon lift</c>).</summary>
    public static Mover Parameters(FuncType type, CanonicalOptions caller, CanonicalOptions callee)
    {
        var key = new Key(Way.Parameters, new(caller), new(callee));
        return (Mover)(Find(type, key) ?? Keep(type, key, MoverCompiler.Values(
            FlatFrame.ParamTypes(type), key.From.Pointer, FlatFrame.MaxCallerParams(key.From.Async), key.To.Pointer, Layout.MaxFlatParams, hasOutPointer: false)));
    }

    /// <summary>The result from a guest function (<c>canon lift</c>, or <c>task.return</c> with its options) to a caller (<c>canon lower</c>).</summary>
    public static Mover Results(FuncType type, CanonicalOptions callee, CanonicalOptions caller)
    {
        var key = new Key(Way.Results, new(callee), new(caller));
        return (Mover)(Find(type, key) ?? Keep(type, key, MoverCompiler.Values(
            FlatFrame.ResultTypes(type),
            key.From.Pointer, FlatFrame.MaxCalleeResults(key.From.Async), key.To.Pointer, FlatFrame.MaxCallerResults(key.To.Async), hasOutPointer: true)));
    }

    /// <summary>Elements of a stream or future, from memory to memory.</summary>
    public static ElementMover Elements(ValType element, CanonicalOptions from, CanonicalOptions to)
    {
        var key = new Key(Way.Elements, new(from), new(to));
        return (ElementMover)(Find(element, key) ?? Keep(element, key, MoverCompiler.Elements(element, key.From.Pointer, key.To.Pointer)));
    }

    /// <summary>Arguments from the host to a guest function.</summary>
    /// <typeparam name="TArgs">The parameter's CLR type if there is one; <see cref="Unit"/> for none; a value tuple for several.</typeparam>
    public static Lowerer<TArgs> LowerArguments<TArgs>(FuncType type, CanonicalOptions callee) =>
        (Lowerer<TArgs>)LowerArguments(type, callee, typeof(TArgs), typeof(Lowerer<TArgs>));

    /// <summary>The result from a guest function to the host.</summary>
    /// <typeparam name="TResult">The result's CLR type; <see cref="Unit"/> for none.</typeparam>
    public static Lifter<TResult> LiftResult<TResult>(FuncType type, CanonicalOptions callee) =>
        (Lifter<TResult>)LiftResult(type, callee, typeof(TResult), typeof(Lifter<TResult>));

    /// <summary>Arguments from a guest that calls a host function.</summary>
    /// <typeparam name="TArgs">As for <see cref="LowerArguments"/>.</typeparam>
    public static Lifter<TArgs> LiftArguments<TArgs>(FuncType type, CanonicalOptions caller) =>
        (Lifter<TArgs>)LiftArguments(type, caller, typeof(TArgs), typeof(Lifter<TArgs>));

    /// <summary>The result of a host function to the guest that called it.</summary>
    /// <typeparam name="TResult">As for <see cref="LiftResult"/>.</typeparam>
    public static Lowerer<TResult> LowerResult<TResult>(FuncType type, CanonicalOptions caller) =>
        (Lowerer<TResult>)LowerResult(type, caller, typeof(TResult), typeof(Lowerer<TResult>));

    /// <summary>Elements of a stream or future, from memory to the host.</summary>
    public static ElementLifter<T> LiftElements<T>(ValType element, CanonicalOptions from) =>
        (ElementLifter<T>)LiftElements(element, from, typeof(T), typeof(ElementLifter<T>));

    /// <summary>Elements of a stream or future, from the host to memory.</summary>
    public static ElementLowerer<T> LowerElements<T>(ValType element, CanonicalOptions to) =>
        (ElementLowerer<T>)LowerElements(element, to, typeof(T), typeof(ElementLowerer<T>));

    // From here on nothing is generic: what is generic exists once per CLR type.
    private static Delegate LowerArguments(FuncType type, CanonicalOptions callee, Type clr, Type mover)
    {
        var key = new Key(Way.LowerArguments, default, new(callee), clr);
        return Find(type, key) ?? Keep(type, key, MoverCompiler.Lowerer(
            clr, mover, FlatFrame.ParamTypes(type), key.To.Pointer, Layout.MaxFlatParams, hasOutPointer: false));
    }

    private static Delegate LiftResult(FuncType type, CanonicalOptions callee, Type clr, Type mover)
    {
        var key = new Key(Way.LiftResult, new(callee), default, clr);
        return Find(type, key) ?? Keep(type, key, MoverCompiler.Lifter(
            clr, mover, FlatFrame.ResultTypes(type), key.From.Pointer, FlatFrame.MaxCalleeResults(key.From.Async)));
    }

    private static Delegate LiftArguments(FuncType type, CanonicalOptions caller, Type clr, Type mover)
    {
        var key = new Key(Way.LiftArguments, new(caller), default, clr);
        return Find(type, key) ?? Keep(type, key, MoverCompiler.Lifter(
            clr, mover, FlatFrame.ParamTypes(type), key.From.Pointer, FlatFrame.MaxCallerParams(key.From.Async)));
    }

    private static Delegate LowerResult(FuncType type, CanonicalOptions caller, Type clr, Type mover)
    {
        var key = new Key(Way.LowerResult, default, new(caller), clr);
        return Find(type, key) ?? Keep(type, key, MoverCompiler.Lowerer(
            clr, mover, FlatFrame.ResultTypes(type), key.To.Pointer, FlatFrame.MaxCallerResults(key.To.Async), hasOutPointer: true));
    }

    private static Delegate LiftElements(ValType element, CanonicalOptions from, Type clr, Type mover)
    {
        var key = new Key(Way.LiftElements, new(from), default, clr);
        return Find(element, key) ?? Keep(element, key, MoverCompiler.ElementLifter(clr, mover, element, key.From.Pointer));
    }

    private static Delegate LowerElements(ValType element, CanonicalOptions to, Type clr, Type mover)
    {
        var key = new Key(Way.LowerElements, default, new(to), clr);
        return Find(element, key) ?? Keep(element, key, MoverCompiler.ElementLowerer(clr, mover, element, key.To.Pointer));
    }

    private static Delegate? Find(FuncType type, in Key key) => Find(TypeMemo.Of(type), key);

    private static Delegate? Find(ValType type, in Key key) => Find(TypeMemo.Of(type), key);

    private static Delegate? Find(TypeMemo memo, in Key key)
    {
        for (var entry = Volatile.Read(ref memo.Movers); entry is not null; entry = entry.Next)
        {
            if (entry.Key.IsSameAs(key)) return entry.Mover;
        }
        return null;
    }

    private static Delegate Keep(FuncType type, in Key key, Delegate mover) => Keep(TypeMemo.Of(type), key, mover);

    private static Delegate Keep(ValType type, in Key key, Delegate mover) => Keep(TypeMemo.Of(type), key, mover);

    // Another thread may keep the same one: either serves.
    private static Delegate Keep(TypeMemo memo, in Key key, Delegate mover)
    {
        var first = Volatile.Read(ref memo.Movers);
        while (Interlocked.CompareExchange(ref memo.Movers, new Entry(key, mover, first), first) is var now && now != first) first = now;
        return mover;
    }

    /// <summary>What is compiled for one type: so few that they are a list, which grows at its start.</summary>
    internal sealed class Entry(Key key, Delegate mover, Entry? next)
    {
        public readonly Key Key = key;
        public readonly Delegate Mover = mover;
        public readonly Entry? Next = next;
    }

    // All that the code depends on besides the type. String encodings, memories and instances are known when it runs.
    internal readonly struct Side(CanonicalOptions options)
    {
        public PointerSize Pointer { get; } = options.PointerSize;

        public bool Async { get; } = options.Async;

        public bool IsSameAs(Side other) => Pointer == other.Pointer && Async == other.Async;
    }

    internal readonly struct Key(Way way, Side from, Side to, Type? clr = null)
    {
        public Side From { get; } = from;

        public Side To { get; } = to;

        private readonly Way way = way;
        private readonly Type? clr = clr;

        public bool IsSameAs(in Key other) => way == other.way && clr == other.clr && From.IsSameAs(other.From) && To.IsSameAs(other.To);
    }
}
