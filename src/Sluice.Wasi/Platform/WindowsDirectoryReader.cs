using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <param name="directory">Opened for this reader, which disposes it: the position in the listing is the handle's.</param>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsDirectoryReader(SafeFileHandle directory, bool includeDots) : DirectoryReader
{
    private readonly byte[] buffer = new byte[32 * 1024];
    private int position;
    private int length;
    private bool atEnd;
    private bool skippedNames;

    public override bool TryRead(out DirectoryEntry entry)
    {
        while (!atEnd)
        {
            if (position == length && !Fill())
                break;
            WindowsDirectoryBuffer entries = new(buffer.AsSpan(position..length));
            if (!entries.TryRead(out DescriptorType type, out ReadOnlySpan<char> name, out ulong id))
            {
                atEnd = true;
                Error = ErrorCode.Io;
                break;
            }

            position = length - entries.RestLength;
            if (!includeDots && (name is "." or ".."))
                continue;
            if (GuestPath.EncodeName(name) is null)
            {
                skippedNames = true;
                continue;
            }

            entry = new DirectoryEntry(type, new string(name), id);
            return true;
        }

        entry = default;
        return false;
    }

    public override void Dispose() => directory.Dispose();

    private bool Fill()
    {
        NtIoStatusBlock io;
        int status;
        fixed (byte* buffer = this.buffer)
        {
            status = WindowsNative.NtQueryDirectoryFile(
                directory, 0, 0, 0, &io, buffer, (uint)this.buffer.Length, WindowsDirectoryBuffer.Class, 0, null, 0);
        }

        position = 0;
        atEnd = WindowsErrors.IsError(status) || io.Information == 0;
        length = atEnd ? 0 : (int)io.Information;

        // A directory that was removed meanwhile has no entries any more.
        if (WindowsErrors.IsError(status) &&
            status is not (WindowsErrors.NoMoreFiles or WindowsErrors.NoSuchFile or WindowsErrors.DeletePending))
            Error = WindowsFile.ToErrorCode(status);
        else if (atEnd && skippedNames)
            Error = ErrorCode.IllegalByteSequence;
        return !atEnd;
    }
}
