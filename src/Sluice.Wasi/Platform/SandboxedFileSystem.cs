using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// What operations on paths have in common on all systems: resolution to a <see cref="Location"/>, and what a `/` behind the last component
/// and `.` as the last component mean. Systems treat these differently from call to call; here `name/` always means "the directory", and
/// names go to the system without the slash.
/// </summary>
internal abstract class SandboxedFileSystem(PathResolver resolver) : HostFileSystem
{
    // A link can be put in the place of a file between resolving and opening it; then it is resolved again.
    private const int OpenAttempts = 16;

    public sealed override Result<SafeFileHandle, ErrorCode> OpenAt(
        SafeFileHandle directory, byte[] path, bool follow, OpenFlags openFlags, DescriptorFlags flags)
    {
        bool create = openFlags.HasFlag(OpenFlags.Create);
        if (create && openFlags.HasFlag(OpenFlags.Directory))
            return ErrorCode.Invalid;
        if (!create)
            openFlags &= ~OpenFlags.Exclusive;
        LastLink lastLink = follow && !openFlags.HasFlag(OpenFlags.Exclusive) ? LastLink.Follow : LastLink.NoFollow;
        for (int attempt = 0; ; attempt++)
        {
            if (!resolver.Locate(directory, path, lastLink).TryGetValue(out Location location, out ErrorCode error))
                return error;
            using (location)
            {
                if (create && (location.TrailingSlash || location.IsDirectoryItself))
                    return ErrorCode.IsDirectory;
                OpenFlags required = location.TrailingSlash ? OpenFlags.Directory : OpenFlags.None;
                Result<SafeFileHandle, ErrorCode> result = Open(location, openFlags | required, flags);
                bool isLink = result is { IsOk: false, Error: ErrorCode.Loop };
                if (isLink && lastLink == LastLink.Follow && attempt < OpenAttempts)
                    continue;

                // Systems disagree about a link that is asked to be a directory.
                return isLink && (openFlags | required).HasFlag(OpenFlags.Directory) ? ErrorCode.NotDirectory : result;
            }
        }
    }

    public sealed override Result<DescriptorStat, ErrorCode> StatAt(SafeFileHandle directory, byte[] path, bool follow)
    {
        if (!resolver.Locate(directory, path, follow ? LastLink.Follow : LastLink.NoFollow)
                .TryGetValue(out Location location, out ErrorCode error))
            return error;
        using (location)
        {
            if (!Stat(location).TryGetValue(out DescriptorStat stat, out error))
                return error;
            return location.TrailingSlash && stat.Type != DescriptorType.Directory ? ErrorCode.NotDirectory : stat;
        }
    }

    public sealed override Result<Unit, ErrorCode> SetTimesAt(
        SafeFileHandle directory, byte[] path, bool follow, NewTimestamp access, NewTimestamp modification)
    {
        if (!access.IsValid || !modification.IsValid)
            return ErrorCode.Invalid;
        if (!resolver.Locate(directory, path, follow ? LastLink.Follow : LastLink.NoFollow)
                .TryGetValue(out Location location, out ErrorCode error))
            return error;
        using (location)
            return RequireDirectory(location) is { } notDirectory ? notDirectory : SetTimes(location, access, modification);
    }

    public sealed override Result<Unit, ErrorCode> CreateDirectoryAt(SafeFileHandle directory, byte[] path)
    {
        if (!resolver.Locate(directory, path, LastLink.Keep).TryGetValue(out Location location, out ErrorCode error))
            return error;
        using (location)
            return location.IsDirectoryItself ? ErrorCode.Exist : CreateDirectory(location);
    }

    public sealed override Result<Unit, ErrorCode> RemoveDirectoryAt(SafeFileHandle directory, byte[] path) =>
        Remove(directory, path, ErrorCode.Invalid, RemoveDirectory);

    public sealed override Result<Unit, ErrorCode> UnlinkFileAt(SafeFileHandle directory, byte[] path) =>
        Remove(directory, path, ErrorCode.IsDirectory, UnlinkFile);

    private Result<Unit, ErrorCode> Remove(
        SafeFileHandle directory, byte[] path, ErrorCode errorForDirectoryItself, Func<Location, Result<Unit, ErrorCode>> remove)
    {
        if (!resolver.Locate(directory, path, LastLink.Keep).TryGetValue(out Location location, out ErrorCode error))
            return error;
        using (location)
        {
            if (location.IsDirectoryItself)
                return errorForDirectoryItself;
            return RequireDirectory(location, directory, path) is { } notDirectory ? notDirectory : remove(location);
        }
    }

