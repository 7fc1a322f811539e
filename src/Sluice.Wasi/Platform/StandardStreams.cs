namespace Sluice.Wasi.Platform;

/// <summary>
/// Whether a write to one of the process's own standard streams would wait. They are shared with other processes, so that they cannot simply
/// be made non-blocking.
/// </summary>
internal static unsafe class StandardStreams
{
    public const int Stdout = 1;
    public const int Stderr = 2;

    // PIPE_BUF: a pipe that is ready has room for this much.
    private const int GuaranteedRoom = 4096;

    /// <summary>True spares a hop to another thread; false where that cannot be told.</summary>
    public static bool CanWriteAtOnce(int descriptor, int length)
    {
        if (!OperatingSystem.IsLinux() || length > GuaranteedRoom)
            return false;
        LinuxNative.PollDescriptor poll = new() { Descriptor = descriptor, Events = LinuxNative.PollOut };
        return LinuxNative.Poll(&poll, 1, 0) == 1;
    }
}
