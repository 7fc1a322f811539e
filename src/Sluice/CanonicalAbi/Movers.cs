// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#lifting-and-lowering-values

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Sluice.CanonicalAbi.Compiled;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>
/// The compiled ways of values between two sides of a component call. Each is compiled when it is first asked for and kept for
/// as long as its types live. Thread-safe.
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

    // All that the code depends on besides the type. String encodings, memories and instances are known when it runs.
    private readonly record struct Key(Way Way, Type? Clr, PointerSize From, bool FromAsync, PointerSize To, bool ToAsync);

    /// <summary>Arguments from a caller (<c>canon lower</c>) to a guest function (<c>canon lift</c>).</summary>
    public static Mover Parameters(FuncType type, CanonicalOptions caller, CanonicalOptions callee) =>
        Get(type, new Key(Way.Parameters, null, caller.PointerSize, caller.Async, callee.PointerSize, callee.Async), () => MoverCompiler.Values(
            FlatFrame.ParamTypes(type), caller.PointerSize, FlatFrame.MaxCallerParams(caller), callee.PointerSize, Layout.MaxFlatParams, hasOutPointer: false));

    /// <summary>The result from a guest function (<c>canon lift</c>, or <c>task.return</c> with its options) to a caller (<c>canon lower</c>).</summary>
    public static Mover Results(FuncType type, CanonicalOptions callee, CanonicalOptions caller) =>
        Get(type, new Key(Way.Results, null, callee.PointerSize, callee.Async, caller.PointerSize, caller.Async), () => MoverCompiler.Values(
            FlatFrame.ResultTypes(type), callee.PointerSize, FlatFrame.MaxCalleeResults(callee), caller.PointerSize, FlatFrame.MaxCallerResults(caller), hasOutPointer: true));

    /// <summary>Arguments from the host to a guest function.</summary>
    /// <typeparam name="TArgs">The parameter's CLR type if there is one; <see cref="Unit"/> for none; a value tuple for several.</typeparam>
    public static Lowerer<TArgs> LowerArguments<TArgs>(FuncType type, CanonicalOptions callee) =>
        Get(type, new Key(Way.LowerArguments, typeof(TArgs), default, default, callee.PointerSize, callee.Async), () => MoverCompiler.Lowerer<TArgs>(FlatFrame.ParamTypes(type), callee.PointerSize, Layout.MaxFlatParams, hasOutPointer: false));

    /// <summary>The result from a guest function to the host.</summary>
    /// <typeparam name="TResult">The result's CLR type; <see cref="Unit"/> for none.</typeparam>
    public static Lifter<TResult> LiftResult<TResult>(FuncType type, CanonicalOptions callee) =>
        Get(type, new Key(Way.LiftResult, typeof(TResult), callee.PointerSize, callee.Async, default, default), () => MoverCompiler.Lifter<TResult>(FlatFrame.ResultTypes(type), callee.PointerSize, FlatFrame.MaxCalleeResults(callee)));

    /// <summary>Arguments from a guest that calls a host function.</summary>
    /// <typeparam name="TArgs">As for <see cref="LowerArguments"/>.</typeparam>
    public static Lifter<TArgs> LiftArguments<TArgs>(FuncType type, CanonicalOptions caller) =>
        Get(type, new Key(Way.LiftArguments, typeof(TArgs), caller.PointerSize, caller.Async, default, default), () => MoverCompiler.Lifter<TArgs>(FlatFrame.ParamTypes(type), caller.PointerSize, FlatFrame.MaxCallerParams(caller)));

    /// <summary>The result of a host function to the guest that called it.</summary>
    /// <typeparam name="TResult">As for <see cref="LiftResult"/>.</typeparam>
    public static Lowerer<TResult> LowerResult<TResult>(FuncType type, CanonicalOptions caller) =>
        Get(type, new Key(Way.LowerResult, typeof(TResult), default, default, caller.PointerSize, caller.Async), () => MoverCompiler.Lowerer<TResult>(FlatFrame.ResultTypes(type), caller.PointerSize, FlatFrame.MaxCallerResults(caller), hasOutPointer: true));

    /// <summary>Elements of a stream or future, from memory to memory.</summary>
    public static ElementMover Elements(ValType element, CanonicalOptions from, CanonicalOptions to) =>
        Get(element, new Key(Way.Elements, null, from.PointerSize, from.Async, to.PointerSize, to.Async), () => MoverCompiler.Elements(element, from.PointerSize, to.PointerSize));

    /// <summary>Elements of a stream or future, from memory to the host.</summary>
    public static ElementLifter<T> LiftElements<T>(ValType element, CanonicalOptions from) =>
        Get(element, new Key(Way.LiftElements, typeof(T), from.PointerSize, from.Async, default, default), () => MoverCompiler.ElementLifter<T>(element, from.PointerSize));

    /// <summary>Elements of a stream or future, from the host to memory.</summary>
    public static ElementLowerer<T> LowerElements<T>(ValType element, CanonicalOptions to) =>
        Get(element, new Key(Way.LowerElements, typeof(T), default, default, to.PointerSize, to.Async), () => MoverCompiler.ElementLowerer<T>(element, to.PointerSize));

    private static TDelegate Get<TDelegate>(object type, Key key, Func<TDelegate> compile)
        where TDelegate : Delegate =>
        (TDelegate)s_compiled.GetOrCreateValue(type).GetOrAdd(key, static (_, compile) => compile(), compile);
}
