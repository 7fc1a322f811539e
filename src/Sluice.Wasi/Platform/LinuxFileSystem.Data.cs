using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

internal sealed unsafe partial class LinuxFileSystem
{
    private static readonly Lock s_appendLock = new();
    private static bool s_hasAtomicAppend = true;

    public override Result<Unit, ErrorCode> SetSize(SafeFileHandle file, long size) => Check(LinuxNative.Ftruncate(file, size));

    public override Result<Unit, ErrorCode> Allocate(SafeFileHandle file, long offset, long length)
    {
        int error;
        do
            error = LinuxNative.PosixFallocate(file, offset, length);
        while (error == LinuxErrors.Interrupted);
        return error == 0 ? Unit.Value : LinuxErrors.ToErrorCode(error);
    }

    public override Result<Unit, ErrorCode> Sync(SafeFileHandle file, bool dataOnly) =>
        Check(dataOnly ? LinuxNative.Fdatasync(file) : LinuxNative.Fsync(file));

    public override Result<Unit, ErrorCode> Advise(SafeFileHandle file, long offset, long length, Advice advice)
    {
        // POSIX_FADV_*: WASI's order differs for `random` and `sequential`.
        int native = advice switch
        {
            Advice.Random => 1,
            Advice.Sequential => 2,
            Advice.WillNeed => 3,
            Advice.DontNeed => 4,
            Advice.NoReuse => 5,
            _ => 0,
        };
        int error = LinuxNative.PosixFadvise(file, offset, length, native);
        return error == 0 ? Unit.Value : LinuxErrors.ToErrorCode(error);
    }

    public override Result<int, ErrorCode> Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            do
                count = LinuxNative.Pread(file, bytes, (nuint)buffer.Length, offset);
            while (count < 0 && LinuxErrors.Last == LinuxErrors.Interrupted);
            return count < 0 ? LinuxErrors.LastErrorCode : (int)count;
        }
    }

    public override Result<int, ErrorCode> Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, long offset)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            do
                count = LinuxNative.Pwrite(file, bytes, (nuint)buffer.Length, offset);
            while (count < 0 && LinuxErrors.Last == LinuxErrors.Interrupted);
            return count < 0 ? LinuxErrors.LastErrorCode : (int)count;
        }
    }

    public override Result<int, ErrorCode> Append(SafeFileHandle file, ReadOnlySpan<byte> buffer)
    {
        if (Volatile.Read(ref s_hasAtomicAppend) && TryAppendAtomically(file, buffer, out Result<int, ErrorCode> result))
            return result;

        // Atomic among the guests of this process, which is as good as it gets without RWF_APPEND.
        lock (s_appendLock)
        {
            if (!Stat(file).TryGetValue(out DescriptorStat stat, out ErrorCode error))
                return error;
            return Write(file, buffer, (long)stat.Size);
        }
    }

    private static bool TryAppendAtomically(SafeFileHandle file, ReadOnlySpan<byte> buffer, out Result<int, ErrorCode> result)
    {
        fixed (byte* bytes = buffer)
        {
            LinuxNative.IoVector vector = new() { Base = bytes, Length = (nuint)buffer.Length };
            try
            {
                nint count;
                do
                    count = LinuxNative.Pwritev2(file, &vector, 1, 0, LinuxNative.RwfAppend);
                while (count < 0 && LinuxErrors.Last == LinuxErrors.Interrupted);
                result = count < 0 ? LinuxErrors.LastErrorCode : (int)count;
                return count >= 0 || LinuxErrors.Last is not (LinuxErrors.NoSystemCall or LinuxErrors.Unsupported);
            }
            catch (EntryPointNotFoundException)
            {
                // An older musl.
                Volatile.Write(ref s_hasAtomicAppend, false);
                result = default;
                return false;
            }
        }
    }

    public override Result<int?, ErrorCode> TryReadStream(SafeFileHandle file, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            do
                count = LinuxNative.Read(file, bytes, (nuint)buffer.Length);
            while (count < 0 && LinuxErrors.Last == LinuxErrors.Interrupted);
            if (count < 0)
                return LinuxErrors.Last == LinuxErrors.TryAgain ? default(int?) : LinuxErrors.LastErrorCode;

            // A FIFO that no writer has opened yet reads as if at its end. Only POLLHUP tells that writers came and went.
            if (count == 0 && buffer.Length > 0 && IsFifo(file) && (Poll(file, LinuxNative.PollIn, 0) & LinuxNative.PollHup) == 0)
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
                count = LinuxNative.Write(file, bytes, (nuint)buffer.Length);
            while (count < 0 && LinuxErrors.Last == LinuxErrors.Interrupted);
            if (count < 0)
                return LinuxErrors.Last == LinuxErrors.TryAgain ? default(int?) : LinuxErrors.LastErrorCode;
            return (int)count;
        }
    }

    public override void WaitForStream(SafeFileHandle file, bool toWrite, TimeSpan timeout) =>
        Poll(file, toWrite ? LinuxNative.PollOut : LinuxNative.PollIn, (int)timeout.TotalMilliseconds);

    private bool IsFifo(SafeFileHandle file) => Stat(file) is { IsOk: true, Value.Type: DescriptorType.Fifo };

    private static short Poll(SafeFileHandle file, short events, int timeoutMilliseconds)
    {
        bool referenced = false;
        file.DangerousAddRef(ref referenced);
        try
        {
            LinuxNative.PollDescriptor descriptor = new() { Descriptor = (int)file.DangerousGetHandle(), Events = events };
            return LinuxNative.Poll(&descriptor, 1, timeoutMilliseconds) > 0 ? descriptor.ReturnedEvents : (short)0;
        }
        finally
        {
            if (referenced)
                file.DangerousRelease();
        }
    }
}
