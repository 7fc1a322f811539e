namespace Sluice.Wasi.Preview1;

/// <summary><c>rights</c>: which functions may be used on a descriptor, and on those opened through it.</summary>
[Flags]
internal enum Rights : ulong
{
    None = 0,
    FdDataSync = 1 << 0,
    FdRead = 1 << 1,
    FdSeek = 1 << 2,
    FdSetFlags = 1 << 3,
    FdSync = 1 << 4,
    FdTell = 1 << 5,
    FdWrite = 1 << 6,
    FdAdvise = 1 << 7,
    FdAllocate = 1 << 8,
    PathCreateDirectory = 1 << 9,
    PathCreateFile = 1 << 10,
    PathLinkSource = 1 << 11,
    PathLinkTarget = 1 << 12,
    PathOpen = 1 << 13,
    FdReadDirectory = 1 << 14,
    PathReadLink = 1 << 15,
    PathRenameSource = 1 << 16,
    PathRenameTarget = 1 << 17,
    PathFileStatGet = 1 << 18,
    PathFileStatSetSize = 1 << 19,
    PathFileStatSetTimes = 1 << 20,
    FdFileStatGet = 1 << 21,
    FdFileStatSetSize = 1 << 22,
    FdFileStatSetTimes = 1 << 23,
    PathSymlink = 1 << 24,
    PathRemoveDirectory = 1 << 25,
    PathUnlinkFile = 1 << 26,
    PollReadWrite = 1 << 27,
    SockShutdown = 1 << 28,
    SockAccept = 1 << 29,

    /// <summary>What makes sense on any file.</summary>
    File = FdDataSync | FdRead | FdSeek | FdSetFlags | FdSync | FdTell | FdWrite | FdAdvise | FdAllocate
        | FdFileStatGet | FdFileStatSetSize | FdFileStatSetTimes | PollReadWrite,

    /// <summary>What makes sense on a directory. Its data cannot be read as such: directories have neither FdRead nor FdSeek.</summary>
    Directory = FdSetFlags | FdSync | FdDataSync | PathCreateDirectory | PathCreateFile | PathLinkSource | PathLinkTarget | PathOpen
        | FdReadDirectory | PathReadLink | PathRenameSource | PathRenameTarget | PathFileStatGet | PathFileStatSetSize
        | PathFileStatSetTimes | FdFileStatGet | FdFileStatSetTimes | PathSymlink | PathRemoveDirectory | PathUnlinkFile,

    /// <summary>Without FdSeek and FdTell, by whose absence C libraries tell a terminal from a device with positions.</summary>
    Input = FdRead | FdSetFlags | FdFileStatGet | PollReadWrite,
    Output = FdWrite | FdSetFlags | FdSync | FdDataSync | FdFileStatGet | PollReadWrite,
}
