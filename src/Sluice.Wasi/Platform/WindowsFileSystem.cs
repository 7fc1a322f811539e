using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// Opening, names, status and times. Data is in `WindowsFileSystem.Data.cs`. Where the system's outcome differs from POSIX's, the type of
/// the object is looked at first; the look and the operation are one after the other, but both on what is inside the sandbox.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class WindowsFileSystem() : SandboxedFileSystem(new WindowsResolver())
{
    protected override bool LinksHaveTypes => true;

    public override Result<SafeFileHandle, ErrorCode> OpenRoot(string hostPath) =>
        hostPath.Length == 0
            ? ErrorCode.NoEntry
            : WindowsFile.OpenRoot(WindowsNames.ToKernelPath(Path.TrimEndingDirectorySeparator(Path.GetFullPath(hostPath))));

    public override Result<DescriptorStat, ErrorCode> Stat(SafeFileHandle file) => WindowsFile.Stat(file);

    /// <summary>Setting times needs a right that guests do not ask for when they open.</summary>
    public override Result<Unit, ErrorCode> SetTimes(SafeFileHandle file, NewTimestamp access, NewTimestamp modification)
    {
        if (!access.IsValid || !modification.IsValid)
            return ErrorCode.Invalid;
        if (!WindowsFile.Reopen(file, WindowsFile.WriteAttributes).TryGetValue(out SafeFileHandle? opened, out ErrorCode error))
            return error;
        using (opened)
            return ApplyTimes(opened, access, modification);
    }

    public override Result<DirectoryReader, ErrorCode> ReadDirectory(SafeFileHandle directory, bool includeDots) =>
        WindowsFile.Reopen(directory, WindowsFile.ReadData).TryGetValue(out SafeFileHandle? opened, out ErrorCode error)
            ? new WindowsDirectoryReader(opened, includeDots)
            : error;

    protected override Result<SafeFileHandle, ErrorCode> Open(Location location, OpenFlags openFlags, DescriptorFlags flags)
    {
        uint access = WindowsFile.ReadAttributes
            | (flags.HasFlag(DescriptorFlags.Read) ? WindowsFile.ReadData : 0)
            | (flags.HasFlag(DescriptorFlags.Write) ? WindowsFile.WriteData : 0);
        uint disposition = openFlags.HasFlag(OpenFlags.Exclusive) ? WindowsFile.CreateNew
            : openFlags.HasFlag(OpenFlags.Create) ? WindowsFile.OpenOrCreate
            : WindowsFile.OpenExisting;
        const DescriptorFlags Sync =
            DescriptorFlags.FileIntegritySync | DescriptorFlags.DataIntegritySync | DescriptorFlags.RequestedWriteSync;
        uint options = (openFlags.HasFlag(OpenFlags.Directory) ? WindowsFile.DirectoryFile : 0)
            | ((flags & Sync) != 0 ? WindowsFile.WriteThrough : 0);
        if (!WindowsFile.Open(location, access, disposition, options).TryGetValue(out SafeFileHandle? file, out ErrorCode error))
            return error;

        // The system truncates only while it opens, and would do so to a link.
        ErrorCode? refused = Refuse(file, flags);
        if (refused is null && openFlags.HasFlag(OpenFlags.Truncate) && !SetSize(file, 0).TryGetValue(out _, out error))
            refused = error;
        if (refused is null)
            return file;
        file.Dispose();
        return refused.Value;
    }

    protected override Result<DescriptorStat, ErrorCode> Stat(Location location)
    {
        if (!WindowsFile.Open(location, WindowsFile.ReadAttributes).TryGetValue(out SafeFileHandle? file, out ErrorCode error))
            return error;
        using (file)
            return WindowsFile.Stat(file);
    }

    protected override Result<Unit, ErrorCode> SetTimes(Location location, NewTimestamp access, NewTimestamp modification)
    {
        if (!WindowsFile.Open(location, WindowsFile.WriteAttributes).TryGetValue(out SafeFileHandle? file, out ErrorCode error))
            return error;
        using (file)
            return ApplyTimes(file, access, modification);
    }

    protected override Result<Unit, ErrorCode> CreateDirectory(Location location)
    {
        if (!WindowsFile.Open(location, WindowsFile.ReadAttributes, WindowsFile.CreateNew, WindowsFile.DirectoryFile)
                .TryGetValue(out SafeFileHandle? created, out ErrorCode error))
            return error;
        created.Dispose();
        return Unit.Value;
    }

    protected override Result<Unit, ErrorCode> RemoveDirectory(Location location) => Remove(location, directory: true);

    protected override Result<Unit, ErrorCode> UnlinkFile(Location location) => Remove(location, directory: false);

    protected override Result<Unit, ErrorCode> Rename(Location from, Location to)
    {
        if (!WindowsNames.FromGuest(to.Name.AsSpan(..^1)).TryGetValue(out string? name, out ErrorCode error) ||
            !WindowsFile.Open(from, WindowsFile.DeleteAccess | WindowsFile.ReadAttributes)
                .TryGetValue(out SafeFileHandle? file, out error))
            return error;
        using (file)
        {
            if (!WindowsFile.Stat(file).TryGetValue(out DescriptorStat moved, out error))
                return error;
            bool isDirectory = moved.Type == DescriptorType.Directory;
            bool replaces = Stat(to).TryGetValue(out DescriptorStat replaced, out error);
            if (!replaces && error != ErrorCode.NoEntry)
                return error;
            if (replaces && isDirectory != (replaced.Type == DescriptorType.Directory))
                return isDirectory ? ErrorCode.NotDirectory : ErrorCode.IsDirectory;

            const uint Flags = NtNameInformation.Replace | NtNameInformation.PosixSemantics | NtNameInformation.IgnoreReadOnly;
            int status = WindowsFile.SetName(file, NtNameInformation.RenameExClass, Flags, to.Directory, name);
            if (!WindowsErrors.LacksInformationClass(status))
                return WindowsFile.Check(status);

            // Without POSIX semantics only files are replaced: an empty directory has to go first, unless it only gets another case.
            bool isSame = (moved.Device, moved.Inode) == (replaced.Device, replaced.Inode);
            if (replaces && isDirectory && !isSame && !RemoveDirectory(to).TryGetValue(out _, out error))
                return error;
            return WindowsFile.Check(
                WindowsFile.SetName(file, NtNameInformation.RenameClass, NtNameInformation.Replace, to.Directory, name));
        }
    }

    protected override Result<Unit, ErrorCode> Link(Location from, Location to)
    {
        if (!WindowsNames.FromGuest(to.Name.AsSpan(..^1)).TryGetValue(out string? name, out ErrorCode error) ||
            !WindowsFile.Open(from, WindowsFile.WriteAttributes | WindowsFile.ReadAttributes)
                .TryGetValue(out SafeFileHandle? file, out error))
            return error;
        using (file)
        {
            if (!WindowsFile.TypeOf(file).TryGetValue(out DescriptorType type, out error))
                return error;
            return type == DescriptorType.Directory
                ? ErrorCode.NotPermitted
                : WindowsFile.Check(WindowsFile.SetName(file, NtNameInformation.LinkClass, 0, to.Directory, name));
        }
    }

    /// <summary>
    /// No call creates a link beneath a handle: an empty file or directory is made into one. Without the privilege to create links,
    /// enabled, and without the developer mode it is <see cref="ErrorCode.NotPermitted"/>; on a file system without links it is
    /// <see cref="ErrorCode.Unsupported"/>.
    /// </summary>
    protected override Result<Unit, ErrorCode> Symlink(byte[] contents, bool toDirectory, Location location)
    {
        const uint Access = WindowsFile.WriteAttributes | WindowsFile.DeleteAccess;
        uint options = toDirectory ? WindowsFile.DirectoryFile : WindowsFile.NonDirectoryFile;
        if (!WindowsReparsePoint.CreateSymbolicLink(contents).TryGetValue(out byte[]? reparsePoint, out ErrorCode error) ||
            !WindowsFile.Open(location, Access, WindowsFile.CreateNew, options).TryGetValue(out SafeFileHandle? file, out error))
            return error;
        using (file)
        {
            if (WindowsFile.MakeLink(file, reparsePoint).TryGetValue(out _, out error))
                return Unit.Value;
            WindowsFile.Delete(file);
            return error == ErrorCode.Access ? ErrorCode.NotPermitted : error;
        }
    }

    protected override Result<byte[], ErrorCode> ReadLink(Location location)
    {
        if (!WindowsFile.Open(location, WindowsFile.ReadAttributes).TryGetValue(out SafeFileHandle? link, out ErrorCode error))
            return error;
        using (link)
            return WindowsFile.ReadLink(link);
    }

    private static ErrorCode? Refuse(SafeFileHandle file, DescriptorFlags flags)
    {
        if (!WindowsFile.TypeOf(file).TryGetValue(out DescriptorType type, out ErrorCode error))
            return error;
        return type switch
        {
            DescriptorType.RegularFile => null,
            DescriptorType.Directory => flags.HasFlag(DescriptorFlags.Write) ? ErrorCode.IsDirectory : null,
            DescriptorType.SymbolicLink => ErrorCode.Loop,
            _ => ErrorCode.Unsupported,
        };
    }

    private static Result<Unit, ErrorCode> Remove(Location location, bool directory)
    {
        if (!WindowsFile.Open(location, WindowsFile.DeleteAccess | WindowsFile.ReadAttributes)
                .TryGetValue(out SafeFileHandle? file, out ErrorCode error))
            return error;
        using (file)
        {
            if (!WindowsFile.TypeOf(file).TryGetValue(out DescriptorType type, out error))
                return error;
            if (directory != (type == DescriptorType.Directory))
                return directory ? ErrorCode.NotDirectory : ErrorCode.IsDirectory;
            return WindowsFile.Delete(file);
        }
    }

    private static Result<Unit, ErrorCode> ApplyTimes(SafeFileHandle file, NewTimestamp access, NewTimestamp modification) =>
        TryConvert(access, out long accessTime) && TryConvert(modification, out long modificationTime)
            ? WindowsFile.Check(WindowsFile.Set(
                file,
                NtBasicInformation.Class,
                new NtBasicInformation { LastAccessTime = accessTime, LastWriteTime = modificationTime }))
            : ErrorCode.Invalid;

    private static bool TryConvert(NewTimestamp timestamp, out long time)
    {
        long? converted = timestamp.Kind switch
        {
            NewTimestampKind.NoChange => 0,
            NewTimestampKind.Now => WindowsTime.Now,
            _ => WindowsTime.FromInstant(timestamp.Instant),
        };
        time = converted.GetValueOrDefault();
        return converted is not null;
    }
}
