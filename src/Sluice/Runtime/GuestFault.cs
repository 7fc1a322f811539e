using System.Diagnostics;

namespace Sluice.Runtime;

/// <summary>
/// Emitted code lets the CPU find some faults: what .NET throws for them becomes a <see cref="Trap"/> where the host entered the guest.
/// Host functions never let these exceptions into guest frames, so that the two cannot be confused.
/// </summary>
internal static class GuestFault
{
    /// <summary>Whether an exception out of guest code stands for a trap. Filters call it on the guest's stack: it only looks at the type.</summary>
    public static bool IsFault(Exception exception) =>
        exception is DivideByZeroException or OverflowException or NullReferenceException or IndexOutOfRangeException or OutOfMemoryException or GuestException;

    /// <summary>The trap that a fault stands for.</summary>
    public static Trap Translate(Exception fault) => fault switch
    {
        DivideByZeroException => new Trap(TrapCode.IntegerDivideByZero, null, fault),
        OverflowException => new Trap(TrapCode.IntegerOverflow, null, fault),
        NullReferenceException => new Trap(TrapCode.NullReference, null, fault),
        IndexOutOfRangeException => new Trap(TrapCode.ArrayOutOfBounds, null, fault),
        OutOfMemoryException => new Trap(TrapCode.LimitExceeded, "the system has no memory left", fault),
        GuestException => new Trap(TrapCode.UncaughtException, null, fault),
        _ => throw new UnreachableException(null, fault),
    };

    /// <summary>Whether an exception out of a host function may not pass through guest frames as it is.</summary>
    public static bool IsHostFailure(Exception exception) => exception is not (Trap or GuestException or UnwindException);

    public static Trap HostFailure(Exception exception) => new(TrapCode.HostFailure, exception.Message, exception);
}
