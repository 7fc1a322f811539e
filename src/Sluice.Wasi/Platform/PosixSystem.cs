using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// What differs between POSIX systems, and the calls that the resolution of paths needs. Names are single components, NUL-terminated, and
/// links are never followed.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal abstract unsafe class PosixSystem(PosixConstants constants, PosixErrors errors)
{
    public PosixConstants Constants => constants;

    public PosixErrors Errors => errors;

    /// <summary>What paths that are not absolute start from, where the embedder gives them.</summary>
    public SafeFileHandle WorkingDirectory { get; } = new(constants.AtFdCwd, ownsHandle: false);

    /// <param name="directory">What a relative name is relative to.</param>
    /// <param name="flags">O_CLOEXEC is implied.</param>
    /// <param name="mode">For a file that is created.</param>
    public Result<SafeFileHandle, ErrorCode> Open(SafeFileHandle directory, byte[] name, int flags, uint mode = 0)
    {
        fixed (byte* nameBytes = name)
        {
            int descriptor;
            do
                descriptor = Openat(directory, nameBytes, flags | constants.OpenCloseOnExec, mode);
            while (descriptor < 0 && PosixErrors.Last == PosixErrors.Interrupted);
            return descriptor < 0 ? errors.LastCode : new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }

    public Result<byte[], ErrorCode> ReadLink(SafeFileHandle directory, byte[] name)
    {
        const int Longest = GuestPath.MaxLength + 1;
        byte* buffer = stackalloc byte[Longest];
        fixed (byte* nameBytes = name)
        {
            nint length = PosixNative.Readlinkat(directory, nameBytes, buffer, Longest);
            if (length < 0)
                return errors.LastCode;
            return length == Longest ? ErrorCode.NameTooLong : new ReadOnlySpan<byte>(buffer, (int)length).ToArray();
        }
    }

    public abstract Result<DescriptorStat, ErrorCode> Stat(SafeFileHandle file);

    public abstract Result<DescriptorStat, ErrorCode> StatAt(SafeFileHandle directory, byte[] name);

    /// <param name="directory">Opened for this reader, which disposes it.</param>
    public abstract Result<DirectoryReader, ErrorCode> ReadDirectory(SafeFileHandle directory, bool includeDots);

    public abstract Result<Unit, ErrorCode> Allocate(SafeFileHandle file, long offset, long length);

    public abstract Result<Unit, ErrorCode> Sync(SafeFileHandle file, bool dataOnly);

    public abstract Result<Unit, ErrorCode> Advise(SafeFileHandle file, long offset, long length, Advice advice);

    /// <summary>False if the system cannot tell that a write goes to the end.</summary>
    public virtual bool TryAppend(SafeFileHandle file, ReadOnlySpan<byte> buffer, out Result<int, ErrorCode> result)
    {
        result = default;
        return false;
    }

    protected abstract int Openat(SafeFileHandle directory, byte* name, int flags, uint mode);

    protected Result<Unit, ErrorCode> Check(int returned) => returned == 0 ? Unit.Value : errors.LastCode;
}
