// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#embedding

using Sluice.CanonicalAbi;
using Sluice.Components;
using Sluice.Runtime;
using Sluice.Wit.Types;

namespace Sluice.Concurrency;

/// <summary>A component function that can be called: the specification's <c>FuncInst</c>.</summary>
internal abstract class ComponentFunction(FuncType type)
{
    public FuncType Type { get; } = type;

    /// <summary>Starts a call and runs it as far as it gets.</summary>
    public abstract PendingCall Call(ICaller caller);
}

/// <summary>A core function that was lifted.</summary>
internal sealed class GuestFunction(Function core, FuncType type, CanonicalOptions options, ComponentInstance instance) : ComponentFunction(type)
{
    public Function Core { get; } = core;

    public CanonicalOptions Options { get; } = options;

    public ComponentInstance Instance { get; } = instance;

    // Those of the last call of the host's. Most functions are called with the same CLR types for ever.
    private object? movers;

    /// <summary>How the host's calls with these CLR types pass their values. Any thread may ask.</summary>
    public HostCallMovers<TArgs, TResult> MoversFor<TArgs, TResult>()
    {
        if (movers is HostCallMovers<TArgs, TResult> known) return known;
        var made = new HostCallMovers<TArgs, TResult>(Movers.LowerArguments<TArgs>(Type, Options), Movers.LiftResult<TResult>(Type, Options));
        movers = made;
        return made;
    }

    /// <summary><c>Store.lift</c></summary>
    public override PendingCall Call(ICaller caller)
    {
        var from = caller.Instance;
        Trap.If(!Instance.MayEnterFrom(from), TrapCode.CannotEnterComponent);
        Instance.EnterFrom(from);
        var task = CanonLift(caller);
        Instance.LeaveTo(from);
        return task;
    }

    private GuestTask CanonLift(ICaller caller)
    {
        var task = new GuestTask(Type, Options, Instance, caller);
        new ImplicitThread(task, this).Resume();
        System.Diagnostics.Debug.Assert(Type.Async || task.IsResolved);
        return task;
    }
}

internal sealed class HostCallMovers<TArgs, TResult>(Lowerer<TArgs> lowerArguments, Lifter<TResult> liftResult)
{
    public Lowerer<TArgs> LowerArguments => lowerArguments;

    public Lifter<TResult> LiftResult => liftResult;
}
