using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Sluice.Wasi.Platform;

/// <summary>
/// The libc entry points that are used, their constants and structures. Only 64-bit processes: `off_t`, `time_t` and `long` have 64 bits.
/// Everything goes through calls whose layout is the same on all architectures (`statx` rather than `stat`).
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxNative
{
    private const string Libc = "libc";

    public const int AtFdCwd = -100;
    public const int AtSymlinkNofollow = 0x100;
    public const int AtRemoveDir = 0x200;
    public const int AtEmptyPath = 0x1000;

    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenReadWrite = 2;
    public const int OpenCreate = 0x40;
    public const int OpenExclusive = 0x80;
    public const int OpenNoControllingTerminal = 0x100;
    public const int OpenTruncate = 0x200;
    public const int OpenNonblock = 0x800;
    public const int OpenDsync = 0x1000;
    public const int OpenSync = 0x101000;
    public const int OpenCloseOnExec = 0x80000;
    public const int OpenPath = 0x200000;

    // These two differ between architectures.
    public static readonly int OpenDirectory = IsArmOrPower ? 0x4000 : 0x10000;
    public static readonly int OpenNofollow = IsArmOrPower ? 0x8000 : 0x20000;

    public const ulong ResolveNoMagicLinks = 0x02;
    public const ulong ResolveBeneath = 0x08;

    public const long TimeNow = (1L << 30) - 1;
    public const long TimeOmit = (1L << 30) - 2;

    public const uint StatxBasicStats = 0x7ff;
    public const uint StatxType = 0x001;
    public const uint StatxAccessTime = 0x020;
    public const uint StatxModificationTime = 0x040;
    public const uint StatxStatusChangeTime = 0x080;

    public const int RwfAppend = 0x10;

    public const short PollIn = 0x1;
    public const short PollOut = 0x4;
    public const short PollErr = 0x8;
    public const short PollHup = 0x10;

    private const nint SysOpenat2 = 437;

    private static bool IsArmOrPower =>
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm or Architecture.Ppc64le;

    private static readonly nint s_sysGetdents64 = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 217,
        Architecture.Ppc64le => 202,
        Architecture.S390x => 220,
        _ => 61,
    };

    [StructLayout(LayoutKind.Sequential)]
    public struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct StatxTimestamp
    {
        public long Seconds;
        public uint Nanoseconds;
        private readonly int _reserved;
    }

    [StructLayout(LayoutKind.Sequential, Size = 256)]
    public struct Statx
    {
        public uint Mask;
        public uint BlockSize;
        public ulong Attributes;
        public uint LinkCount;
        public uint UserId;
        public uint GroupId;
        public ushort Mode;
        public ulong Inode;
        public ulong Size;
        public ulong Blocks;
        public ulong AttributesMask;
        public StatxTimestamp AccessTime;
        public StatxTimestamp BirthTime;
        public StatxTimestamp StatusChangeTime;
        public StatxTimestamp ModificationTime;
        public uint SpecialDeviceMajor;
        public uint SpecialDeviceMinor;
        public uint DeviceMajor;
        public uint DeviceMinor;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short ReturnedEvents;
    }

    public static int Openat2(SafeFileHandle directory, byte* path, OpenHow* how) =>
        (int)Syscall(SysOpenat2, directory, path, how, sizeof(OpenHow));

    public static int Openat2(int directory, byte* path, OpenHow* how) =>
        (int)Syscall(SysOpenat2, directory, path, how, sizeof(OpenHow));

    public static int Getdents64(SafeFileHandle directory, byte* buffer, int length) =>
        (int)Syscall(s_sysGetdents64, directory, buffer, length);

    // `syscall` and `openat` are variadic. Linux passes integer variadic arguments as it passes named ones on every
    // architecture that .NET runs on.
    [LibraryImport(Libc, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, SafeFileHandle directory, byte* path, OpenHow* how, nint size);

    [LibraryImport(Libc, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint directory, byte* path, OpenHow* how, nint size);

    [LibraryImport(Libc, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, SafeFileHandle directory, byte* buffer, nint length);

    [LibraryImport(Libc, EntryPoint = "openat", SetLastError = true)]
    public static partial int Openat(SafeFileHandle directory, byte* path, int flags, uint mode);

    [LibraryImport(Libc, EntryPoint = "openat", SetLastError = true)]
    public static partial int Openat(int directory, byte* path, int flags, uint mode);

    [LibraryImport(Libc, EntryPoint = "statx", SetLastError = true)]
    public static partial int StatxAt(SafeFileHandle directory, byte* path, int flags, uint mask, Statx* result);

    [LibraryImport(Libc, EntryPoint = "readlinkat", SetLastError = true)]
    public static partial nint Readlinkat(SafeFileHandle directory, byte* path, byte* buffer, nuint length);

    [LibraryImport(Libc, EntryPoint = "mkdirat", SetLastError = true)]
    public static partial int Mkdirat(SafeFileHandle directory, byte* path, uint mode);

    [LibraryImport(Libc, EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int Unlinkat(SafeFileHandle directory, byte* path, int flags);

    [LibraryImport(Libc, EntryPoint = "renameat", SetLastError = true)]
    public static partial int Renameat(SafeFileHandle oldDirectory, byte* oldPath, SafeFileHandle newDirectory, byte* newPath);

    [LibraryImport(Libc, EntryPoint = "linkat", SetLastError = true)]
    public static partial int Linkat(SafeFileHandle oldDirectory, byte* oldPath, SafeFileHandle newDirectory, byte* newPath, int flags);

    [LibraryImport(Libc, EntryPoint = "symlinkat", SetLastError = true)]
    public static partial int Symlinkat(byte* target, SafeFileHandle directory, byte* path);

    [LibraryImport(Libc, EntryPoint = "utimensat", SetLastError = true)]
    public static partial int Utimensat(SafeFileHandle directory, byte* path, Timespec* times, int flags);

    [LibraryImport(Libc, EntryPoint = "futimens", SetLastError = true)]
    public static partial int Futimens(SafeFileHandle file, Timespec* times);

    [LibraryImport(Libc, EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int Ftruncate(SafeFileHandle file, long length);

    [LibraryImport(Libc, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Fsync(SafeFileHandle file);

    [LibraryImport(Libc, EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int Fdatasync(SafeFileHandle file);

    // Returns the error number rather than setting errno.
    [LibraryImport(Libc, EntryPoint = "posix_fadvise")]
    public static partial int PosixFadvise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport(Libc, EntryPoint = "posix_fallocate")]
    public static partial int PosixFallocate(SafeFileHandle file, long offset, long length);

    [LibraryImport(Libc, EntryPoint = "pread", SetLastError = true)]
    public static partial nint Pread(SafeFileHandle file, byte* buffer, nuint length, long offset);

    [LibraryImport(Libc, EntryPoint = "pwrite", SetLastError = true)]
    public static partial nint Pwrite(SafeFileHandle file, byte* buffer, nuint length, long offset);

    [LibraryImport(Libc, EntryPoint = "pwritev2", SetLastError = true)]
    public static partial nint Pwritev2(SafeFileHandle file, IoVector* vectors, int count, long offset, int flags);

    [LibraryImport(Libc, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, byte* buffer, nuint length);

    [LibraryImport(Libc, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle file, byte* buffer, nuint length);

    [LibraryImport(Libc, EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);
}
