// A component function that the host implements.

using Sluice.CanonicalAbi;
using Sluice.Wit.Types;

namespace Sluice.Concurrency;

/// <summary>A component function that the host implements.</summary>
/// <param name="mayTakeTime">
/// Whether a function that is not async may yet complete later, as WASI 0.2's blocking ones do. Guests and everything else in the
/// store then wait for it.
/// </param>
internal abstract class HostFunction(FuncType type, bool mayTakeTime) : ComponentFunction(type)
{
    public bool HoldsUpStore => mayTakeTime && !Type.Async;

    /// <summary>The CLR type of all arguments together.</summary>
    public abstract Type Arguments { get; }

    /// <summary>The CLR type of the result.</summary>
    public abstract Type Result { get; }

    /// <summary>What is wrong with calling the function, from the host as well, with other CLR types than its own.</summary>
    public LinkException Mismatch(Type arguments, Type result) =>
        new($"the component exports a function of the host's own, which takes {Arguments} and returns {Result}; it cannot be called with {arguments} for {result}");

    /// <summary>Prepares lifting arguments from and lowering results to callers with these options.</summary>
    public abstract object Bind(CanonicalOptions caller);
}

/// <summary>A component function that a delegate implements.</summary>
/// <typeparam name="TArgs">The parameter's CLR type if there is one; <see cref="Unit"/> for none; a value tuple for several.</typeparam>
/// <typeparam name="TResult">The result's CLR type; <see cref="Unit"/> for none.</typeparam>
/// <param name="body">
/// Runs on the store's thread until it first awaits. Its token fires when the guest no longer wants the result.
/// </param>
internal sealed class HostFunction<TArgs, TResult>(FuncType type, Func<TArgs, CancellationToken, ValueTask<TResult>> body, bool mayTakeTime = false, bool takesToken = true)
    : HostFunction(type, mayTakeTime)
{
    /// <summary>Whether the body looks at its token.</summary>
    public bool TakesToken => takesToken;

    public override Type Arguments => typeof(TArgs);

    public override Type Result => typeof(TResult);

    public ValueTask<TResult> Invoke(TArgs arguments, CancellationToken cancellationToken) => body(arguments, cancellationToken);

    public override object Bind(CanonicalOptions caller) =>
        new HostBinding<TArgs, TResult>(Movers.LiftArguments<TArgs>(Type, caller), Movers.LowerResult<TResult>(Type, caller));

    public override PendingCall Call(ICaller caller)
    {
        var task = new HostTask<TArgs, TResult>(this, (Subtask)caller);
        task.Start();
        return task;
    }
}

internal sealed class HostBinding<TArgs, TResult>(Lifter<TArgs> liftArguments, Lowerer<TResult> lowerResult)
{
    public Lifter<TArgs> LiftArguments => liftArguments;

    public Lowerer<TResult> LowerResult => lowerResult;
}
