using Sluice.Components;

namespace Sluice.Concurrency;

/// <summary>A call that may still be going on, as its caller sees it: the specification's <c>OnCancel</c>.</summary>
internal abstract class PendingCall
{
    /// <summary>Asks the callee to stop. It may go on, and may return as if it had not been asked.</summary>
    public abstract void RequestCancellation(ComponentInstance? caller);
}
