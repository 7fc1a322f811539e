using System.Runtime.InteropServices;
using Sluice.Cli.Commands;
using Sluice.Wasi.Cli;

namespace Sluice.Cli.Running;

/// <summary>Runs a guest to its end, whichever that is, and says what the process ends with.</summary>
internal static class GuestRun
{
    // A guest that has exhausted its stack has thousands of frames; those in the middle say least.
    private const int InnermostFrames = 20, OutermostFrames = 20;

    /// <param name="run">Returns the guest's exit code.</param>
    public static int ToExitCode(Store store, Func<TextWriter> error, Func<int> run)
    {
        int signalled = 0;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, ExitCodes.Interrupted));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, ExitCodes.Terminated));
        try
        {
            return run();
        }
        catch (GuestExitException exit)
        {
            return exit.ExitCode;
        }
        catch (Trap trap)
        {
            int code = Volatile.Read(ref signalled);
            if (trap.Code == TrapCode.Interrupted && code != 0) return code;
            WriteTrap(trap, error());
            return ExitCodes.Trap;
        }

        void Stop(PosixSignalContext context, int code)
        {
            // The second signal is for a guest that the first could not stop.
            if (Interlocked.CompareExchange(ref signalled, code, 0) != 0) return;
            context.Cancel = true;
            store.Interrupt();
        }
    }

    private static void WriteTrap(Trap trap, TextWriter error)
    {
        error.WriteLine($"sluice: trap: {trap.Message}");
        var frames = trap.Backtrace;
        for (int i = 0; i < frames.Count; i++)
        {
            if (i == InnermostFrames && frames.Count > InnermostFrames + OutermostFrames)
            {
                error.WriteLine("        …");
                i = frames.Count - OutermostFrames;
            }
            error.WriteLine($"  {i,4}: {frames[i]}");
        }
    }
}
