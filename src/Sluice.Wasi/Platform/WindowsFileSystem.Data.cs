using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

internal sealed unsafe partial class WindowsFileSystem
{
    private const int AllocationClass = 19;
    private const int EndOfFileClass = 20;

    // FILE_WRITE_TO_END_OF_FILE.
    private const long EndOfFile = -1;

    public override Result<Unit, ErrorCode> SetSize(SafeFileHandle file, long size) =>
        WindowsFile.Check(WindowsFile.Set(file, EndOfFileClass, size));

    /// <summary>Files have all their space up to the end already, unless somebody has made them sparse.</summary>
    public override Result<Unit, ErrorCode> Allocate(SafeFileHandle file, long offset, long length)
    {
        if (length > long.MaxValue - offset)
            return ErrorCode.FileTooLarge;
        long end = offset + length;
        if (!WindowsFile.Query<NtStandardInformation>(file, NtStandardInformation.Class)
                .TryGetValue(out NtStandardInformation standard, out ErrorCode error))
            return error;
        if (standard.EndOfFile >= end)
            return Unit.Value;
        return WindowsFile.Check(WindowsFile.Set(file, AllocationClass, end)).TryGetValue(out _, out error) ? SetSize(file, end) : error;
    }

    /// <summary>Needs the right to write, which directories are not opened with. Who may not have it has written nothing there.</summary>
    public override Result<Unit, ErrorCode> Sync(SafeFileHandle file, bool dataOnly)
    {
        if (!WindowsFile.TypeOf(file).TryGetValue(out DescriptorType type, out ErrorCode error))
            return error;
        if (type != DescriptorType.Directory)
            return Flush(file);
        if (!WindowsFile.Reopen(file, WindowsFile.WriteData).TryGetValue(out SafeFileHandle? opened, out error))
            return error == ErrorCode.Access ? Unit.Value : error;
        using (opened)
            return Flush(opened);
    }

    /// <summary>There is nothing that advice could be given to after a file has been opened.</summary>
    public override Result<Unit, ErrorCode> Advise(SafeFileHandle file, long offset, long length, Advice advice) => Unit.Value;

    public override Result<int, ErrorCode> Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        NtIoStatusBlock io;
        fixed (byte* bytes = buffer)
        {
            int status = WindowsNative.NtReadFile(file, 0, 0, 0, &io, bytes, (uint)buffer.Length, &offset, null);
            if (status == WindowsErrors.EndOfFile)
                return 0;
            return WindowsErrors.IsError(status) ? WindowsFile.ToErrorCode(status) : (int)io.Information;
        }
    }

    public override Result<int, ErrorCode> Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, long offset)
    {
        NtIoStatusBlock io;
        fixed (byte* bytes = buffer)
        {
            int status = WindowsNative.NtWriteFile(file, 0, 0, 0, &io, bytes, (uint)buffer.Length, &offset, null);
            return WindowsErrors.IsError(status) ? WindowsFile.ToErrorCode(status) : (int)io.Information;
        }
    }

    public override Result<int, ErrorCode> Append(SafeFileHandle file, ReadOnlySpan<byte> buffer) => Write(file, buffer, EndOfFile);

    // Directories hold neither pipes nor devices, and the stand-ins of WSL for them are not opened.

    public override Result<int?, ErrorCode> TryReadStream(SafeFileHandle file, Span<byte> buffer) => ErrorCode.Unsupported;

    public override Result<int?, ErrorCode> TryWriteStream(SafeFileHandle file, ReadOnlySpan<byte> buffer) => ErrorCode.Unsupported;

    public override void WaitForStream(SafeFileHandle file, bool toWrite, TimeSpan timeout) =>
        throw new UnreachableException("No stream has asked for a wait.");

    private static Result<Unit, ErrorCode> Flush(SafeFileHandle file)
    {
        NtIoStatusBlock io;
        return WindowsFile.Check(WindowsNative.NtFlushBuffersFile(file, &io));
    }
}
