using Sluice.CanonicalAbi;
using Sluice.Components;
using Sluice.Components.Definitions;
using Sluice.Concurrency;
using Sluice.Runtime;
using Sluice.Wit.Types;
using CanonicalOptions = Sluice.CanonicalAbi.CanonicalOptions;

namespace Sluice.Builtins;

/// <summary>A built-in as one <c>canon</c> definition asks for it, its immediates resolved; the context of its core function.</summary>
/// <remarks>Members beyond the built-in's own immediates have no meaning.</remarks>
internal sealed class BuiltinSite
{
    public required ComponentInstance Instance { get; init; }

    public required CanonicalBuiltin Builtin { get; init; }

    public ResourceType? Resource { get; init; }

    /// <summary>What the stream or future carries; null for nothing.</summary>
    public ValType? Element { get; init; }

    /// <summary>The result type of <c>task.return</c>.</summary>
    public ValType? Result { get; init; }

    public CanonicalOptions Options { get; init; } = CanonicalOptions.None;

    public bool Async { get; init; }

    public bool Cancellable { get; init; }

    /// <summary>The memory of <c>waitable-set.wait</c> and <c>poll</c>.</summary>
    public Memory? Memory { get; init; }

    /// <summary>The table of <c>thread.new-indirect</c>.</summary>
    public Table? Table { get; init; }

    /// <summary>The function type of <c>thread.new-indirect</c>.</summary>
    public Sluice.Types.FuncType? CoreType { get; init; }

    /// <summary>Whether a context slot is read and written as an i64.</summary>
    public bool IsSlot64 { get; init; }

    public int Slot { get; init; }

    public Store Store => Instance.Store;

    /// <summary><c>current_thread</c></summary>
    public GuestThread Thread => Instance.Store.CurrentThread!;

    /// <summary>Every built-in but <c>context.*</c>, <c>backpressure.*</c> and <c>resource.rep</c> begins with this.</summary>
    public void TrapUnlessMayLeave() => Trap.If(!Instance.MayLeave, TrapCode.CannotLeaveComponent);

    /// <summary>
    /// Of the two mistakes in blocking on an index without anything behind it while blocking is forbidden, the suites report the second.
    /// </summary>
    public void TrapIfHopeless(uint index)
    {
        if (Instance.Handles.Find(index) is null && !Thread.MayBlock) throw GuestThread.CannotBlock();
    }
}
