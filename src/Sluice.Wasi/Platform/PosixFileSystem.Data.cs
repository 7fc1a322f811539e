using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

internal sealed unsafe partial class PosixFileSystem
{
    private static readonly Lock s_appendLock = new();

    public override Result<Unit, ErrorCode> SetSize(SafeFileHandle file, long size) => Check(PosixNative.Ftruncate(file, size));

    public override Result<Unit, ErrorCode> Allocate(SafeFileHandle file, long offset, long length) =>
        system.Allocate(file, offset, length);

    public override Result<Unit, ErrorCode> Sync(SafeFileHandle file, bool dataOnly) => system.Sync(file, dataOnly);

    public override Result<Unit, ErrorCode> Advise(SafeFileHandle file, long offset, long length, Advice advice) =>
        system.Advise(file, offset, length, advice);

    public override Result<int, ErrorCode> Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            do
                count = PosixNative.Pread(file, bytes, (nuint)buffer.Length, offset);
            while (count < 0 && PosixErrors.Last == PosixErrors.Interrupted);
            return count < 0 ? system.Errors.LastCode : (int)count;
        }
    }

    public override Result<int, ErrorCode> Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, long offset)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            do
                count = PosixNative.Pwrite(file, bytes, (nuint)buffer.Length, offset);
            while (count < 0 && PosixErrors.Last == PosixErrors.Interrupted);
            return count < 0 ? system.Errors.LastCode : (int)count;
        }
    }

    public override Result<int, ErrorCode> Append(SafeFileHandle file, ReadOnlySpan<byte> buffer)
    {
        if (system.TryAppend(file, buffer, out Result<int, ErrorCode> result))
            return result;

        // Atomic among the guests of this process, which is as good as it gets where the system does not help.
        lock (s_appendLock)
        {
            if (!Stat(file).TryGetValue(out DescriptorStat stat, out ErrorCode error))
                return error;
            return Write(file, buffer, (long)stat.Size);
        }
    }

    public override Result<int?, ErrorCode> TryReadStream(SafeFileHandle file, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            do
                count = PosixNative.Read(file, bytes, (nuint)buffer.Length);
            while (count < 0 && PosixErrors.Last == PosixErrors.Interrupted);
            if (count < 0)
                return PosixErrors.Last == system.Errors.TryAgain ? default(int?) : system.Errors.LastCode;

            // A FIFO that no writer has opened yet reads as if at its end. Only POLLHUP tells that writers came and went.
            if (count == 0 && buffer.Length > 0 && IsFifo(file) && (Poll(file, PosixNative.PollIn, 0) & PosixNative.PollHup) == 0)
                return default(int?);
            return (int)count;
        }
    }

    public override Result<int?, ErrorCode> TryWriteStream(SafeFileHandle file, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            do
                count = PosixNative.Write(file, bytes, (nuint)buffer.Length);
            while (count < 0 && PosixErrors.Last == PosixErrors.Interrupted);
            if (count < 0)
                return PosixErrors.Last == system.Errors.TryAgain ? default(int?) : system.Errors.LastCode;
            return (int)count;
        }
    }

    public override void WaitForStream(SafeFileHandle file, bool toWrite, TimeSpan timeout)
    {
        short events = Poll(file, toWrite ? PosixNative.PollOut : PosixNative.PollIn, (int)timeout.TotalMilliseconds);

        // Some devices of macOS cannot be polled, and say so at once. Whoever calls this is on a thread that may block: it asks for a wait.
        if ((events & PosixNative.PollInvalid) != 0)
            Thread.Sleep(timeout);
    }

    private bool IsFifo(SafeFileHandle file) => Stat(file) is { IsOk: true, Value.Type: DescriptorType.Fifo };

    private static short Poll(SafeFileHandle file, short events, int timeoutMilliseconds)
    {
        bool referenced = false;
        file.DangerousAddRef(ref referenced);
        try
        {
            PosixNative.PollDescriptor descriptor = new() { Descriptor = (int)file.DangerousGetHandle(), Events = events };
            return PosixNative.Poll(&descriptor, 1, timeoutMilliseconds) > 0 ? descriptor.ReturnedEvents : (short)0;
        }
        finally
        {
            if (referenced)
                file.DangerousRelease();
        }
    }
}
