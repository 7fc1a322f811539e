using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <param name="directory">Opened for this reader, which disposes it: the position in the listing is the handle's.</param>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsDirectoryReader(SafeFileHandle directory, bool includeDots) : DirectoryReader
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _position;
    private int _length;
    private bool _atEnd;
    private bool _skippedNames;

    public override bool TryRead(out DirectoryEntry entry)
    {
        while (!_atEnd)
        {
            if (_position == _length && !Fill())
                break;
            WindowsDirectoryBuffer entries = new(_buffer.AsSpan(_position.._length));
            if (!entries.TryRead(out DescriptorType type, out ReadOnlySpan<char> name, out ulong id))
            {
                _atEnd = true;
                Error = ErrorCode.Io;
                break;
            }

            _position = _length - entries.RestLength;
            if (!includeDots && (name is "." or ".."))
                continue;
            if (GuestPath.EncodeName(name) is null)
            {
                _skippedNames = true;
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
        fixed (byte* buffer = _buffer)
        {
            status = WindowsNative.NtQueryDirectoryFile(
                directory, 0, 0, 0, &io, buffer, (uint)_buffer.Length, WindowsDirectoryBuffer.Class, 0, null, 0);
        }

        _position = 0;
        _atEnd = WindowsErrors.IsError(status) || io.Information == 0;
        _length = _atEnd ? 0 : (int)io.Information;

        // A directory that was removed meanwhile has no entries any more.
        if (WindowsErrors.IsError(status) &&
            status is not (WindowsErrors.NoMoreFiles or WindowsErrors.NoSuchFile or WindowsErrors.DeletePending))
            Error = WindowsFile.ToErrorCode(status);
        else if (_atEnd && _skippedNames)
            Error = ErrorCode.IllegalByteSequence;
        return !_atEnd;
    }
}
