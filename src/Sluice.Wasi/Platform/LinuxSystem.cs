using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Clocks;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

[SupportedOSPlatform("linux")]
internal sealed unsafe class LinuxSystem : PosixSystem
{
    private static bool s_hasAtomicAppend = true;

    private LinuxSystem() : base(PosixConstants.Linux, PosixErrors.Linux) { }

    public static LinuxSystem Instance { get; } = new();

    public override Result<DescriptorStat, ErrorCode> Stat(SafeFileHandle file) => Stat(file, [0], LinuxNative.AtEmptyPath);

    public override Result<DescriptorStat, ErrorCode> StatAt(SafeFileHandle directory, byte[] name) =>
        Stat(directory, name, LinuxNative.AtSymlinkNofollow);

    public override Result<DirectoryReader, ErrorCode> ReadDirectory(SafeFileHandle directory, bool includeDots) =>
        new LinuxDirectoryReader(directory, includeDots);

    public override Result<Unit, ErrorCode> Allocate(SafeFileHandle file, long offset, long length)
    {
        int error;
        do
            error = LinuxNative.PosixFallocate(file, offset, length);
        while (error == PosixErrors.Interrupted);
        return error == 0 ? Unit.Value : Errors.ToErrorCode(error);
    }

    public override Result<Unit, ErrorCode> Sync(SafeFileHandle file, bool dataOnly) =>
        Check(dataOnly ? LinuxNative.Fdatasync(file) : PosixNative.Fsync(file));

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
        return error == 0 ? Unit.Value : Errors.ToErrorCode(error);
    }

    public override bool TryAppend(SafeFileHandle file, ReadOnlySpan<byte> buffer, out Result<int, ErrorCode> result)
    {
        result = default;
        if (!Volatile.Read(ref s_hasAtomicAppend))
            return false;
        fixed (byte* bytes = buffer)
        {
            LinuxNative.IoVector vector = new() { Base = bytes, Length = (nuint)buffer.Length };
            try
            {
                nint count;
                do
                    count = LinuxNative.Pwritev2(file, &vector, 1, 0, LinuxNative.RwfAppend);
                while (count < 0 && PosixErrors.Last == PosixErrors.Interrupted);
                int error = PosixErrors.Last;
                result = count < 0 ? Errors.ToErrorCode(error) : (int)count;
                return count >= 0 || (error != Errors.NoSystemCall && error != Errors.Unsupported);
            }
            catch (EntryPointNotFoundException)
            {
                // An older musl.
                Volatile.Write(ref s_hasAtomicAppend, false);
                return false;
            }
        }
    }

    protected override int Openat(SafeFileHandle directory, byte* name, int flags, uint mode) =>
        LinuxNative.Openat(directory, name, flags, mode);

    private Result<DescriptorStat, ErrorCode> Stat(SafeFileHandle directory, byte[] name, int flags)
    {
        LinuxNative.Statx statx;
        fixed (byte* nameBytes = name)
        {
            if (LinuxNative.StatxAt(directory, nameBytes, flags, LinuxNative.StatxBasicStats, &statx) != 0)
                return Errors.LastCode;
        }

        return new DescriptorStat(
            PosixFileTypes.FromMode(statx.Mode),
            statx.LinkCount,
            statx.Size,
            Timestamp(statx.Mask, LinuxNative.StatxAccessTime, statx.AccessTime),
            Timestamp(statx.Mask, LinuxNative.StatxModificationTime, statx.ModificationTime),
            Timestamp(statx.Mask, LinuxNative.StatxStatusChangeTime, statx.StatusChangeTime),
            ((ulong)statx.DeviceMajor << 32) | statx.DeviceMinor,
            statx.Inode);

        static Instant? Timestamp(uint mask, uint bit, LinuxNative.StatxTimestamp time) =>
            (mask & bit) != 0 ? new Instant(time.Seconds, time.Nanoseconds) : null;
    }
}
