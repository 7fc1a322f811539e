using Sluice.Wasi.Clocks;

namespace Sluice.Wasi.Filesystem;

// wasi:filesystem/types@0.3.0: the value types, in the order of the interface.

internal enum DescriptorType : byte
{
    BlockDevice,
    CharacterDevice,
    Directory,
    Fifo,
    SymbolicLink,
    RegularFile,
    Socket,
    Other,
}

[Flags]
internal enum DescriptorFlags : byte
{
    None = 0,
    Read = 1 << 0,
    Write = 1 << 1,
    FileIntegritySync = 1 << 2,
    DataIntegritySync = 1 << 3,
    RequestedWriteSync = 1 << 4,
    MutateDirectory = 1 << 5,
}

/// <param name="Type">What the object is.</param>
/// <param name="LinkCount">The number of hard links to it.</param>
/// <param name="Size">In bytes; for a symbolic link the length of its contents.</param>
/// <param name="DataAccessTimestamp">Null where the file system keeps none; the same for the other two.</param>
/// <param name="DataModificationTimestamp">When its data was last written.</param>
/// <param name="StatusChangeTimestamp">When its metadata was last written.</param>
/// <param name="Device">Not part of the WIT record: for object identity and for 0.1's <c>filestat</c>.</param>
/// <param name="Inode">As <paramref name="Device"/>.</param>
internal readonly record struct DescriptorStat(
    DescriptorType Type,
    ulong LinkCount,
    ulong Size,
    Instant? DataAccessTimestamp,
    Instant? DataModificationTimestamp,
    Instant? StatusChangeTimestamp,
    ulong Device,
    ulong Inode);

[Flags]
internal enum PathFlags : byte
{
    None = 0,
    SymlinkFollow = 1 << 0,
}

[Flags]
internal enum OpenFlags : byte
{
    None = 0,
    Create = 1 << 0,
    Directory = 1 << 1,
    Exclusive = 1 << 2,
    Truncate = 1 << 3,
}

internal enum NewTimestampKind : byte
{
    NoChange,
    Now,
    Timestamp,
}

/// <summary>The variant <c>new-timestamp</c>.</summary>
internal readonly record struct NewTimestamp
{
    private NewTimestamp(NewTimestampKind kind, Instant instant)
    {
        Kind = kind;
        Instant = instant;
    }

    public NewTimestampKind Kind { get; }

    public Instant Instant { get; }

    public bool IsValid => Kind != NewTimestampKind.Timestamp || Instant.IsValid;

    public static NewTimestamp NoChange => default;

    public static NewTimestamp Now => new(NewTimestampKind.Now, default);

    public static NewTimestamp Timestamp(Instant instant) => new(NewTimestampKind.Timestamp, instant);
}

/// <param name="Type">What the name refers to, without following a link.</param>
/// <param name="Name">One path component.</param>
/// <param name="Inode">Not part of the WIT record: 0.1's <c>dirent</c> has it.</param>
internal readonly record struct DirectoryEntry(DescriptorType Type, string Name, ulong Inode);

internal enum Advice : byte
{
    Normal,
    Sequential,
    Random,
    WillNeed,
    DontNeed,
    NoReuse,
}

internal readonly record struct MetadataHashValue(ulong Lower, ulong Upper);
