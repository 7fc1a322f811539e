using System.Collections.Frozen;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// NTSTATUS values as <see cref="ErrorCode"/>.
/// https://learn.microsoft.com/openspecs/windows_protocols/ms-erref/596a1078-e883-4972-9bbc-49e60bebca55
/// </summary>
internal static class WindowsErrors
{
    public const int NoMoreFiles = unchecked((int)0x80000006);
    public const int NoSuchFile = unchecked((int)0xc000000f);
    public const int EndOfFile = unchecked((int)0xc0000011);
    public const int DeletePending = unchecked((int)0xc0000056);

    private static readonly FrozenDictionary<uint, ErrorCode> s_codes = new Dictionary<uint, ErrorCode>
    {
        [0x8000002d] = ErrorCode.Loop,                // STATUS_STOPPED_ON_SYMLINK
        [0xc0000002] = ErrorCode.Unsupported,         // STATUS_NOT_IMPLEMENTED
        [0xc0000003] = ErrorCode.Unsupported,         // STATUS_INVALID_INFO_CLASS
        [0xc0000008] = ErrorCode.BadDescriptor,       // STATUS_INVALID_HANDLE
        [0xc000000d] = ErrorCode.Invalid,             // STATUS_INVALID_PARAMETER
        [0xc000000e] = ErrorCode.NoDevice,            // STATUS_NO_SUCH_DEVICE
        [0xc000000f] = ErrorCode.NoEntry,             // STATUS_NO_SUCH_FILE
        [0xc0000010] = ErrorCode.Unsupported,         // STATUS_INVALID_DEVICE_REQUEST
        [0xc0000017] = ErrorCode.InsufficientMemory,  // STATUS_NO_MEMORY
        [0xc0000022] = ErrorCode.Access,              // STATUS_ACCESS_DENIED
        [0xc0000024] = ErrorCode.BadDescriptor,       // STATUS_OBJECT_TYPE_MISMATCH
        [0xc0000033] = ErrorCode.Invalid,             // STATUS_OBJECT_NAME_INVALID
        [0xc0000034] = ErrorCode.NoEntry,             // STATUS_OBJECT_NAME_NOT_FOUND
        [0xc0000035] = ErrorCode.Exist,               // STATUS_OBJECT_NAME_COLLISION
        [0xc0000039] = ErrorCode.NotDirectory,        // STATUS_OBJECT_PATH_INVALID
        [0xc000003a] = ErrorCode.NoEntry,             // STATUS_OBJECT_PATH_NOT_FOUND
        [0xc000003b] = ErrorCode.Invalid,             // STATUS_OBJECT_PATH_SYNTAX_BAD
        [0xc000003e] = ErrorCode.Io,                  // STATUS_DATA_ERROR
        [0xc000003f] = ErrorCode.Io,                  // STATUS_CRC_ERROR
        [0xc0000043] = ErrorCode.Busy,                // STATUS_SHARING_VIOLATION
        [0xc0000044] = ErrorCode.Quota,               // STATUS_QUOTA_EXCEEDED
        [0xc0000054] = ErrorCode.Busy,                // STATUS_FILE_LOCK_CONFLICT
        [0xc0000055] = ErrorCode.Busy,                // STATUS_LOCK_NOT_GRANTED
        [0xc0000056] = ErrorCode.Busy,                // STATUS_DELETE_PENDING
        [0xc0000061] = ErrorCode.NotPermitted,        // STATUS_PRIVILEGE_NOT_HELD
        [0xc000007f] = ErrorCode.InsufficientSpace,   // STATUS_DISK_FULL
        [0xc000009a] = ErrorCode.InsufficientMemory,  // STATUS_INSUFFICIENT_RESOURCES
        [0xc000009c] = ErrorCode.Io,                  // STATUS_DEVICE_DATA_ERROR
        [0xc00000a2] = ErrorCode.ReadOnly,            // STATUS_MEDIA_WRITE_PROTECTED
        [0xc00000a3] = ErrorCode.NoSuchDevice,        // STATUS_DEVICE_NOT_READY
        [0xc00000ba] = ErrorCode.IsDirectory,         // STATUS_FILE_IS_A_DIRECTORY
        [0xc00000bb] = ErrorCode.Unsupported,         // STATUS_NOT_SUPPORTED
        [0xc00000be] = ErrorCode.NoEntry,             // STATUS_BAD_NETWORK_PATH
        [0xc00000cc] = ErrorCode.NoEntry,             // STATUS_BAD_NETWORK_NAME
        [0xc00000d4] = ErrorCode.CrossDevice,         // STATUS_NOT_SAME_DEVICE
        [0xc00000e9] = ErrorCode.Io,                  // STATUS_UNEXPECTED_IO_ERROR
        [0xc0000101] = ErrorCode.NotEmpty,            // STATUS_DIRECTORY_NOT_EMPTY
        [0xc0000102] = ErrorCode.Io,                  // STATUS_FILE_CORRUPT_ERROR
        [0xc0000103] = ErrorCode.NotDirectory,        // STATUS_NOT_A_DIRECTORY
        [0xc0000106] = ErrorCode.NameTooLong,         // STATUS_NAME_TOO_LONG
        [0xc0000120] = ErrorCode.Interrupted,         // STATUS_CANCELLED
        [0xc0000121] = ErrorCode.Access,              // STATUS_CANNOT_DELETE
        [0xc0000123] = ErrorCode.NoEntry,             // STATUS_FILE_DELETED
        [0xc0000128] = ErrorCode.BadDescriptor,       // STATUS_FILE_CLOSED
        [0xc000014b] = ErrorCode.Pipe,                // STATUS_PIPE_BROKEN
        [0xc0000185] = ErrorCode.Io,                  // STATUS_IO_DEVICE_ERROR
        [0xc0000243] = ErrorCode.Busy,                // STATUS_USER_MAPPED_FILE
        [0xc0000265] = ErrorCode.TooManyLinks,        // STATUS_TOO_MANY_LINKS
        [0xc000026e] = ErrorCode.NoDevice,            // STATUS_VOLUME_DISMOUNTED
        [0xc0000275] = ErrorCode.Invalid,             // STATUS_NOT_A_REPARSE_POINT
        [0xc000050b] = ErrorCode.Loop,                // STATUS_REPARSE_POINT_ENCOUNTERED
        [0xc0000802] = ErrorCode.Quota,               // STATUS_DISK_QUOTA_EXCEEDED
        [0xc0000904] = ErrorCode.FileTooLarge,        // STATUS_FILE_TOO_LARGE
    }.ToFrozenDictionary();

    public static bool IsError(int status) => status < 0;

    /// <param name="toWin32">RtlNtStatusToDosError: texts are kept under the numbers of Win32.</param>
    public static ErrorCode ToErrorCode(int status, Func<int, int> toWin32) =>
        s_codes.TryGetValue((uint)status, out ErrorCode code) ? code : ErrorCodes.Other(toWin32(status));

    /// <summary>Whether the file system, or an older Windows, lacks a newer way of doing something: then the older one is tried.</summary>
    public static bool LacksInformationClass(int status) =>
        (uint)status is 0xc0000002 or 0xc0000003 or 0xc000000d or 0xc0000010 or 0xc00000bb;
}
