// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#lifting-and-lowering-values

using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>
/// The compiled ways of values between two sides of a component call. Each is compiled when it is first asked for and kept for
/// as long as its types live. Thread-safe.
/// </summary>
internal static class Movers
{
    /// <summary>Arguments from a caller (<c>canon lower</c>) to a guest function (<c>canon lift</c>).</summary>
    public static Mover Parameters(FuncType type, CanonicalOptions caller, CanonicalOptions callee) =>
        throw new NotSupportedException();

    /// <summary>The result from a guest function (<c>canon lift</c>, or <c>task.return</c> with its options) to a caller (<c>canon lower</c>).</summary>
    public static Mover Results(FuncType type, CanonicalOptions callee, CanonicalOptions caller) =>
        throw new NotSupportedException();

    /// <summary>Arguments from the host to a guest function.</summary>
    /// <typeparam name="TArgs">The parameter's CLR type if there is one; <see cref="Unit"/> for none; a value tuple for several.</typeparam>
    public static Lowerer<TArgs> LowerArguments<TArgs>(FuncType type, CanonicalOptions callee) =>
        throw new NotSupportedException();

    /// <summary>The result from a guest function to the host.</summary>
    /// <typeparam name="TResult">The result's CLR type; <see cref="Unit"/> for none.</typeparam>
    public static Lifter<TResult> LiftResult<TResult>(FuncType type, CanonicalOptions callee) =>
        throw new NotSupportedException();

    /// <summary>Arguments from a guest that calls a host function.</summary>
    /// <typeparam name="TArgs">As for <see cref="LowerArguments"/>.</typeparam>
    public static Lifter<TArgs> LiftArguments<TArgs>(FuncType type, CanonicalOptions caller) =>
        throw new NotSupportedException();

    /// <summary>The result of a host function to the guest that called it.</summary>
    /// <typeparam name="TResult">As for <see cref="LiftResult"/>.</typeparam>
    public static Lowerer<TResult> LowerResult<TResult>(FuncType type, CanonicalOptions caller) =>
        throw new NotSupportedException();

    /// <summary>Elements of a stream or future, from memory to memory.</summary>
    public static ElementMover Elements(ValType element, CanonicalOptions from, CanonicalOptions to) =>
        throw new NotSupportedException();

    /// <summary>Elements of a stream or future, from memory to the host.</summary>
    public static ElementLifter<T> LiftElements<T>(ValType element, CanonicalOptions from) =>
        throw new NotSupportedException();

    /// <summary>Elements of a stream or future, from the host to memory.</summary>
    public static ElementLowerer<T> LowerElements<T>(ValType element, CanonicalOptions to) =>
        throw new NotSupportedException();
}
