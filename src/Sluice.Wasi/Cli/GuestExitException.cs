namespace Sluice.Wasi.Cli;

/// <summary>
/// The guest called <c>wasi:cli/exit</c> (or 0.1's <c>proc_exit</c>): its instance ends here, though by no fault. Hosts that run a command
/// catch it and take <see cref="ExitCode"/> as the outcome.
/// </summary>
public sealed class GuestExitException : UnwindException
{
    /// <summary>Carries an exit code.</summary>
    public GuestExitException(int exitCode)
        : base($"The guest exited with code {exitCode}.") => ExitCode = exitCode;

    /// <summary>0 for success.</summary>
    public int ExitCode { get; }
}
