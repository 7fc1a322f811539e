using System.Runtime.InteropServices;
using Sluice.Wasi.Clocks;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>`struct stat` of macOS with inodes of 64 bits, as bsd/sys/stat.h of xnu has it on all architectures.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MacStat
{
    public int Device;
    public ushort Mode;
    public ushort LinkCount;
    public ulong Inode;
    public uint UserId;
    public uint GroupId;
    public int SpecialDevice;
    public MacTimespec AccessTime;
    public MacTimespec ModificationTime;
    public MacTimespec StatusChangeTime;
    public MacTimespec BirthTime;
    public long Size;
    public long Blocks;
    public int BlockSize;
    public uint Flags;
    public uint Generation;
    private readonly int reserved0;
    private readonly long reserved1;
    private readonly long reserved2;

    public readonly DescriptorStat ToDescriptorStat() => new(
        PosixFileTypes.FromMode(Mode),
        LinkCount,
        (ulong)Size,
        AccessTime.ToInstant(),
        ModificationTime.ToInstant(),
        StatusChangeTime.ToInstant(),
        (uint)Device,
        Inode);
}

[StructLayout(LayoutKind.Sequential)]
internal struct MacTimespec
{
    public long Seconds;
    public long Nanoseconds;

    public readonly Instant ToInstant() => new(Seconds, (uint)Nanoseconds);
}

/// <summary>`fstore_t`, for F_PREALLOCATE.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MacStore
{
    public uint Flags;
    public int PositionMode;
    public long Offset;
    public long Length;
    public long AllocatedLength;
}

/// <summary>`struct radvisory`, for F_RDADVISE.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MacReadAdvisory
{
    public long Offset;
    public int Count;
}
