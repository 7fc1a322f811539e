using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>Linux and macOS: opening, names, status and times. Data is in `PosixFileSystem.Data.cs`.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe partial class PosixFileSystem(PosixSystem system, PathResolver resolver) : SandboxedFileSystem(resolver)
{
    private const uint FileMode = 0b110_110_110;
    private const uint DirectoryMode = 0b111_111_111;

    public override Result<SafeFileHandle, ErrorCode> OpenRoot(string hostPath) =>
        system.Open(
            system.WorkingDirectory,
            GuestPath.Terminate(Encoding.UTF8.GetBytes(hostPath)),
            PosixConstants.OpenReadOnly | system.Constants.OpenDirectory);

    public override Result<DescriptorStat, ErrorCode> Stat(SafeFileHandle file) => system.Stat(file);

    public override Result<Unit, ErrorCode> SetTimes(SafeFileHandle file, NewTimestamp access, NewTimestamp modification)
    {
        if (!access.IsValid || !modification.IsValid)
            return ErrorCode.Invalid;
        PosixNative.Timespec* times = stackalloc PosixNative.Timespec[] { Convert(access), Convert(modification) };
        return Check(PosixNative.Futimens(file, times));
    }

    public override Result<DirectoryReader, ErrorCode> ReadDirectory(SafeFileHandle directory, bool includeDots) =>
        system.Open(directory, GuestPath.Terminate("."u8), PosixConstants.OpenReadOnly | system.Constants.OpenDirectory)
            .TryGetValue(out SafeFileHandle? handle, out ErrorCode error)
            ? system.ReadDirectory(handle, includeDots)
            : error;

    protected override Result<SafeFileHandle, ErrorCode> Open(Location location, OpenFlags openFlags, DescriptorFlags flags)
    {
        // O_NONBLOCK keeps FIFOs and devices from waiting here; it means nothing to regular files.
        PosixConstants constants = system.Constants;
        int native = constants.OpenNofollow | constants.OpenNonblock | constants.OpenNoControllingTerminal
            | (openFlags.HasFlag(OpenFlags.Create) ? constants.OpenCreate : 0)
            | (openFlags.HasFlag(OpenFlags.Exclusive) ? constants.OpenExclusive : 0)
            | (openFlags.HasFlag(OpenFlags.Directory) ? constants.OpenDirectory : 0)
            | (openFlags.HasFlag(OpenFlags.Truncate) ? constants.OpenTruncate : 0)
            | AccessMode(flags);
        return system.Open(location.Directory, location.Name, native, FileMode);
    }

    protected override Result<DescriptorStat, ErrorCode> Stat(Location location) => system.StatAt(location.Directory, location.Name);

    protected override Result<Unit, ErrorCode> SetTimes(Location location, NewTimestamp access, NewTimestamp modification)
    {
        PosixNative.Timespec* times = stackalloc PosixNative.Timespec[] { Convert(access), Convert(modification) };
        fixed (byte* name = location.Name)
            return Check(PosixNative.Utimensat(location.Directory, name, times, system.Constants.AtSymlinkNofollow));
    }

    protected override Result<Unit, ErrorCode> CreateDirectory(Location location)
    {
        fixed (byte* name = location.Name)
            return Check(PosixNative.Mkdirat(location.Directory, name, DirectoryMode));
    }

    protected override Result<Unit, ErrorCode> RemoveDirectory(Location location)
    {
        fixed (byte* name = location.Name)
            return Check(PosixNative.Unlinkat(location.Directory, name, system.Constants.AtRemoveDir));
    }

    protected override Result<Unit, ErrorCode> UnlinkFile(Location location)
    {
        fixed (byte* name = location.Name)
        {
            Result<Unit, ErrorCode> result = Check(PosixNative.Unlinkat(location.Directory, name, 0));

            // What POSIX wants, and macOS does, where Linux says EISDIR.
            bool isDirectory = result is { IsOk: false, Error: ErrorCode.NotPermitted }
                && Stat(location) is { IsOk: true, Value.Type: DescriptorType.Directory };
            return isDirectory ? ErrorCode.IsDirectory : result;
        }
    }

    protected override Result<Unit, ErrorCode> Rename(Location from, Location to)
    {
        fixed (byte* oldName = from.Name)
        fixed (byte* newName = to.Name)
            return Check(PosixNative.Renameat(from.Directory, oldName, to.Directory, newName));
    }

    protected override Result<Unit, ErrorCode> Link(Location from, Location to)
    {
        fixed (byte* oldName = from.Name)
        fixed (byte* newName = to.Name)
            return Check(PosixNative.Linkat(from.Directory, oldName, to.Directory, newName, 0));
    }

    protected override Result<Unit, ErrorCode> Symlink(byte[] contents, bool toDirectory, Location location)
    {
        fixed (byte* target = GuestPath.Terminate(contents))
        fixed (byte* name = location.Name)
            return Check(PosixNative.Symlinkat(target, location.Directory, name));
    }

    protected override Result<byte[], ErrorCode> ReadLink(Location location) => system.ReadLink(location.Directory, location.Name);

    private int AccessMode(DescriptorFlags flags)
    {
        int mode = (flags & (DescriptorFlags.Read | DescriptorFlags.Write)) switch
        {
            DescriptorFlags.Read | DescriptorFlags.Write => PosixConstants.OpenReadWrite,
            DescriptorFlags.Write => PosixConstants.OpenWriteOnly,
            _ => PosixConstants.OpenReadOnly,
        };

        // Neither system has an O_RSYNC of its own: on Linux it is O_SYNC.
        if ((flags & (DescriptorFlags.FileIntegritySync | DescriptorFlags.RequestedWriteSync)) != 0)
            mode |= system.Constants.OpenSync;
        else if (flags.HasFlag(DescriptorFlags.DataIntegritySync))
            mode |= system.Constants.OpenDataSync;
        return mode;
    }

    private PosixNative.Timespec Convert(NewTimestamp timestamp) => timestamp.Kind switch
    {
        NewTimestampKind.NoChange => new() { Nanoseconds = system.Constants.TimeOmit },
        NewTimestampKind.Now => new() { Nanoseconds = system.Constants.TimeNow },
        _ => new() { Seconds = timestamp.Instant.Seconds, Nanoseconds = timestamp.Instant.Nanoseconds },
    };

    private Result<Unit, ErrorCode> Check(int returned) => returned == 0 ? Unit.Value : system.Errors.LastCode;
}
