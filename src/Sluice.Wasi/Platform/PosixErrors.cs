using System.Runtime.InteropServices;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// The error numbers of one POSIX system as <see cref="ErrorCode"/>. Linux: asm-generic/errno.h, which all architectures of .NET share.
/// macOS: bsd/sys/errno.h of https://github.com/apple-oss-distributions/xnu.
/// </summary>
internal sealed class PosixErrors
{
    // The same on both systems.
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int CrossDevice = 18;

    private static readonly (string Name, int Linux, int MacOS, ErrorCode Code)[] s_rows =
    [
        ("EPERM",           1,   1,   ErrorCode.NotPermitted),
        ("ENOENT",          2,   2,   ErrorCode.NoEntry),
        ("EINTR",           4,   4,   ErrorCode.Interrupted),
        ("EIO",             5,   5,   ErrorCode.Io),
        ("ENXIO",           6,   6,   ErrorCode.NoSuchDevice),
        ("EBADF",           9,   9,   ErrorCode.BadDescriptor),
        ("EAGAIN",          11,  35,  ErrorCode.Busy),
        ("ENOMEM",          12,  12,  ErrorCode.InsufficientMemory),
        ("EACCES",          13,  13,  ErrorCode.Access),
        ("EBUSY",           16,  16,  ErrorCode.Busy),
        ("EEXIST",          17,  17,  ErrorCode.Exist),
        ("EXDEV",           18,  18,  ErrorCode.CrossDevice),
        ("ENODEV",          19,  19,  ErrorCode.NoDevice),
        ("ENOTDIR",         20,  20,  ErrorCode.NotDirectory),
        ("EISDIR",          21,  21,  ErrorCode.IsDirectory),
        ("EINVAL",          22,  22,  ErrorCode.Invalid),
        ("ENOTTY",          25,  25,  ErrorCode.NoTty),
        ("ETXTBSY",         26,  26,  ErrorCode.TextFileBusy),
        ("EFBIG",           27,  27,  ErrorCode.FileTooLarge),
        ("ENOSPC",          28,  28,  ErrorCode.InsufficientSpace),
        ("ESPIPE",          29,  29,  ErrorCode.InvalidSeek),
        ("EROFS",           30,  30,  ErrorCode.ReadOnly),
        ("EMLINK",          31,  31,  ErrorCode.TooManyLinks),
        ("EPIPE",           32,  32,  ErrorCode.Pipe),
        ("EDEADLK",         35,  11,  ErrorCode.Deadlock),
        ("ENAMETOOLONG",    36,  63,  ErrorCode.NameTooLong),
        ("ENOLCK",          37,  77,  ErrorCode.NoLock),
        ("ENOSYS",          38,  78,  ErrorCode.Unsupported),
        ("ENOTEMPTY",       39,  66,  ErrorCode.NotEmpty),
        ("ELOOP",           40,  62,  ErrorCode.Loop),
        ("EOVERFLOW",       75,  84,  ErrorCode.Overflow),
        ("EILSEQ",          84,  92,  ErrorCode.IllegalByteSequence),
        ("EMSGSIZE",        90,  40,  ErrorCode.MessageSize),
        ("ENOTSUP",         95,  45,  ErrorCode.Unsupported),
        ("EOPNOTSUPP",      95,  102, ErrorCode.Unsupported),
        ("EALREADY",        114, 37,  ErrorCode.Already),
        ("EINPROGRESS",     115, 36,  ErrorCode.InProgress),
        ("EDQUOT",          122, 69,  ErrorCode.Quota),
        ("ENOTRECOVERABLE", 131, 104, ErrorCode.NotRecoverable),
    ];

    private readonly Dictionary<string, int> numbers = [];
    private readonly Dictionary<int, ErrorCode> codes = [];

    private PosixErrors(Func<(string Name, int Linux, int MacOS, ErrorCode Code), int> column)
    {
        foreach (var row in s_rows)
        {
            numbers.Add(row.Name, column(row));
            codes[column(row)] = row.Code;
        }

        TryAgain = numbers["EAGAIN"];
        NoSystemCall = numbers["ENOSYS"];
        Unsupported = numbers["EOPNOTSUPP"];
    }

    public static PosixErrors Linux { get; } = new(row => row.Linux);

    public static PosixErrors MacOS { get; } = new(row => row.MacOS);

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, int> Numbers => numbers;

    public int TryAgain { get; }

    public int NoSystemCall { get; }

    public int Unsupported { get; }

    /// <summary>Of the last system call.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    public ErrorCode LastCode => ToErrorCode(Last);

    public ErrorCode ToErrorCode(int number) => codes.TryGetValue(number, out ErrorCode code) ? code : ErrorCodes.Other(number);
}
