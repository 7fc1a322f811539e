using System.Runtime.InteropServices;

namespace Sluice.Wasi.Platform;

/// <summary>
/// The numbers that POSIX leaves to each system. Linux: asm-generic/fcntl.h and linux/stat.h. macOS: bsd/sys/fcntl.h and bsd/sys/stat.h of
/// https://github.com/apple-oss-distributions/xnu. O_RDONLY, O_WRONLY and O_RDWR are 0, 1 and 2 on both.
/// </summary>
internal sealed class PosixConstants
{
    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenReadWrite = 2;

    public static PosixConstants Linux { get; } = new()
    {
        AtFdCwd = -100,
        AtSymlinkNofollow = 0x100,
        AtRemoveDir = 0x200,
        OpenCreate = 0x40,
        OpenExclusive = 0x80,
        OpenNoControllingTerminal = 0x100,
        OpenTruncate = 0x200,
        OpenNonblock = 0x800,
        OpenDataSync = 0x1000,
        OpenSync = 0x101000,
        OpenCloseOnExec = 0x80000,

        // Two flags that differ between architectures. For passing through a directory O_PATH is enough.
        OpenDirectory = IsArmOrPower ? 0x4000 : 0x10000,
        OpenNofollow = IsArmOrPower ? 0x8000 : 0x20000,
        OpenForSearch = 0x200000 | (IsArmOrPower ? 0x4000 : 0x10000),
        TimeNow = (1L << 30) - 1,
        TimeOmit = (1L << 30) - 2,
    };

    public static PosixConstants MacOS { get; } = new()
    {
        AtFdCwd = -2,
        AtSymlinkNofollow = 0x20,
        AtRemoveDir = 0x80,
        OpenCreate = 0x200,
        OpenExclusive = 0x800,
        OpenNoControllingTerminal = 0x20000,
        OpenTruncate = 0x400,
        OpenNonblock = 0x4,
        OpenDataSync = 0x400000,
        OpenSync = 0x80,
        OpenCloseOnExec = 0x1000000,
        OpenDirectory = 0x100000,
        OpenNofollow = 0x100,

        // O_SEARCH, which is O_EXEC with O_DIRECTORY.
        OpenForSearch = 0x40000000 | 0x100000,
        TimeNow = -1,
        TimeOmit = -2,
    };

    public required int AtFdCwd { get; init; }

    public required int AtSymlinkNofollow { get; init; }

    public required int AtRemoveDir { get; init; }

    public required int OpenCreate { get; init; }

    public required int OpenExclusive { get; init; }

    public required int OpenNoControllingTerminal { get; init; }

    public required int OpenTruncate { get; init; }

    public required int OpenNonblock { get; init; }

    /// <summary>O_DSYNC.</summary>
    public required int OpenDataSync { get; init; }

    public required int OpenSync { get; init; }

    public required int OpenCloseOnExec { get; init; }

    public required int OpenDirectory { get; init; }

    public required int OpenNofollow { get; init; }

    /// <summary>A directory for the use in `…at` calls only: the permission to pass through it is enough.</summary>
    public required int OpenForSearch { get; init; }

    /// <summary>UTIME_NOW.</summary>
    public required long TimeNow { get; init; }

    public required long TimeOmit { get; init; }

    private static bool IsArmOrPower =>
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm or Architecture.Ppc64le;
}
