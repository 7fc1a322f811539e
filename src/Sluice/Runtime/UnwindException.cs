namespace Sluice;

/// <summary>
/// Ends guest frames without being the guest's or the host's fault: a process exit, a killed thread. Neither a guest's handlers nor host
/// functions catch it.
/// </summary>
public abstract class UnwindException : Exception
{
    internal UnwindException()
    {
    }

    internal UnwindException(string message) : base(message)
    {
    }
}
