using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Sluice.Wasi.Platform;

/// <summary>
/// The entry points of libc that macOS has in its own form; their constants and structures, of bsd/sys/{stat,fcntl,dirent}.h in
/// https://github.com/apple-oss-distributions/xnu. Two things differ between its architectures:
/// <list type="bullet">
/// <item>On x64 `stat` and `readdir` without a suffix have inodes of 32 bits; the suffix is `$INODE64`. On arm64 there is none.</item>
/// <item>On arm64 the variadic arguments are on the stack, in slots of 8 bytes. With the eight registers for arguments filled, the ninth
/// argument is where the first variadic one belongs. On x64 variadic arguments are passed as others.
/// https://developer.apple.com/documentation/xcode/writing-arm64-code-for-apple-platforms</item>
/// </list>
/// </summary>
[SupportedOSPlatform("macos")]
internal static unsafe partial class MacNative
{
    public const int PreAllocate = 42;
    public const int ReadAdvise = 44;
    public const int ReadAhead = 45;
    public const int FullSync = 51;

    public const uint AllocateAll = 4;
    public const int FromPhysicalEnd = 3;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static int Openat(SafeFileHandle directory, byte* path, int flags, uint mode) =>
        IsArm ? OpenatArm(directory, path, flags, 0, 0, 0, 0, 0, (nint)mode) : OpenatX64(directory, path, flags, mode);

    public static int Fcntl(SafeFileHandle file, int command, void* argument) =>
        IsArm ? FcntlArm(file, command, 0, 0, 0, 0, 0, 0, argument) : FcntlX64(file, command, argument);

    public static int Fstat(SafeFileHandle file, MacStat* result) => IsArm ? FstatArm(file, result) : FstatX64(file, result);

    public static int Fstatat(SafeFileHandle directory, byte* path, MacStat* result, int flags) =>
        IsArm ? FstatatArm(directory, path, result, flags) : FstatatX64(directory, path, result, flags);

    public static nint Fdopendir(SafeFileHandle directory) => IsArm ? FdopendirArm(directory) : FdopendirX64(directory);

    public static byte* Readdir(nint stream) => IsArm ? ReaddirArm(stream) : ReaddirX64(stream);

    [LibraryImport(PosixNative.Libc, EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenatArm(
        SafeFileHandle directory, byte* path, int flags, nint x3, nint x4, nint x5, nint x6, nint x7, nint mode);

    [LibraryImport(PosixNative.Libc, EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenatX64(SafeFileHandle directory, byte* path, int flags, uint mode);

    [LibraryImport(PosixNative.Libc, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FcntlArm(
        SafeFileHandle file, int command, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, void* argument);

    [LibraryImport(PosixNative.Libc, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FcntlX64(SafeFileHandle file, int command, void* argument);

    [LibraryImport(PosixNative.Libc, EntryPoint = "fstat", SetLastError = true)]
    private static partial int FstatArm(SafeFileHandle file, MacStat* result);

    [LibraryImport(PosixNative.Libc, EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int FstatX64(SafeFileHandle file, MacStat* result);

    [LibraryImport(PosixNative.Libc, EntryPoint = "fstatat", SetLastError = true)]
    private static partial int FstatatArm(SafeFileHandle directory, byte* path, MacStat* result, int flags);

    [LibraryImport(PosixNative.Libc, EntryPoint = "fstatat$INODE64", SetLastError = true)]
    private static partial int FstatatX64(SafeFileHandle directory, byte* path, MacStat* result, int flags);

    [LibraryImport(PosixNative.Libc, EntryPoint = "fdopendir", SetLastError = true)]
    private static partial nint FdopendirArm(SafeFileHandle directory);

    [LibraryImport(PosixNative.Libc, EntryPoint = "fdopendir$INODE64", SetLastError = true)]
    private static partial nint FdopendirX64(SafeFileHandle directory);

    // SetLastError clears errno before the call: only so is the end told from an error.
    [LibraryImport(PosixNative.Libc, EntryPoint = "readdir", SetLastError = true)]
    private static partial byte* ReaddirArm(nint stream);

    [LibraryImport(PosixNative.Libc, EntryPoint = "readdir$INODE64", SetLastError = true)]
    private static partial byte* ReaddirX64(nint stream);

    [LibraryImport(PosixNative.Libc, EntryPoint = "closedir")]
    public static partial int Closedir(nint stream);
}
