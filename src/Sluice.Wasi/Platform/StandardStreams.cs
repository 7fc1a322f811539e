namespace Sluice.Wasi.Platform;

/// <summary>
/// The process's own outputs, and whether a write to one of them would wait. They are shared with other processes, so that they cannot simply
/// be made non-blocking.
/// </summary>
internal static unsafe class StandardStreams
{
    public const int Stdout = 1;
    public const int Stderr = 2;

    // PIPE_BUF: a pipe that is ready has room for this much.
    private const int GuaranteedRoom = 4096;

    /// <summary>The stream behind a descriptor; it reports a reader that has gone.</summary>
    public static Stream Open(int descriptor)
    {
        if (!OperatingSystem.IsWindows()) return new UnixOutputStream(descriptor);
        return descriptor == Stdout ? Console.OpenStandardOutput() : Console.OpenStandardError();
    }

    /// <summary>True spares a hop to another thread; false where that cannot be told.</summary>
    public static bool CanWriteAtOnce(int descriptor, int length)
    {
        if (!OperatingSystem.IsLinux() || length > GuaranteedRoom)
            return false;
        LinuxNative.PollDescriptor poll = new() { Descriptor = descriptor, Events = LinuxNative.PollOut };
        return LinuxNative.Poll(&poll, 1, 0) == 1;
    }
}
