using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

[SupportedOSPlatform("macos")]
internal sealed unsafe class MacSystem : PosixSystem
{
    private MacSystem() : base(PosixConstants.MacOS, PosixErrors.MacOS) { }

    public static MacSystem Instance { get; } = new();

    public override Result<DescriptorStat, ErrorCode> Stat(SafeFileHandle file)
    {
        MacStat stat;
        return MacNative.Fstat(file, &stat) == 0 ? stat.ToDescriptorStat() : Errors.LastCode;
    }

    public override Result<DescriptorStat, ErrorCode> StatAt(SafeFileHandle directory, byte[] name)
    {
        MacStat stat;
        fixed (byte* nameBytes = name)
        {
            return MacNative.Fstatat(directory, nameBytes, &stat, Constants.AtSymlinkNofollow) == 0
                ? stat.ToDescriptorStat()
                : Errors.LastCode;
        }
    }

    public override Result<DirectoryReader, ErrorCode> ReadDirectory(SafeFileHandle directory, bool includeDots)
    {
        nint stream = MacNative.Fdopendir(directory);
        if (stream == 0)
        {
            ErrorCode error = Errors.LastCode;
            directory.Dispose();
            return error;
        }

        // The stream closes the descriptor.
        directory.SetHandleAsInvalid();
        return new MacDirectoryReader(stream, includeDots);
    }

    /// <summary>Only what is beyond the end can be reserved; holes before it stay.</summary>
    public override Result<Unit, ErrorCode> Allocate(SafeFileHandle file, long offset, long length)
    {
        if (length > long.MaxValue - offset)
            return ErrorCode.FileTooLarge;
        long end = offset + length;
        if (!TryGetMissing(file, end, out long missing, out ErrorCode error))
            return error;
        if (missing <= 0)
            return Unit.Value;

        MacStore store = new() { Flags = MacNative.AllocateAll, PositionMode = MacNative.FromPhysicalEnd, Length = missing };
        if (MacNative.Fcntl(file, MacNative.PreAllocate, &store) != 0)
            return Errors.LastCode;

        // Not if the file has grown past the range meanwhile.
        if (!TryGetMissing(file, end, out missing, out error))
            return error;
        return missing <= 0 ? Unit.Value : Check(PosixNative.Ftruncate(file, end));
    }

    /// <summary><c>fsync</c> leaves data in the drive's cache. File systems that cannot flush that one get what they can.</summary>
    public override Result<Unit, ErrorCode> Sync(SafeFileHandle file, bool dataOnly) =>
        MacNative.Fcntl(file, MacNative.FullSync, null) == 0 ? Unit.Value : Check(PosixNative.Fsync(file));

    /// <summary>Advice may be ignored, hence also its errors, such as for a range beyond the end.</summary>
    public override Result<Unit, ErrorCode> Advise(SafeFileHandle file, long offset, long length, Advice advice)
    {
        switch (advice)
        {
            case Advice.WillNeed:
                MacReadAdvisory advisory = new() { Offset = offset, Count = length is 0 or > int.MaxValue ? int.MaxValue : (int)length };
                MacNative.Fcntl(file, MacNative.ReadAdvise, &advisory);
                break;
            case Advice.Normal or Advice.Sequential or Advice.Random:
                MacNative.Fcntl(file, MacNative.ReadAhead, (void*)(advice == Advice.Random ? 0 : 1));
                break;
            default:
                break;
        }

        return Unit.Value;
    }

    protected override int Openat(SafeFileHandle directory, byte* name, int flags, uint mode) =>
        MacNative.Openat(directory, name, flags, mode);

    private bool TryGetMissing(SafeFileHandle file, long end, out long missing, out ErrorCode error)
    {
        bool isOk = Stat(file).TryGetValue(out DescriptorStat stat, out error);
        missing = end - (long)stat.Size;
        return isOk;
    }
}
