namespace Sluice.Cli.Commands;

/// <summary>What the process ends with when it is not the guest that decides.</summary>
internal static class ExitCodes
{
    public const int Failure = 1;
    public const int Usage = 2;
    public const int Trap = 134;

    // 128 and the signal's number, as shells have it.
    public const int Interrupted = 130;
    public const int Terminated = 143;
}
