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

    /// <summary>Prepares lifting arguments from and lowering results to callers with these options.</summary>
    public abstract object Bind(CanonicalOptions caller);
}

/// <summary>A component function that a delegate implements.</summary>
/// <typeparam name="TArgs">The parameter's CLR type if there is one; <see cref="Unit"/> for none; a value tuple for several.</typeparam>
/// <typeparam name="TResult">The result's CLR type; <see cref="Unit"/> for none.</typeparam>
/// <param name="body">
/// Runs on the store's thread until it first awaits. Its token fires when the guest no longer wants the result.
/// </param>
internal sealed class HostFunction<TArgs, TResult>(FuncType type, Func<TArgs, CancellationToken, ValueTask<TResult>> body, bool mayTakeTime = false)
    : HostFunction(type, mayTakeTime)
{
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

internal sealed record HostBinding<TArgs, TResult>(Lifter<TArgs> LiftArguments, Lowerer<TResult> LowerResult);
