using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sluice.Wasi.Platform;

/// <summary>Reading and writing that never wait, of descriptors that do: <c>preadv2</c> and <c>pwritev2</c> with <c>RWF_NOWAIT</c>.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxInstantIo
{
    private const int NoWait = 8;
    private const int BrokenPipe = 32;
    private const nint CurrentPosition = -1;

    /// <returns>0 at the end; null if that would wait, or if the kernel cannot do it with this kind of file.</returns>
    public static int? TryRead(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            var vector = new Vector { Start = start, Length = (nuint)buffer.Length };
            var read = ReadVectors(descriptor, &vector, 1, CurrentPosition, NoWait);
            return read >= 0 ? (int)read : Failure(Marshal.GetLastSystemError());
        }
    }

    /// <returns>Null as with <see cref="TryRead"/>.</returns>
    public static int? TryWrite(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var vector = new Vector { Start = start, Length = (nuint)bytes.Length };
            var written = WriteVectors(descriptor, &vector, 1, CurrentPosition, NoWait);
            return written >= 0 ? (int)written : Failure(Marshal.GetLastSystemError());
        }
    }

    /// <summary>Whether a write of few bytes would not wait.</summary>
    public static bool IsReady(int descriptor)
    {
        PosixNative.PollDescriptor poll = new() { Descriptor = descriptor, Events = PosixNative.PollOut };
        return PosixNative.Poll(&poll, 1, 0) == 1;
    }

    /// <summary>Most errors say that it cannot be done in this way; those that are in earnest come again in the other.</summary>
    private static int? Failure(int error) => error == BrokenPipe ? throw new IOException(Marshal.GetPInvokeErrorMessage(error), error) : null;

    private struct Vector
    {
        public byte* Start;
        public nuint Length;
    }

    // The system's own error is asked for, if there is one, and not kept at each call.
    [LibraryImport("libc", EntryPoint = "preadv2")]
    private static partial nint ReadVectors(int descriptor, Vector* vectors, int count, nint offset, int flags);

    [LibraryImport("libc", EntryPoint = "pwritev2")]
    private static partial nint WriteVectors(int descriptor, Vector* vectors, int count, nint offset, int flags);
}
