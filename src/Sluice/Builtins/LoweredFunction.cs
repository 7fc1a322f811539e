// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canon-lower

using System.Diagnostics;
using Sluice.CanonicalAbi;
using Sluice.Components;
using Sluice.Concurrency;
using Sluice.Runtime;
using Sluice.Wit.Types;

namespace Sluice.Builtins;

/// <summary>A component function as an instance's core code calls it: <c>canon lower</c>.</summary>
internal sealed unsafe class LoweredFunction
{
    private readonly Sluice.Wit.Types.CoreFuncType coreType;
    private readonly bool isReentrant;
    private Mover? arguments;
    private Mover? results;

    private LoweredFunction(ComponentInstance instance, ComponentFunction callee, CanonicalOptions options)
    {
        Instance = instance;
        Callee = callee;
        Options = options;
        coreType = callee.Type.Flatten(options.PointerSize, FlattenContext.Lower, options.Async);
        OutPointer = HasOutPointer() ? coreType.Params.Count - 1 : -1;
        isReentrant = callee is GuestFunction guest && guest.Instance.IsInLineWith(instance);
        if (callee is HostFunction host) instance.Store.MayBlockOnHost |= host.HoldsUpStore;
        instance.MayBlockOnStack |= callee.Type.Async && !options.Async;
    }

    public ComponentInstance Instance { get; }

    public ComponentFunction Callee { get; }

    public CanonicalOptions Options { get; }

    /// <summary>
    /// How a host function lifts arguments from and lowers results to this caller. Made at the first call: a component imports many
    /// functions that an instance never calls.
    /// </summary>
    public object HostBinding => field ??= ((HostFunction)Callee).Bind(Options);

    public int OperandCount => coreType.Params.Count;

    /// <summary>Which operand says where the result goes; -1 if it is returned.</summary>
    public int OutPointer { get; }

    /// <summary>The core function that calls <paramref name="callee"/> on behalf of an instance's code.</summary>
    public static Function Create(ComponentInstance instance, ComponentFunction callee, CanonicalOptions options)
    {
        if (callee is GuestFunction guest && FusedCall.CanFuse(guest, options)) return FusedCall.Create(instance, guest, options);
        var lowered = new LoweredFunction(instance, callee, options);
        return FrameFunction.Create(instance.Store, CoreSignature.Of(lowered.coreType), lowered.Call);
    }

    public void MoveArguments(LiftLowerContext from, ulong* source, LiftLowerContext to, ulong* destination)
    {
        arguments ??= Movers.Parameters(Callee.Type, Options, to.Options);
        arguments(from, source, to, destination);
    }

    public void MoveResults(LiftLowerContext from, ulong* source, LiftLowerContext to, ulong* destination)
    {
        results ??= Movers.Results(Callee.Type, from.Options, Options);
        results(from, source, to, destination);
    }

    private bool HasOutPointer()
    {
        if (Callee.Type.Result is not { } result) return false;
        var flat = result.LayoutFor(Options.PointerSize).Flat;
        return flat is null || flat.Count > FlatFrame.MaxCallerResults(Options.Async);
    }

    private PendingCall Call(Subtask subtask, GuestThread thread)
    {
        try
        {
            return Callee.Call(subtask);
        }
        // Of the two mistakes, the suites report the caller's: it waits where it must not.
        catch (Trap trap) when (trap.Code == TrapCode.Unreachable && Callee.Type.Async && !Options.Async && !thread.MayBlock)
        {
            throw GuestThread.CannotBlock(trap);
        }
    }

    /// <summary><c>canon_lower</c></summary>
    private void Call(ulong* frame)
    {
        var thread = Instance.Store.CurrentThread!;
        Debug.Assert(thread.Task.Instance == Instance);
        Trap.If(!Instance.MayLeave, TrapCode.CannotLeaveComponent);
        Trap.If(isReentrant, TrapCode.CannotEnterComponent);
        var subtask = new Subtask(this, frame);
        var callee = Call(subtask, thread);
        Debug.Assert(Callee.Type.Async || subtask.State == Subtask.SubtaskState.Returned);

        if (!Options.Async)
        {
            if (!subtask.Resolved)
            {
                subtask.Callee = callee;
                subtask.WaitUntilResolved(thread);
            }
            subtask.DeliverResolve();
            frame[0] = subtask.FlatResult;
        }
        else if (subtask.Resolved)
        {
            subtask.DeliverResolve();
            frame[0] = (ulong)Subtask.SubtaskState.Returned;
        }
        else
        {
            subtask.Callee = callee;
            var index = Instance.Handles.Add(subtask);
            subtask.Detach(index);
            frame[0] = (uint)subtask.State | (index << 4);
        }
    }
}
