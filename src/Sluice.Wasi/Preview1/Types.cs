using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Preview1;

// The value types of the snapshot, in the order of their definitions.
// https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#types

internal enum ClockId : uint
{
    Realtime,
    Monotonic,
    ProcessCpuTime,
    ThreadCpuTime,
}

internal enum Whence : byte
{
    Set,
    Current,
    End,
}

internal enum FileType : byte
{
    Unknown,
    BlockDevice,
    CharacterDevice,
    Directory,
    RegularFile,
    DatagramSocket,
    StreamSocket,
    SymbolicLink,
}

[Flags]
internal enum FdFlags : ushort
{
    None = 0,
    Append = 1 << 0,
    DataSync = 1 << 1,
    NonBlock = 1 << 2,
    ReadSync = 1 << 3,
    Sync = 1 << 4,
    All = Append | DataSync | NonBlock | ReadSync | Sync,
}

[Flags]
internal enum TimeFlags : ushort
{
    None = 0,
    Access = 1 << 0,
    AccessNow = 1 << 1,
    Modification = 1 << 2,
    ModificationNow = 1 << 3,
    All = Access | AccessNow | Modification | ModificationNow,
}

[Flags]
internal enum LookupFlags : uint
{
    None = 0,
    SymlinkFollow = 1 << 0,
}

/// <summary><c>oflags</c>, whose bits are those of <see cref="OpenFlags"/>.</summary>
[Flags]
internal enum OFlags : ushort
{
    None = 0,
    Create = 1 << 0,
    Directory = 1 << 1,
    Exclusive = 1 << 2,
    Truncate = 1 << 3,
    All = Create | Directory | Exclusive | Truncate,
}

internal enum EventType : byte
{
    Clock,
    FdRead,
    FdWrite,
}

[Flags]
internal enum EventFlags : ushort
{
    None = 0,
    Hangup = 1 << 0,
}

[Flags]
internal enum ClockFlags : ushort
{
    None = 0,
    AbsoluteTime = 1 << 0,
}

internal static class FileTypes
{
    public static FileType From(DescriptorType type) => type switch
    {
        DescriptorType.BlockDevice => FileType.BlockDevice,
        DescriptorType.CharacterDevice => FileType.CharacterDevice,
        DescriptorType.Directory => FileType.Directory,
        DescriptorType.SymbolicLink => FileType.SymbolicLink,
        DescriptorType.RegularFile => FileType.RegularFile,
        DescriptorType.Socket => FileType.StreamSocket,
        _ => FileType.Unknown,
    };
}
