using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// Operations on names. The kernel treats a `/` behind a last component differently from call to call; here it always means "the directory",
/// and names go to the kernel without it.
/// </summary>
internal sealed unsafe partial class LinuxFileSystem
{
    public override Result<Unit, ErrorCode> CreateDirectoryAt(SafeFileHandle directory, byte[] path)
    {
        if (!resolver.Locate(directory, path, LastLink.Keep).TryGetValue(out Location location, out ErrorCode error))
            return error;
        using (location)
        {
            fixed (byte* name = location.Name)
                return Check(LinuxNative.Mkdirat(location.Directory, name, DirectoryMode));
        }
    }

    public override Result<Unit, ErrorCode> RemoveDirectoryAt(SafeFileHandle directory, byte[] path) =>
        Remove(directory, path, LinuxNative.AtRemoveDir, ErrorCode.Invalid);

    public override Result<Unit, ErrorCode> UnlinkFileAt(SafeFileHandle directory, byte[] path) =>
        Remove(directory, path, 0, ErrorCode.IsDirectory);

    private Result<Unit, ErrorCode> Remove(SafeFileHandle directory, byte[] path, int flags, ErrorCode errorForDirectoryItself)
    {
        if (!resolver.Locate(directory, path, LastLink.Keep).TryGetValue(out Location location, out ErrorCode error))
            return error;
        using (location)
        {
            if (location.IsDirectoryItself)
                return errorForDirectoryItself;
            if (RequireDirectory(location, directory, path) is { } notDirectory)
                return notDirectory;
            fixed (byte* name = location.Name)
                return Check(LinuxNative.Unlinkat(location.Directory, name, flags));
        }
    }

    public override Result<Unit, ErrorCode> RenameAt(SafeFileHandle oldDirectory, byte[] oldPath, SafeFileHandle newDirectory, byte[] newPath)
    {
        if (!resolver.Locate(oldDirectory, oldPath, LastLink.Keep).TryGetValue(out Location from, out ErrorCode error))
            return error;
        using (from)
        {
            if (!resolver.Locate(newDirectory, newPath, LastLink.Keep).TryGetValue(out Location to, out error))
                return error;
            using (to)
            {
                if (from.IsDirectoryItself || to.IsDirectoryItself)
                    return ErrorCode.Busy;
                if (RequireDirectory(from, oldDirectory, oldPath) is { } notDirectory)
                    return notDirectory;

                // `name/` as the destination need not exist yet, but what goes there must be a directory.
                if (to.TrailingSlash)
                {
                    if (!Stat(from.Directory, from.Name, LinuxNative.AtSymlinkNofollow).TryGetValue(out DescriptorStat stat, out error))
                        return error;
                    if (stat.Type != DescriptorType.Directory)
                        return ErrorCode.NotDirectory;
                }

                fixed (byte* oldName = from.Name)
                fixed (byte* newName = to.Name)
                    return Check(LinuxNative.Renameat(from.Directory, oldName, to.Directory, newName));
            }
        }
    }

    public override Result<Unit, ErrorCode> LinkAt(
        SafeFileHandle oldDirectory, byte[] oldPath, bool follow, SafeFileHandle newDirectory, byte[] newPath)
    {
        if (!resolver.Locate(oldDirectory, oldPath, follow ? LastLink.Follow : LastLink.NoFollow)
                .TryGetValue(out Location from, out ErrorCode error))
            return error;
        using (from)
        {
            if (RequireDirectory(from) is { } notDirectory)
                return notDirectory;
            if (!resolver.Locate(newDirectory, newPath, LastLink.Keep).TryGetValue(out Location to, out error))
                return error;
            using (to)
            {
                // Before the name is taken: directories have no hard links, whatever the destination is.
                if (from.IsDirectoryItself)
                    return ErrorCode.NotPermitted;
                if (to.TrailingSlash)
                    return ErrorForNewFile(to);
                fixed (byte* oldName = from.Name)
                fixed (byte* newName = to.Name)
                    return Check(LinuxNative.Linkat(from.Directory, oldName, to.Directory, newName, 0));
            }
        }
    }

    public override Result<Unit, ErrorCode> SymlinkAt(byte[] contents, SafeFileHandle directory, byte[] path)
    {
        if (!resolver.Locate(directory, path, LastLink.Keep).TryGetValue(out Location location, out ErrorCode error))
            return error;
        using (location)
        {
            if (location.TrailingSlash)
                return ErrorForNewFile(location);
            fixed (byte* target = GuestPath.Terminate(contents))
            fixed (byte* name = location.Name)
                return Check(LinuxNative.Symlinkat(target, location.Directory, name));
        }
    }

    public override Result<byte[], ErrorCode> ReadLinkAt(SafeFileHandle directory, byte[] path)
    {
        if (!resolver.Locate(directory, path, LastLink.NoFollow).TryGetValue(out Location location, out ErrorCode error))
            return error;
        using (location)
            return RequireDirectory(location) is { } notDirectory ? notDirectory : ReadLink(location.Directory, location.Name);
    }

    public override Result<DirectoryReader, ErrorCode> ReadDirectory(SafeFileHandle directory, bool includeDots) =>
        Open(directory, GuestPath.Terminate("."u8), LinuxNative.OpenReadOnly | LinuxNative.OpenDirectory)
            .TryGetValue(out SafeFileHandle? handle, out ErrorCode error)
            ? new LinuxDirectoryReader(handle, includeDots)
            : error;

    internal static Result<byte[], ErrorCode> ReadLink(SafeFileHandle directory, byte[] name)
    {
        const int Longest = GuestPath.MaxLength + 1;
        byte* buffer = stackalloc byte[Longest];
        fixed (byte* nameBytes = name)
        {
            nint length = LinuxNative.Readlinkat(directory, nameBytes, buffer, Longest);
            if (length < 0)
                return LinuxErrors.LastErrorCode;
            return length == Longest ? ErrorCode.NameTooLong : new ReadOnlySpan<byte>(buffer, (int)length).ToArray();
        }
    }

    /// <summary>
    /// The error of a path that ends in `/` but names no directory. A link to a directory is none either, yet what is wrong with a link
    /// that cannot be followed comes first.
    /// </summary>
    private ErrorCode? RequireDirectory(Location location, SafeFileHandle directory, byte[] path)
    {
        if (!location.TrailingSlash)
            return null;
        if (!resolver.OpenDirectory(directory, path).TryGetValue(out SafeFileHandle? opened, out ErrorCode error))
            return error;
        opened.Dispose();
        return RequireDirectory(location);
    }

    /// <summary>Why no file or link can be created as `name/`.</summary>
    private static ErrorCode ErrorForNewFile(Location location) =>
        Stat(location.Directory, location.Name, LinuxNative.AtSymlinkNofollow)
            .TryGetValue(out _, out ErrorCode error) ? ErrorCode.Exist : error;
}
