using System.Runtime.InteropServices;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// `struct dirent` of macOS with inodes of 64 bits (bsd/sys/dirent.h of xnu), in the machine's byte order:
/// <code>
/// 0        8           16       18       20     21
/// | d_ino  | d_seekoff | reclen | namlen | type | name … NUL, padding
/// </code>
/// </summary>
internal readonly ref struct MacDirectoryEntry(ReadOnlySpan<byte> record)
{
    public const int NameOffset = 21;

    private readonly ReadOnlySpan<byte> record = record;

    public ulong Inode => MemoryMarshal.Read<ulong>(record);

    public DescriptorType Type => PosixFileTypes.FromDirectoryType(record[20]);

    public ReadOnlySpan<byte> Name => record.Slice(NameOffset, MemoryMarshal.Read<ushort>(record[18..]));

    /// <param name="start">At least <see cref="NameOffset"/> readable bytes.</param>
    public static int LengthOf(ReadOnlySpan<byte> start) => MemoryMarshal.Read<ushort>(start[16..]);
}
