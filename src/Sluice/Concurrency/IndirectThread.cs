// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-threadnew-indirect

using Sluice.Runtime;

namespace Sluice.Concurrency;

/// <summary>A thread that a guest has made: <c>thread_func</c> of <c>canon_thread_new_indirect</c>.</summary>
/// <param name="function">Takes the closure, an i32 or i64, and returns nothing.</param>
internal sealed unsafe class IndirectThread(GuestTask task, Function function, ulong closure) : GuestThread(task)
{
    /// <summary>Always: even in a synchronous task, others may go on before the thread does.</summary>
    public override bool NeedsStack => true;

    protected override bool TryEnter(Cancelled cancelled)
    {
        // There is nothing to fall back to: the guest has named the thread that is to run now.
        if (NeedsStack && !Store.Suspension.HasCapacity) throw Store.OutOfStacks();
        return true;
    }

    protected override void Advance(Cancelled cancelled)
    {
        var argument = closure;
        function.Invoke(&argument, null);
        Task.UnregisterThread(this);
        Exit();
    }
}
