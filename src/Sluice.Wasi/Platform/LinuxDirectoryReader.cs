using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// getdents64 into a buffer of our own. An entry, in the machine's byte order:
/// <code>
/// 0        8        16      18     19
/// | d_ino  | d_off  | reclen | type | name … NUL, padding
/// </code>
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LinuxDirectoryReader(SafeFileHandle directory, bool includeDots) : DirectoryReader
{
    private const int NameOffset = 19;

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
            ReadOnlySpan<byte> record = buffer.AsSpan(position..length);
            record = record[..MemoryMarshal.Read<ushort>(record[16..])];
            position += record.Length;

            ReadOnlySpan<byte> name = record[NameOffset..];
            name = name[..name.IndexOf((byte)0)];
            if (!includeDots && (GuestPath.IsDot(name) || GuestPath.IsDotDot(name)))
                continue;
            if (GuestPath.Decode(name) is not { } text)
            {
                skippedNames = true;
                continue;
            }

            entry = new DirectoryEntry(TypeOf(record[18], name), text, MemoryMarshal.Read<ulong>(record));
            return true;
        }

        entry = default;
        return false;
    }

    public override void Dispose() => directory.Dispose();

    private bool Fill()
    {
        int count;
        fixed (byte* buffer = this.buffer)
            count = LinuxNative.Getdents64(directory, buffer, this.buffer.Length);
        position = 0;
        length = Math.Max(count, 0);
        atEnd = count <= 0;

        // A directory that was removed meanwhile has no entries any more.
        if (count < 0 && PosixErrors.Last != PosixErrors.NoEntry)
            Error = PosixErrors.Linux.LastCode;
        else if (atEnd && skippedNames)
            Error = ErrorCode.IllegalByteSequence;
        return !atEnd;
    }

    /// <summary>Some file systems leave the type out.</summary>
    private DescriptorType TypeOf(byte type, ReadOnlySpan<byte> name)
    {
        if (type != 0)
            return PosixFileTypes.FromDirectoryType(type);
        return LinuxSystem.Instance.StatAt(directory, GuestPath.Terminate(name))
            .TryGetValue(out DescriptorStat stat, out _) ? stat.Type : DescriptorType.Other;
    }
}
