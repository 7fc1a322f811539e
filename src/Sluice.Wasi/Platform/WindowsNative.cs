using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Sluice.Wasi.Platform;

/// <summary>
/// The kernel's own calls: Win32 has none that are relative to an open directory. All handles are opened for synchronous use, so that no
/// call returns before it is done. https://learn.microsoft.com/windows-hardware/drivers/ddi/ntifs/ (under the names of `Zw…`)
/// </summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class WindowsNative
{
    private const string Ntdll = "ntdll";

    [LibraryImport(Ntdll, EntryPoint = "NtCreateFile")]
    public static partial int NtCreateFile(
        nint* file,
        uint desiredAccess,
        NtObjectAttributes* objectAttributes,
        NtIoStatusBlock* ioStatus,
        long* allocationSize,
        uint fileAttributes,
        uint shareAccess,
        uint createDisposition,
        uint createOptions,
        void* extendedAttributes,
        uint extendedAttributesLength);

    [LibraryImport(Ntdll, EntryPoint = "NtReadFile")]
    public static partial int NtReadFile(
        SafeFileHandle file,
        nint waitEvent,
        nint apc,
        nint apcContext,
        NtIoStatusBlock* ioStatus,
        byte* buffer,
        uint length,
        long* offset,
        uint* key);

    [LibraryImport(Ntdll, EntryPoint = "NtWriteFile")]
    public static partial int NtWriteFile(
        SafeFileHandle file,
        nint waitEvent,
        nint apc,
        nint apcContext,
        NtIoStatusBlock* ioStatus,
        byte* buffer,
        uint length,
        long* offset,
        uint* key);

    [LibraryImport(Ntdll, EntryPoint = "NtFlushBuffersFile")]
    public static partial int NtFlushBuffersFile(SafeFileHandle file, NtIoStatusBlock* ioStatus);

    [LibraryImport(Ntdll, EntryPoint = "NtQueryInformationFile")]
    public static partial int NtQueryInformationFile(
        SafeFileHandle file, NtIoStatusBlock* ioStatus, void* information, uint length, int informationClass);

    [LibraryImport(Ntdll, EntryPoint = "NtSetInformationFile")]
    public static partial int NtSetInformationFile(
        SafeFileHandle file, NtIoStatusBlock* ioStatus, void* information, uint length, int informationClass);

    [LibraryImport(Ntdll, EntryPoint = "NtQueryVolumeInformationFile")]
    public static partial int NtQueryVolumeInformationFile(
        SafeFileHandle file, NtIoStatusBlock* ioStatus, void* information, uint length, int informationClass);

    [LibraryImport(Ntdll, EntryPoint = "NtQueryDirectoryFile")]
    public static partial int NtQueryDirectoryFile(
        SafeFileHandle file,
        nint waitEvent,
        nint apc,
        nint apcContext,
        NtIoStatusBlock* ioStatus,
        byte* buffer,
        uint length,
        int informationClass,
        byte returnSingleEntry,
        NtUnicodeString* pattern,
        byte restartScan);

    [LibraryImport(Ntdll, EntryPoint = "NtFsControlFile")]
    public static partial int NtFsControlFile(
        SafeFileHandle file,
        nint waitEvent,
        nint apc,
        nint apcContext,
        NtIoStatusBlock* ioStatus,
        uint controlCode,
        byte* input,
        uint inputLength,
        byte* output,
        uint outputLength);

    [LibraryImport(Ntdll, EntryPoint = "RtlNtStatusToDosError")]
    public static partial int RtlNtStatusToDosError(int status);
}