    public sealed override Result<Unit, ErrorCode> RenameAt(
        SafeFileHandle oldDirectory, byte[] oldPath, SafeFileHandle newDirectory, byte[] newPath)
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
                    if (!Stat(from).TryGetValue(out DescriptorStat stat, out error))
                        return error;
                    if (stat.Type != DescriptorType.Directory)
                        return ErrorCode.NotDirectory;
                }

                return Rename(from, to);
            }
        }
    }

    public sealed override Result<Unit, ErrorCode> LinkAt(
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
                if (to.IsDirectoryItself)
                    return ErrorCode.Exist;
                return to.TrailingSlash ? ErrorForNewFile(to) : Link(from, to);
            }
        }
    }

    public sealed override Result<Unit, ErrorCode> SymlinkAt(byte[] contents, SafeFileHandle directory, byte[] path)
    {
        if (!resolver.Locate(directory, path, LastLink.Keep).TryGetValue(out Location location, out ErrorCode error))
            return error;
        using (location)
        {
            if (location.IsDirectoryItself)
                return ErrorCode.Exist;
            if (location.TrailingSlash)
                return ErrorForNewFile(location);
            return Symlink(contents, LinksHaveTypes && LeadsToDirectory(contents, directory, path), location);
        }
    }

    public sealed override Result<byte[], ErrorCode> ReadLinkAt(SafeFileHandle directory, byte[] path)
    {
        if (!resolver.Locate(directory, path, LastLink.NoFollow).TryGetValue(out Location location, out ErrorCode error))
            return error;
        using (location)
            return RequireDirectory(location) is { } notDirectory ? notDirectory : ReadLink(location);
    }

    /// <summary>Whether a link to a directory is another kind of object than a link to a file.</summary>
    protected virtual bool LinksHaveTypes => false;

    // The operations on one name in one directory. None follows a link, and none looks at Location.TrailingSlash.

    /// <returns><see cref="ErrorCode.Loop"/> for a link.</returns>
    protected abstract Result<SafeFileHandle, ErrorCode> Open(Location location, OpenFlags openFlags, DescriptorFlags flags);

    protected abstract Result<DescriptorStat, ErrorCode> Stat(Location location);

    protected abstract Result<Unit, ErrorCode> SetTimes(Location location, NewTimestamp access, NewTimestamp modification);

    // The rest is never called for Location.IsDirectoryItself, except ReadLink and Link's source.

    protected abstract Result<Unit, ErrorCode> CreateDirectory(Location location);

    protected abstract Result<Unit, ErrorCode> RemoveDirectory(Location location);

    protected abstract Result<Unit, ErrorCode> UnlinkFile(Location location);

    protected abstract Result<Unit, ErrorCode> Rename(Location from, Location to);

    protected abstract Result<Unit, ErrorCode> Link(Location from, Location to);

    /// <param name="contents">As the guest wrote it.</param>
    /// <param name="toDirectory">If <see cref="LinksHaveTypes"/>: what the contents lead to now.</param>
    protected abstract Result<Unit, ErrorCode> Symlink(byte[] contents, bool toDirectory, Location location);

    protected abstract Result<byte[], ErrorCode> ReadLink(Location location);

    private bool LeadsToDirectory(byte[] contents, SafeFileHandle directory, byte[] linkPath)
    {
        byte[] path = [.. linkPath.AsSpan(..(linkPath.AsSpan().LastIndexOf((byte)'/') + 1)), .. contents];
        if (!resolver.OpenDirectory(directory, path).TryGetValue(out SafeFileHandle? opened, out _))
            return false;
        opened.Dispose();
        return true;
    }

    /// <summary>The error of a path that ends in `/` but whose last component, links not followed, is no directory.</summary>
    private ErrorCode? RequireDirectory(Location location)
    {
        if (!location.TrailingSlash)
            return null;
        if (!Stat(location).TryGetValue(out DescriptorStat stat, out ErrorCode error))
            return error;
        return stat.Type == DescriptorType.Directory ? null : ErrorCode.NotDirectory;
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
    private ErrorCode ErrorForNewFile(Location location) =>
        Stat(location).TryGetValue(out _, out ErrorCode error) ? ErrorCode.Exist : error;
}
