using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Sluice.Wasi.Platform;

/// <summary>
/// The entry points of libc that only Linux has, or has in its own form; their constants and structures. All have the same layout on all
/// architectures (`statx` rather than `stat`).
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxNative
{
    public const int AtSymlinkNofollow = 0x100;
    public const int AtEmptyPath = 0x1000;

    public const ulong ResolveNoMagicLinks = 0x02;
    public const ulong ResolveBeneath = 0x08;

    public const uint StatxBasicStats = 0x7ff;
    public const uint StatxAccessTime = 0x020;
    public const uint StatxModificationTime = 0x040;
    public const uint StatxStatusChangeTime = 0x080;

    public const int RwfAppend = 0x10;

    private const nint SysOpenat2 = 437;

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
        private readonly int reserved;
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
    public struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    public static int Openat2(SafeFileHandle directory, byte* path, OpenHow* how) =>
        (int)Syscall(SysOpenat2, directory, path, how, sizeof(OpenHow));

    public static int Getdents64(SafeFileHandle directory, byte* buffer, int length) =>
        (int)Syscall(s_sysGetdents64, directory, buffer, length);

    // `syscall` and `openat` are variadic. Linux passes integer variadic arguments as it passes named ones on every
    // architecture that .NET runs on.
    [LibraryImport(PosixNative.Libc, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, SafeFileHandle directory, byte* path, OpenHow* how, nint size);

    [LibraryImport(PosixNative.Libc, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, SafeFileHandle directory, byte* buffer, nint length);

    [LibraryImport(PosixNative.Libc, EntryPoint = "openat", SetLastError = true)]
    public static partial int Openat(SafeFileHandle directory, byte* path, int flags, uint mode);

    [LibraryImport(PosixNative.Libc, EntryPoint = "statx", SetLastError = true)]
    public static partial int StatxAt(SafeFileHandle directory, byte* path, int flags, uint mask, Statx* result);

    [LibraryImport(PosixNative.Libc, EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int Fdatasync(SafeFileHandle file);

    // Returns the error number rather than setting errno.
    [LibraryImport(PosixNative.Libc, EntryPoint = "posix_fadvise")]
    public static partial int PosixFadvise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport(PosixNative.Libc, EntryPoint = "posix_fallocate")]
    public static partial int PosixFallocate(SafeFileHandle file, long offset, long length);

    [LibraryImport(PosixNative.Libc, EntryPoint = "pwritev2", SetLastError = true)]
    public static partial nint Pwritev2(SafeFileHandle file, IoVector* vectors, int count, long offset, int flags);
}
