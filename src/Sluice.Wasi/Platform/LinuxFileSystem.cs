using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Clocks;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>Opening, status and times. Names are in `LinuxFileSystem.Names.cs`, data in `LinuxFileSystem.Data.cs`.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class LinuxFileSystem(PathResolver resolver) : HostFileSystem
{
    // A link can be put in the place of a file between resolving and opening it; then it is resolved again.
    private const int OpenAttempts = 16;

    private const uint FileMode = 0b110_110_110;
    private const uint DirectoryMode = 0b111_111_111;

    public override Result<SafeFileHandle, ErrorCode> OpenRoot(string hostPath)
    {
        fixed (byte* path = GuestPath.Terminate(Encoding.UTF8.GetBytes(hostPath)))
        {
            int descriptor = LinuxNative.Openat(
                LinuxNative.AtFdCwd, path, LinuxNative.OpenReadOnly | LinuxNative.OpenDirectory | LinuxNative.OpenCloseOnExec, 0);
            return descriptor < 0 ? LinuxErrors.LastErrorCode : new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }

    public override Result<SafeFileHandle, ErrorCode> OpenAt(
        SafeFileHandle directory, byte[] path, bool follow, OpenFlags openFlags, DescriptorFlags flags)
    {
        bool create = openFlags.HasFlag(OpenFlags.Create);
        if (create && openFlags.HasFlag(OpenFlags.Directory))
            return ErrorCode.Invalid;
        bool exclusive = create && openFlags.HasFlag(OpenFlags.Exclusive);

        // O_NONBLOCK keeps FIFOs and devices from waiting here; it means nothing to regular files.
        int native = LinuxNative.OpenNofollow | LinuxNative.OpenNonblock | LinuxNative.OpenNoControllingTerminal
            | (create ? LinuxNative.OpenCreate : 0)
            | (exclusive ? LinuxNative.OpenExclusive : 0)
            | (openFlags.HasFlag(OpenFlags.Directory) ? LinuxNative.OpenDirectory : 0)
            | (openFlags.HasFlag(OpenFlags.Truncate) ? LinuxNative.OpenTruncate : 0)
            | AccessMode(flags);
        LastLink lastLink = follow && !exclusive ? LastLink.Follow : LastLink.NoFollow;
        for (int attempt = 0; ; attempt++)
        {
            if (!resolver.Locate(directory, path, lastLink).TryGetValue(out Location location, out ErrorCode error))
                return error;
            using (location)
            {
                if (location.TrailingSlash && create)
                    return ErrorCode.IsDirectory;
                int required = location.TrailingSlash ? LinuxNative.OpenDirectory : 0;
                Result<SafeFileHandle, ErrorCode> result = Open(location.Directory, location.Name, native | required, FileMode);
                bool isLink = result is { IsOk: false, Error: ErrorCode.Loop };
                if (!isLink || lastLink != LastLink.Follow || attempt == OpenAttempts)
                    return result;
            }
        }
    }

    public override Result<DescriptorStat, ErrorCode> Stat(SafeFileHandle file) => Stat(file, [0], LinuxNative.AtEmptyPath);

    public override Result<DescriptorStat, ErrorCode> StatAt(SafeFileHandle directory, byte[] path, bool follow)
    {
        if (!resolver.Locate(directory, path, follow ? LastLink.Follow : LastLink.NoFollow)
                .TryGetValue(out Location location, out ErrorCode error))
            return error;
        using (location)
        {
            if (!Stat(location.Directory, location.Name, LinuxNative.AtSymlinkNofollow).TryGetValue(out DescriptorStat stat, out error))
                return error;
            return location.TrailingSlash && stat.Type != DescriptorType.Directory ? ErrorCode.NotDirectory : stat;
        }
    }

    public override Result<Unit, ErrorCode> SetTimes(SafeFileHandle file, NewTimestamp access, NewTimestamp modification)
    {
        LinuxNative.Timespec* times = stackalloc LinuxNative.Timespec[2];
        if (!TryConvert(access, out times[0]) || !TryConvert(modification, out times[1]))
            return ErrorCode.Invalid;
        return Check(LinuxNative.Futimens(file, times));
    }

    public override Result<Unit, ErrorCode> SetTimesAt(
        SafeFileHandle directory, byte[] path, bool follow, NewTimestamp access, NewTimestamp modification)
    {
        LinuxNative.Timespec* times = stackalloc LinuxNative.Timespec[2];
        if (!TryConvert(access, out times[0]) || !TryConvert(modification, out times[1]))
            return ErrorCode.Invalid;
        if (!resolver.Locate(directory, path, follow ? LastLink.Follow : LastLink.NoFollow)
                .TryGetValue(out Location location, out ErrorCode error))
            return error;
        using (location)
        {
            if (RequireDirectory(location) is { } notDirectory)
                return notDirectory;
            fixed (byte* name = location.Name)
                return Check(LinuxNative.Utimensat(location.Directory, name, times, LinuxNative.AtSymlinkNofollow));
        }
    }

    /// <param name="directory">What a relative name is relative to.</param>
    /// <param name="name">NUL-terminated.</param>
    /// <param name="flags">O_CLOEXEC is implied.</param>
    /// <param name="mode">For a file that is created.</param>
    internal static Result<SafeFileHandle, ErrorCode> Open(SafeFileHandle directory, byte[] name, int flags, uint mode = 0)
    {
        fixed (byte* nameBytes = name)
        {
            int descriptor;
            do
                descriptor = LinuxNative.Openat(directory, nameBytes, flags | LinuxNative.OpenCloseOnExec, mode);
            while (descriptor < 0 && LinuxErrors.Last == LinuxErrors.Interrupted);
            return descriptor < 0 ? LinuxErrors.LastErrorCode : new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }

    internal static Result<DescriptorStat, ErrorCode> Stat(SafeFileHandle directory, byte[] name, int flags)
    {
        LinuxNative.Statx statx;
        fixed (byte* nameBytes = name)
        {
            if (LinuxNative.StatxAt(directory, nameBytes, flags, LinuxNative.StatxBasicStats, &statx) != 0)
                return LinuxErrors.LastErrorCode;
        }

        return new DescriptorStat(
            FromMode(statx.Mode),
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

    private static DescriptorType FromMode(ushort mode) => FromDirectoryType(mode >> 12);

    // The numbers of `d_type` are those of `st_mode`, shifted.
    internal static DescriptorType FromDirectoryType(int type) => type switch
    {
        1 => DescriptorType.Fifo,
        2 => DescriptorType.CharacterDevice,
        4 => DescriptorType.Directory,
        6 => DescriptorType.BlockDevice,
        8 => DescriptorType.RegularFile,
        10 => DescriptorType.SymbolicLink,
        12 => DescriptorType.Socket,
        _ => DescriptorType.Other,
    };

    private static int AccessMode(DescriptorFlags flags)
    {
        int mode = (flags & (DescriptorFlags.Read | DescriptorFlags.Write)) switch
        {
            DescriptorFlags.Read | DescriptorFlags.Write => LinuxNative.OpenReadWrite,
            DescriptorFlags.Write => LinuxNative.OpenWriteOnly,
            _ => LinuxNative.OpenReadOnly,
        };

        // Linux has no O_RSYNC of its own: it is O_SYNC.
        if ((flags & (DescriptorFlags.FileIntegritySync | DescriptorFlags.RequestedWriteSync)) != 0)
            mode |= LinuxNative.OpenSync;
        else if (flags.HasFlag(DescriptorFlags.DataIntegritySync))
            mode |= LinuxNative.OpenDsync;
        return mode;
    }

    private static bool TryConvert(NewTimestamp timestamp, out LinuxNative.Timespec time)
    {
        time = timestamp.Kind switch
        {
            NewTimestampKind.NoChange => new() { Nanoseconds = LinuxNative.TimeOmit },
            NewTimestampKind.Now => new() { Nanoseconds = LinuxNative.TimeNow },
            _ => new() { Seconds = timestamp.Instant.Seconds, Nanoseconds = timestamp.Instant.Nanoseconds },
        };
        return timestamp.Kind != NewTimestampKind.Timestamp || timestamp.Instant.IsValid;
    }

    /// <summary>The error of a path that ends in `/` but whose last component, links not followed, is no directory.</summary>
    private static ErrorCode? RequireDirectory(Location location)
    {
        if (!location.TrailingSlash)
            return null;
        if (!Stat(location.Directory, location.Name, LinuxNative.AtSymlinkNofollow).TryGetValue(out DescriptorStat stat, out ErrorCode error))
            return error;
        return stat.Type == DescriptorType.Directory ? null : ErrorCode.NotDirectory;
    }

    private static Result<Unit, ErrorCode> Check(int returned) => returned == 0 ? Unit.Value : LinuxErrors.LastErrorCode;
}
