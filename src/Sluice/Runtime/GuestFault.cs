namespace Sluice.Runtime;

/// <summary>
/// Emitted code lets the CPU find some faults: what .NET throws for them becomes a <see cref="Trap"/> where the host entered the guest.
/// Host functions never let these exceptions into guest frames, so that the two cannot be confused.
/// </summary>
internal static class GuestFault
{
    /// <returns>The trap that an exception out of guest code stands for; null if it is to go on as it is.</returns>
    public static Trap? Translate(Exception exception) => exception switch
    {
        DivideByZeroException => new Trap(TrapCode.IntegerDivideByZero, null, exception),
        OverflowException => new Trap(TrapCode.IntegerOverflow, null, exception),
        NullReferenceException => new Trap(TrapCode.NullReference, null, exception),
        GuestException => new Trap(TrapCode.UncaughtException, null, exception),
        _ => null,
    };
}
