using System.Runtime.InteropServices;

namespace Sluice.Wasi.Filesystem;

/// <summary>
/// <c>wasi:filesystem/types.error-code</c>, in the order of its cases. Errors without a case of their own: <see cref="ErrorCodes.Other"/>.
/// </summary>
internal enum ErrorCode
{
    Access,
    Already,
    BadDescriptor,
    Busy,
    Deadlock,
    Quota,
    Exist,
    FileTooLarge,
    IllegalByteSequence,
    InProgress,
    Interrupted,
    Invalid,
    Io,
    IsDirectory,
    Loop,
    TooManyLinks,
    MessageSize,
    NameTooLong,
    NoDevice,
    NoEntry,
    NoLock,
    InsufficientMemory,
    InsufficientSpace,
    NotDirectory,
    NotEmpty,
    NotRecoverable,
    Unsupported,
    NoTty,
    NoSuchDevice,
    Overflow,
    NotPermitted,
    Pipe,
    ReadOnly,
    InvalidSeek,
    TextFileBusy,
    CrossDevice,
    Other,
}

internal static class ErrorCodes
{
    /// <summary><see cref="ErrorCode.Other"/>, with the system's number of the error in the upper 24 bits: the guest gets a text from it.</summary>
    public static ErrorCode Other(int systemError) => (ErrorCode)((int)ErrorCode.Other | (systemError << 8));

    /// <summary>What the system says of it: EMFILE, ERROR_TOO_MANY_OPEN_FILES.</summary>
    public static ErrorCode TooManyOpenFiles => Other(OperatingSystem.IsWindows() ? 4 : 24);

    /// <returns>Null if the code says it all.</returns>
    public static string? TextOf(ErrorCode code) => (int)code >> 8 is not 0 and var number ? Marshal.GetPInvokeErrorMessage(number) : null;
}
