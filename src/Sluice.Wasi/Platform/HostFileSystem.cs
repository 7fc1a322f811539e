using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// What the domain needs of an operating system's files. Paths come from <see cref="GuestPath.Encode"/> and are resolved in the sandbox of
/// the directory handle that they go with. Implementations have no state of their own: all members may be called from any thread.
/// </summary>
internal abstract class HostFileSystem
{
    private static readonly Lazy<HostFileSystem> s_current = new(Create);

    /// <exception cref="PlatformNotSupportedException">There is no sandboxed implementation for this operating system.</exception>
    public static HostFileSystem Current => s_current.Value;

    /// <summary>Opens a preopen by the embedder's path, which is not confined.</summary>
    public abstract Result<SafeFileHandle, ErrorCode> OpenRoot(string hostPath);

    /// <summary>Never waits, not even for the other end of a FIFO.</summary>
    public abstract Result<SafeFileHandle, ErrorCode> OpenAt(
        SafeFileHandle directory, byte[] path, bool follow, OpenFlags openFlags, DescriptorFlags flags);

    public abstract Result<DescriptorStat, ErrorCode> Stat(SafeFileHandle file);

    public abstract Result<DescriptorStat, ErrorCode> StatAt(SafeFileHandle directory, byte[] path, bool follow);

    public abstract Result<Unit, ErrorCode> SetTimes(SafeFileHandle file, NewTimestamp access, NewTimestamp modification);

    public abstract Result<Unit, ErrorCode> SetTimesAt(
        SafeFileHandle directory, byte[] path, bool follow, NewTimestamp access, NewTimestamp modification);

    public abstract Result<Unit, ErrorCode> CreateDirectoryAt(SafeFileHandle directory, byte[] path);

    public abstract Result<Unit, ErrorCode> RemoveDirectoryAt(SafeFileHandle directory, byte[] path);

    public abstract Result<Unit, ErrorCode> UnlinkFileAt(SafeFileHandle directory, byte[] path);

    public abstract Result<Unit, ErrorCode> RenameAt(SafeFileHandle oldDirectory, byte[] oldPath, SafeFileHandle newDirectory, byte[] newPath);

    public abstract Result<Unit, ErrorCode> LinkAt(
        SafeFileHandle oldDirectory, byte[] oldPath, bool follow, SafeFileHandle newDirectory, byte[] newPath);

    public abstract Result<Unit, ErrorCode> SymlinkAt(byte[] contents, SafeFileHandle directory, byte[] path);

    public abstract Result<byte[], ErrorCode> ReadLinkAt(SafeFileHandle directory, byte[] path);

    public abstract Result<DirectoryReader, ErrorCode> ReadDirectory(SafeFileHandle directory, bool includeDots);

    public abstract Result<Unit, ErrorCode> SetSize(SafeFileHandle file, long size);

    /// <summary>Reserves space, and makes the file as long as to the end of the range if it is shorter.</summary>
    public abstract Result<Unit, ErrorCode> Allocate(SafeFileHandle file, long offset, long length);

    public abstract Result<Unit, ErrorCode> Sync(SafeFileHandle file, bool dataOnly);

    public abstract Result<Unit, ErrorCode> Advise(SafeFileHandle file, long offset, long length, Advice advice);

    /// <summary>Reads from a file that has positions; 0 bytes is its end.</summary>
    public abstract Result<int, ErrorCode> Read(SafeFileHandle file, Span<byte> buffer, long offset);

    public abstract Result<int, ErrorCode> Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, long offset);

    /// <summary>Writes at the end, wherever other writers have put it meanwhile.</summary>
    public abstract Result<int, ErrorCode> Append(SafeFileHandle file, ReadOnlySpan<byte> buffer);

    /// <summary>Reads from a pipe or device; null means that nothing is there yet.</summary>
    public abstract Result<int?, ErrorCode> TryReadStream(SafeFileHandle file, Span<byte> buffer);

    /// <summary>Writes to a pipe or device; null means that it takes nothing now.</summary>
    public abstract Result<int?, ErrorCode> TryWriteStream(SafeFileHandle file, ReadOnlySpan<byte> buffer);

    /// <summary>Blocks until the stream is ready (or broken), or the time is over.</summary>
    public abstract void WaitForStream(SafeFileHandle file, bool toWrite, TimeSpan timeout);

    private static HostFileSystem Create()
    {
        if (nint.Size == 8)
        {
            // The kernel's own resolution, where it is not missing or filtered away.
            if (OperatingSystem.IsLinux())
            {
                LinuxSystem linux = LinuxSystem.Instance;
                return new PosixFileSystem(linux, Openat2Resolver.IsSupported ? new Openat2Resolver() : new PosixWalkResolver(linux));
            }

            if (OperatingSystem.IsMacOS())
                return new PosixFileSystem(MacSystem.Instance, new PosixWalkResolver(MacSystem.Instance));
            if (OperatingSystem.IsWindows())
                return new WindowsFileSystem();
        }

        throw new PlatformNotSupportedException(
            "Directories can be preopened in 64-bit processes on Linux, macOS and Windows only: elsewhere paths cannot be confined.");
    }
}
