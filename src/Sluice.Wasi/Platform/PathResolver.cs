using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>What to do with a symbolic link that is the last component of a path.</summary>
internal enum LastLink
{
    /// <summary>Expand it.</summary>
    Follow,

    /// <summary>Leave it, unless a `/` after it asks for the directory behind it.</summary>
    NoFollow,

    /// <summary>Leave it in any case: the operation is about the name.</summary>
    Keep,
}

/// <summary>
/// The sandbox: no path leads out of the directory it starts from, whatever its components and links are and whoever changes them meanwhile.
/// All decisions are made on open handles; no path is ever judged as text and then handed to a call that resolves it again.
/// https://github.com/WebAssembly/wasi-filesystem/blob/main/path-resolution.md
/// </summary>
internal abstract class PathResolver
{
    /// <summary>Opens a directory beneath <paramref name="root"/>, following links, for the use in `…at` calls only.</summary>
    /// <param name="root">The sandbox.</param>
    /// <param name="path">Not empty, not absolute, no NUL inside.</param>
    public abstract Result<SafeFileHandle, ErrorCode> OpenDirectory(SafeFileHandle root, ReadOnlySpan<byte> path);

    /// <summary>The contents of a link, or null if the object is something else or missing.</summary>
    protected abstract byte[]? ReadLink(SafeFileHandle directory, byte[] name);

    /// <summary>Resolves all but the last component, and the last too as far as <paramref name="lastLink"/> wants it.</summary>
    public Result<Location, ErrorCode> Locate(SafeFileHandle root, byte[] path, LastLink lastLink)
    {
        byte[] current = path;
        for (int links = 0; ; links++)
        {
            ReadOnlySpan<byte> trimmed = current.AsSpan().TrimEnd((byte)'/');
            bool trailingSlash = trimmed.Length < current.Length;
            int slash = trimmed.LastIndexOf((byte)'/');
            ReadOnlySpan<byte> name = trimmed[(slash + 1)..];
            if (GuestPath.IsDot(name) || GuestPath.IsDotDot(name))
            {
                if (!OpenDirectory(root, trimmed).TryGetValue(out SafeFileHandle? itself, out ErrorCode itselfError))
                    return itselfError;
                return new Location(itself, ownsDirectory: true, GuestPath.Terminate("."u8), trailingSlash);
            }

            SafeFileHandle directory = root;
            if (slash >= 0 && !OpenDirectory(root, trimmed[..slash]).TryGetValue(out directory!, out ErrorCode error))
                return error;
            Location location = new(directory, slash >= 0, GuestPath.Terminate(name), trailingSlash);
            if (lastLink == LastLink.Keep || (lastLink == LastLink.NoFollow && !trailingSlash))
                return location;

            byte[]? target = ReadLink(directory, location.Name);
            if (target is null)
                return location;
            location.Dispose();
            if (target.Length == 0)
                return ErrorCode.NoEntry;
            if (GuestPath.IsAbsolute(target))
                return ErrorCode.NotPermitted;
            if (links == GuestPath.MaxSymlinks)
                return ErrorCode.Loop;
            current = [.. trimmed[..(slash + 1)], .. target, .. trailingSlash ? "/"u8 : default];
            if (current.Length > GuestPath.MaxLength)
                return ErrorCode.NameTooLong;
        }
    }
}
