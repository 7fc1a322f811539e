// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#component-instances

using System.Diagnostics;
using Sluice.Concurrency;

namespace Sluice;

/// <summary>A component that has been instantiated.</summary>
/// <remarks>Belongs to one store. Its exports may be called from any thread.</remarks>
[DebuggerDisplay("{Name}")]
public sealed partial class ComponentInstance
{
    private readonly List<GuestThread> waitingForInstance = [];
    private List<Builtins.FusedCall>? fusedCalls;
    private readonly HandleTable<GuestThread> threads = new();
    private readonly int depth;

    internal ComponentInstance(Store store, ComponentInstance? parent, string name)
    {
        Debug.Assert(parent is null || parent.Store == store);
        Store = store;
        Parent = parent;
        Name = name;
        depth = parent is null ? 0 : parent.depth + 1;
    }

    /// <summary>The store that the instance belongs to.</summary>
    public Store Store { get; }

    internal ComponentInstance? Parent { get; }

    /// <summary>What messages call the instance.</summary>
    internal string Name { get; }

    /// <summary>Everything that its guest code names by index: resource handles, waitables, waitable sets, error contexts.</summary>
    internal HandleTable<object> Handles { get; } = new();

    /// <summary>The threads of the instance's tasks.</summary>
    internal HandleTable<GuestThread> Threads
    {
        get
        {
            if (HasUnseenThread) RegisterUnseenThread();
            return threads;
        }
    }

    /// <summary>
    /// Whether the implicit thread of a fused call is still missing in <see cref="Threads"/>: it gets there when somebody looks, which for most
    /// calls nobody does. The call's to set; there is one at most, since an instance is not entered twice.
    /// </summary>
    internal bool HasUnseenThread { get; set; }

    /// <summary>Says which call <see cref="HasUnseenThread"/> may be about.</summary>
    internal void AddFusedCall(Builtins.FusedCall call) => (fusedCalls ??= []).Add(call);

    internal bool MayEnter { get; set; } = true;

    internal bool MayLeave { get; private set; } = true;

    internal int Backpressure { get; private set; }

    internal int NumWaitingToEnter { get; set; }

    internal GuestThread? ExclusiveThread { get; set; }

    /// <summary>
    /// Whether the instance's guest code imports anything that may block inside it. Settled at link time: set while its
    /// <c>canon</c> definitions are instantiated.
    /// </summary>
    internal bool MayBlockOnStack { get; set; }

    internal bool MayEnterFrom(ComponentInstance? caller)
    {
        foreach (var instance in new EnteringSet(this, caller))
            if (!instance.MayEnter) return false;
        return true;
    }

    internal void EnterFrom(ComponentInstance? caller)
    {
        foreach (var instance in new EnteringSet(this, caller))
        {
            Debug.Assert(instance.MayEnter);
            instance.MayEnter = false;
        }
    }

    /// <summary>
    /// Whether one of both instances is the other one or contains it. The reference lets calls between such instances through; the
    /// suite's scripts have them trap, for now, as other implementations do.
    /// </summary>
    internal bool IsInLineWith(ComponentInstance other)
    {
        var (inner, outer) = depth >= other.depth ? (this, other) : (other, this);
        while (inner.depth > outer.depth) inner = inner.Parent!;
        return inner == outer;
    }

    /// <summary>The instances that a call from <paramref name="caller"/> enters.</summary>
    internal ComponentInstance[] EnteredFrom(ComponentInstance? caller)
    {
        var entered = new List<ComponentInstance>();
        foreach (var instance in new EnteringSet(this, caller)) entered.Add(instance);
        return [.. entered];
    }

    internal void LeaveTo(ComponentInstance? caller)
    {
        foreach (var instance in new EnteringSet(this, caller))
        {
            Debug.Assert(!instance.MayEnter);
            instance.MayEnter = true;
        }
    }

    /// <summary>A trap has left the instance's guest code half-way: nobody may enter it again, nor what it is part of.</summary>
    internal void Poison()
    {
        foreach (var instance in new EnteringSet(this, null)) instance.MayEnter = false;
    }

    private void RegisterUnseenThread()
    {
        HasUnseenThread = false;
        fusedCalls!.Find(static call => call.IsGoingOn)?.RegisterThread();
    }

    internal void EnterMayNotLeave()
    {
        Debug.Assert(MayLeave);
        MayLeave = false;
    }

    internal void LeaveMayNotLeave()
    {
        Debug.Assert(!MayLeave);
        MayLeave = true;
    }

    internal void IncrementBackpressure()
    {
        Trap.If(Backpressure == ushort.MaxValue, TrapCode.BackpressureOverflow);
        Backpressure++;
    }

    internal void DecrementBackpressure()
    {
        Trap.If(Backpressure == 0, TrapCode.BackpressureOverflow);
        if (--Backpressure == 0) WakeWaiting();
    }

    internal void ReleaseExclusive()
    {
        ExclusiveThread = null;
        WakeWaiting();
    }

    /// <summary>Remembers a thread that waits for the instance's backpressure or its exclusive thread.</summary>
    internal void KeepWaiting(GuestThread thread)
    {
        thread.QueuedOnInstance = true;
        waitingForInstance.Add(thread);
    }

    private void WakeWaiting()
    {
        if (waitingForInstance.Count == 0) return;
        foreach (var thread in waitingForInstance)
        {
            thread.QueuedOnInstance = false;
            thread.Wake();
        }
        waitingForInstance.Clear();
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>
    /// <c>entering_set</c>: the callee with its ancestors, without the caller with its. Both being paths to a root, this is a
    /// beginning of the callee's path.
    /// </summary>
    private readonly struct EnteringSet(ComponentInstance callee, ComponentInstance? caller)
    {
        public Enumerator GetEnumerator() => new(callee, CommonAncestor());

        private ComponentInstance? CommonAncestor()
        {
            ComponentInstance? a = callee, b = caller;
            while (a is not null && b is not null && a != b)
            {
                if (a.depth > b.depth) a = a.Parent;
                else if (b.depth > a.depth) b = b.Parent;
                else (a, b) = (a.Parent, b.Parent);
            }
            return b is null ? null : a;
        }

        public struct Enumerator(ComponentInstance callee, ComponentInstance? end)
        {
            private ComponentInstance? next = callee;

            public ComponentInstance Current { get; private set; } = null!;

            public bool MoveNext()
            {
                if (next is null || next == end) return false;
                Current = next;
                next = next.Parent;
                return true;
            }
        }
    }
}
