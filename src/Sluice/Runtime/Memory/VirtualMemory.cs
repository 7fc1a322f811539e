using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Sluice.Runtime;

/// <summary>Reserves address space and commits pages of it. Reserved space costs nothing until it is committed.</summary>
internal abstract unsafe class VirtualMemory
{
    public static readonly VirtualMemory Current = OperatingSystem.IsWindows() ? new WindowsVirtualMemory() : new PosixVirtualMemory();

    /// <returns>The reserved range, inaccessible; null if the system has no such range left.</returns>
    public abstract byte* TryReserve(nuint size);

    /// <summary>Makes pages readable and writable, zero at first.</summary>
    /// <returns>False if the system refuses.</returns>
    public abstract bool TryCommit(byte* address, nuint size);

    public abstract void Release(byte* address, nuint size);

    [DoesNotReturn]
    protected static void Throw(int error) => throw new Win32Exception(error);
}

internal sealed unsafe partial class PosixVirtualMemory : VirtualMemory
{
    private const int ProtNone = 0, ProtReadWrite = 1 | 2, MapPrivate = 2;
    private static readonly int MapReserve = OperatingSystem.IsLinux() ? 0x20 | 0x4000 : 0x1000 | 0x40; // ANONYMOUS | NORESERVE

    public override byte* TryReserve(nuint size)
    {
        var address = Map(null, size, ProtNone, MapPrivate | MapReserve, -1, 0);
        return address == (byte*)-1 ? null : address;
    }

    public override bool TryCommit(byte* address, nuint size) => Protect(address, size, ProtReadWrite) == 0;

    public override void Release(byte* address, nuint size)
    {
        if (Unmap(address, size) != 0) Throw(Marshal.GetLastSystemError());
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}

internal sealed unsafe partial class WindowsVirtualMemory : VirtualMemory
{
    private const uint MemReserve = 0x2000, MemCommit = 0x1000, MemRelease = 0x8000, PageNoAccess = 1, PageReadWrite = 4;

    public override byte* TryReserve(nuint size) => Allocate(null, size, MemReserve, PageNoAccess);

    public override bool TryCommit(byte* address, nuint size) => Allocate(address, size, MemCommit, PageReadWrite) != null;

    public override void Release(byte* address, nuint size)
    {
        if (Free(address, 0, MemRelease) == 0) Throw(Marshal.GetLastSystemError());
    }

    [LibraryImport("kernel32", EntryPoint = "VirtualAlloc")]
    private static partial byte* Allocate(void* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32", EntryPoint = "VirtualFree")]
    private static partial int Free(void* address, nuint size, uint type);
}
