using System.Runtime.CompilerServices;

namespace Sluice.Wasi.Platform;

/// <summary>
/// The process's own inputs and outputs, as far as reading or writing them need not wait. They are shared with other processes, so that they
/// cannot simply be made non-blocking: each call has to ask for it.
/// </summary>
internal static class StandardStreams
{
    public const int Stdin = 0;
    public const int Stdout = 1;
    public const int Stderr = 2;

    // PIPE_BUF: a pipe that is ready has room for this much.
    private const int GuaranteedRoom = 4096;

    /// <summary>The stream behind an output's descriptor; it reports a reader that has gone.</summary>
    public static Stream Open(int descriptor) => OperatingSystem.IsWindows() ? OpenConsole(descriptor) : new UnixOutputStream(descriptor);

    public static Stream OpenInput() => Console.OpenStandardInput();

    /// <summary>Whether a person sits at it.</summary>
    public static bool IsTerminal(int descriptor) =>
        OperatingSystem.IsWindows() ? IsConsole(descriptor) : PosixNative.IsTerminal(descriptor) == 1;

    /// <summary>Reads what is there already, straight to where it is wanted.</summary>
    /// <returns>How many bytes, 0 at the end; null if that would wait, or cannot be told.</returns>
    /// <exception cref="IOException">The input is broken.</exception>
    public static int? TryRead(int descriptor, Span<byte> buffer) => OperatingSystem.IsLinux() ? LinuxInstantIo.TryRead(descriptor, buffer) : null;

    /// <summary>Writes what there is room for.</summary>
    /// <returns>How many bytes; 0 also if it cannot be told whether there is room.</returns>
    /// <exception cref="IOException">The output is broken, or its reader has gone.</exception>
    public static int TryWrite(int descriptor, ReadOnlySpan<byte> bytes)
    {
        if (!OperatingSystem.IsLinux()) return 0;
        if (LinuxInstantIo.TryWrite(descriptor, bytes) is { } written) return written;
        if (bytes.Length > GuaranteedRoom || !LinuxInstantIo.IsReady(descriptor)) return 0;
        using var stream = Open(descriptor);
        stream.Write(bytes);
        return bytes.Length;
    }

    // Apart, so that the console's assembly is not loaded elsewhere.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Stream OpenConsole(int descriptor) => descriptor == Stdout ? Console.OpenStandardOutput() : Console.OpenStandardError();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsConsole(int descriptor) => descriptor switch
    {
        Stdin => !Console.IsInputRedirected,
        Stdout => !Console.IsOutputRedirected,
        _ => !Console.IsErrorRedirected,
    };
}
