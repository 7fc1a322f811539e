using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sluice.Wasi.Platform;

/// <summary>
/// One of the process's own outputs, written with <c>write</c>. The console's stream is silent about a reader that has gone, and a
/// <see cref="FileStream"/> keeps a position of its own, which the processes that share the file would not see.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe partial class UnixOutputStream(int descriptor) : Stream
{
    private const int Eintr = 4;

    // EAGAIN: another process may have made the shared description non-blocking.
    private static readonly int Eagain = OperatingSystem.IsLinux() ? 11 : 35;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("An output has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("An output has no position.");
        set => throw new NotSupportedException("An output has no position.");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written;
            int error;
            fixed (byte* start = buffer)
            {
                written = WriteNative(descriptor, start, (nuint)buffer.Length);
                error = written < 0 ? Marshal.GetLastSystemError() : 0;
            }
            if (error == 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }
            // Writes that might wait are made asynchronously only, and those the base class runs on a thread of the thread pool.
            if (error == Eagain) WaitForRoom();
            else if (error != Eintr) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An output cannot be read.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("An output has no position.");

    public override void SetLength(long value) => throw new NotSupportedException("An output has no length.");

    /// <summary>Returns also if the reader has gone, which the next write finds out, or if a signal has come.</summary>
    private void WaitForRoom()
    {
        PosixNative.PollDescriptor poll = new() { Descriptor = descriptor, Events = PosixNative.PollOut };
        _ = PosixNative.Poll(&poll, 1, -1);
    }

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint WriteNative(int descriptor, byte* buffer, nuint length);
}
