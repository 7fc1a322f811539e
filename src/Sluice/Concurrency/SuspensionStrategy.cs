namespace Sluice.Concurrency;

/// <summary>How the stack of a guest thread is set aside while the thread is blocked inside its guest code.</summary>
internal abstract class SuspensionStrategy
{
    /// <summary>Whether another stack may be started. Advisory where several stores share what stacks are made of.</summary>
    public abstract bool HasCapacity { get; }

    /// <summary>Has <see cref="Store.OnCapacity"/> called when another stack may be started again.</summary>
    public abstract void WaitForCapacity(Store store);

    /// <summary>Whether all stacks in use are this store's: it then waits for a free one in vain.</summary>
    public abstract bool IsUsedBy(Store store);

    /// <summary>Runs <see cref="GuestThread.AdvanceOnStack"/> on a new stack; returns when it has returned or is suspended.</summary>
    public abstract void Start(GuestThread thread);

    /// <summary>Lets a suspended stack go on; returns when it has returned or is suspended again.</summary>
    public abstract void Resume(GuestThread thread);

    /// <summary>Called on the thread's stack: control goes back to whoever started or resumed it. Returns when it is resumed.</summary>
    public abstract void Suspend(GuestThread thread);

    /// <summary>Unwinds a suspended stack without running guest code.</summary>
    public abstract void Kill(GuestThread thread);
}
