using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>Linux error numbers (asm-generic/errno.h, which all architectures of .NET share) as <see cref="ErrorCode"/>.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxErrors
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int CrossDevice = 18;
    public const int NotDirectory = 20;
    public const int Invalid = 22;
    public const int InvalidSeek = 29;
    public const int NoSystemCall = 38;
    public const int Loop = 40;
    public const int Unsupported = 95;

    public static int Last => Marshal.GetLastPInvokeError();

    public static ErrorCode LastErrorCode => ToErrorCode(Last);

    public static ErrorCode ToErrorCode(int errno) => errno switch
    {
        1 => ErrorCode.NotPermitted,
        NoEntry => ErrorCode.NoEntry,
        Interrupted => ErrorCode.Interrupted,
        5 => ErrorCode.Io,
        6 => ErrorCode.NoSuchDevice,
        9 => ErrorCode.BadDescriptor,
        TryAgain => ErrorCode.Busy,
        12 => ErrorCode.InsufficientMemory,
        13 => ErrorCode.Access,
        16 => ErrorCode.Busy,
        17 => ErrorCode.Exist,
        CrossDevice => ErrorCode.CrossDevice,
        19 => ErrorCode.NoDevice,
        NotDirectory => ErrorCode.NotDirectory,
        21 => ErrorCode.IsDirectory,
        Invalid => ErrorCode.Invalid,
        25 => ErrorCode.NoTty,
        26 => ErrorCode.TextFileBusy,
        27 => ErrorCode.FileTooLarge,
        28 => ErrorCode.InsufficientSpace,
        InvalidSeek => ErrorCode.InvalidSeek,
        30 => ErrorCode.ReadOnly,
        31 => ErrorCode.TooManyLinks,
        32 => ErrorCode.Pipe,
        35 => ErrorCode.Deadlock,
        36 => ErrorCode.NameTooLong,
        37 => ErrorCode.NoLock,
        NoSystemCall => ErrorCode.Unsupported,
        39 => ErrorCode.NotEmpty,
        Loop => ErrorCode.Loop,
        75 => ErrorCode.Overflow,
        84 => ErrorCode.IllegalByteSequence,
        90 => ErrorCode.MessageSize,
        Unsupported => ErrorCode.Unsupported,
        114 => ErrorCode.Already,
        115 => ErrorCode.InProgress,
        122 => ErrorCode.Quota,
        131 => ErrorCode.NotRecoverable,
        _ => ErrorCodes.Other(errno),
    };
}
