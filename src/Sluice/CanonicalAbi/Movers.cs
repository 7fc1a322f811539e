// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#lifting-and-lowering-values

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Sluice.CanonicalAbi.Compiled;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>
/// The compiled ways of values between two sides of a component call. Each is compiled when it is first asked for and kept for
/// as long as its type lives. Thread-safe.
/// </summary>
internal static class Movers
{
    private static readonly ConditionalWeakTable<object, ConcurrentDictionary<Key, Delegate>> s_compiled = [];

    private enum Way : byte
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
    public static Mover Parameters(FuncType type, CanonicalOptions caller, CanonicalOptions callee) =>
        Get(type, new Key(Way.Parameters, new(caller), new(callee)), static (type, key) => MoverCompiler.Values(
            FlatFrame.ParamTypes(type), key.From.Pointer, FlatFrame.MaxCallerParams(key.From.Async), key.To.Pointer, Layout.MaxFlatParams, hasOutPointer: false));

    /// <summary>The result from a guest function (<c>canon lift</c>, or <c>task.return</c> with its options) to a caller (<c>canon lower</c>).</summary>
    public static Mover Results(FuncType type, CanonicalOptions callee, CanonicalOptions caller) =>
        Get(type, new Key(Way.Results, new(callee), new(caller)), static (type, key) => MoverCompiler.Values(
            FlatFrame.ResultTypes(type),
            key.From.Pointer, FlatFrame.MaxCalleeResults(key.From.Async), key.To.Pointer, FlatFrame.MaxCallerResults(key.To.Async), hasOutPointer: true));

    /// <summary>Arguments from the host to a guest function.</summary>
    /// <typeparam name="TArgs">The parameter's CLR type if there is one; <see cref="Unit"/> for none; a value tuple for several.</typeparam>
    public static Lowerer<TArgs> LowerArguments<TArgs>(FuncType type, CanonicalOptions callee) =>
        Get(type, new Key(Way.LowerArguments, default, new(callee), typeof(TArgs)), static (type, key) =>
            MoverCompiler.Lowerer<TArgs>(FlatFrame.ParamTypes(type), key.To.Pointer, Layout.MaxFlatParams, hasOutPointer: false));

    /// <summary>The result from a guest function to the host.</summary>
    /// <typeparam name="TResult">The result's CLR type; <see cref="Unit"/> for none.</typeparam>
    public static Lifter<TResult> LiftResult<TResult>(FuncType type, CanonicalOptions callee) =>
        Get(type, new Key(Way.LiftResult, new(callee), default, typeof(TResult)), static (type, key) =>
            MoverCompiler.Lifter<TResult>(FlatFrame.ResultTypes(type), key.From.Pointer, FlatFrame.MaxCalleeResults(key.From.Async)));

    /// <summary>Arguments from a guest that calls a host function.</summary>
    /// <typeparam name="TArgs">As for <see cref="LowerArguments"/>.</typeparam>
    public static Lifter<TArgs> LiftArguments<TArgs>(FuncType type, CanonicalOptions caller) =>
        Get(type, new Key(Way.LiftArguments, new(caller), default, typeof(TArgs)), static (type, key) =>
            MoverCompiler.Lifter<TArgs>(FlatFrame.ParamTypes(type), key.From.Pointer, FlatFrame.MaxCallerParams(key.From.Async)));

    /// <summary>The result of a host function to the guest that called it.</summary>
    /// <typeparam name="TResult">As for <see cref="LiftResult"/>.</typeparam>
    public static Lowerer<TResult> LowerResult<TResult>(FuncType type, CanonicalOptions caller) =>
        Get(type, new Key(Way.LowerResult, default, new(caller), typeof(TResult)), static (type, key) =>
            MoverCompiler.Lowerer<TResult>(FlatFrame.ResultTypes(type), key.To.Pointer, FlatFrame.MaxCallerResults(key.To.Async), hasOutPointer: true));

    /// <summary>Elements of a stream or future, from memory to memory.</summary>
    public static ElementMover Elements(ValType element, CanonicalOptions from, CanonicalOptions to) =>
        Get(element, new Key(Way.Elements, new(from), new(to)), static (element, key) => MoverCompiler.Elements(element, key.From.Pointer, key.To.Pointer));

    /// <summary>Elements of a stream or future, from memory to the host.</summary>
    public static ElementLifter<T> LiftElements<T>(ValType element, CanonicalOptions from) =>
        Get(element, new Key(Way.LiftElements, new(from), default, typeof(T)), static (element, key) => MoverCompiler.ElementLifter<T>(element, key.From.Pointer));

    /// <summary>Elements of a stream or future, from the host to memory.</summary>
    public static ElementLowerer<T> LowerElements<T>(ValType element, CanonicalOptions to) =>
        Get(element, new Key(Way.LowerElements, default, new(to), typeof(T)), static (element, key) => MoverCompiler.ElementLowerer<T>(element, key.To.Pointer));

    private static TDelegate Get<TType, TDelegate>(TType type, Key key, Func<TType, Key, TDelegate> compile)
        where TType : class
        where TDelegate : Delegate
    {
        var compiled = s_compiled.GetValue(type, static _ => new ConcurrentDictionary<Key, Delegate>());
        return (TDelegate)(compiled.TryGetValue(key, out var known) ? known : compiled.GetOrAdd(key, compile(type, key)));
    }

    // All that the code depends on besides the type. String encodings, memories and instances are known when it runs.
    private readonly record struct Side(PointerSize Pointer, bool Async)
    {
        public Side(CanonicalOptions options) : this(options.PointerSize, options.Async)
        {
        }
    }

    private readonly record struct Key(Way Way, Side From, Side To, Type? Clr = null)
    {
        public bool Equals(Key other) =>
            Way == other.Way && From.Pointer == other.From.Pointer && From.Async == other.From.Async
            && To.Pointer == other.To.Pointer && To.Async == other.To.Async && Clr == other.Clr;

        public override int GetHashCode() =>
            HashCode.Combine((int)Way, (int)From.Pointer, From.Async, (int)To.Pointer, To.Async, Clr);
    }
}
