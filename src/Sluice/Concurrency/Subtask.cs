// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#subtask-state

using System.Diagnostics;
using Sluice.Builtins;
using Sluice.CanonicalAbi;
using Sluice.Components;

namespace Sluice.Concurrency;

/// <summary>A call that a guest has made, as the caller sees it; <c>canon lower</c>'s closures included.</summary>
internal sealed unsafe class Subtask : Waitable, ICaller
{
    public enum SubtaskState
    {
        Starting = 0,
        Started = 1,
        Returned = 2,
        CancelledBeforeStarted = 3,
        CancelledBeforeReturned = 4,
    }

    // flatten_functype passes at most this many operands, the out pointer included, to an asynchronous call.
    private const int MaxAsyncOperands = 5;

    private readonly LoweredFunction site;
    private readonly LiftLowerContext context;
    private List<ResourceHandle>? lenders;
    private bool resolveDelivered;
    private GuestThread? syncCaller;
    private uint index;
    private ulong* frame;
    private Operands operands;

    /// <param name="frame">The caller's operands; valid until <see cref="Detach"/>.</param>
    public Subtask(LoweredFunction site, ulong* frame)
    {
        this.site = site;
        this.frame = frame;
        context = new LiftLowerContext(site.Options, site.Instance, this);
    }

    public SubtaskState State { get; private set; } = SubtaskState.Starting;

    public LoweredFunction Site => site;

    /// <summary>The caller's side of the values.</summary>
    public LiftLowerContext Context => context;

    /// <summary>The callee, to be asked to stop. Set as soon as the call has blocked.</summary>
    public PendingCall? Callee { get; set; }

    public bool CancellationRequested { get; set; }

    /// <summary>The one core result that a synchronous caller may get.</summary>
    public ulong FlatResult { get; private set; }

    public ComponentInstance Instance => site.Instance;

    public bool Resolved => State is not (SubtaskState.Starting or SubtaskState.Started);

    public bool ResolveDelivered => resolveDelivered;

    public void AddLender(ResourceHandle handle)
    {
        Debug.Assert(!resolveDelivered && !Resolved);
        handle.NumLends++;
        (lenders ??= []).Add(handle);
    }

    public void DeliverResolve()
    {
        Debug.Assert(!resolveDelivered && Resolved);
        resolveDelivered = true;
        if (lenders is null) return;
        foreach (var handle in lenders) handle.NumLends--;
        lenders = null;
    }

    public override void Drop()
    {
        Trap.If(!resolveDelivered, TrapCode.SubtaskNotResolved);
        base.Drop();
    }

    /// <summary>Blocks a synchronous caller until the callee has returned.</summary>
    public void WaitUntilResolved(GuestThread thread)
    {
        syncCaller = thread;
        thread.WaitUntil(ReadyWhen.Resolved, this, cancellable: false);
        syncCaller = null;
    }

    /// <summary>The caller goes on without a result: from now on progress is an event of the subtask at this index.</summary>
    public void Detach(uint index)
    {
        Debug.Assert(!Resolved && index != 0);
        this.index = index;
        new ReadOnlySpan<ulong>(frame, site.OperandCount).CopyTo(operands);
        frame = null;
    }

    public void OnStart(LiftLowerContext callee, ulong* flatArguments)
    {
        OnStart();
        if (frame is not null) site.MoveArguments(context, frame, callee, flatArguments);
        else fixed (ulong* detached = &operands[0]) site.MoveArguments(context, detached, callee, flatArguments);
    }

    /// <summary>The part of <c>on_start</c> before the arguments are lifted.</summary>
    public void OnStart()
    {
        Debug.Assert(State == SubtaskState.Starting);
        State = SubtaskState.Started;
        OnProgress();
    }

    /// <summary>Has a host function lift the arguments.</summary>
    public T LiftArguments<T>(Lifter<T> lift)
    {
        if (frame is not null) return lift(context, frame);
        fixed (ulong* detached = &operands[0]) return lift(context, detached);
    }

    public void OnResolve(LiftLowerContext callee, ulong* flatResults)
    {
        var destination = ResultDestination;
        site.MoveResults(callee, flatResults, context, &destination);
        OnReturned(destination);
    }

    /// <summary>Has a host function lower its result.</summary>
    public void OnResolve<T>(T result, Lowerer<T> lower)
    {
        var destination = ResultDestination;
        lower(result, context, &destination);
        OnReturned(destination);
    }

    public void OnCancelled()
    {
        Debug.Assert(CancellationRequested);
        Resolve(State == SubtaskState.Starting ? SubtaskState.CancelledBeforeStarted : SubtaskState.CancelledBeforeReturned);
    }

    protected override EventTuple DeliverEvent()
    {
        if (Resolved) DeliverResolve();
        return new EventTuple(EventCode.Subtask, index, (uint)State);
    }

    private ulong ResultDestination => site.OutPointer < 0 ? 0 : frame is not null ? frame[site.OutPointer] : operands[site.OutPointer];

    private void OnReturned(ulong destination)
    {
        Debug.Assert(State == SubtaskState.Started);
        FlatResult = destination;
        Resolve(SubtaskState.Returned);
    }

    private void Resolve(SubtaskState state)
    {
        Debug.Assert(!Resolved);
        State = state;
        syncCaller?.Wake();
        OnProgress();
    }

    private void OnProgress()
    {
        if (index != 0) SetPendingEvent();
    }

    [System.Runtime.CompilerServices.InlineArray(MaxAsyncOperands)]
    private struct Operands
    {
        private ulong first;
    }

    public override string ToString() => $"subtask {index}, a call of {site.Callee.Type}";
}
