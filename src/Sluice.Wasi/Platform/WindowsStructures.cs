using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Sluice.Wasi.Platform;

// Structures of wdm.h and ntifs.h in 64-bit processes, https://learn.microsoft.com/windows-hardware/drivers/ddi/ntifs/

/// <summary>UNICODE_STRING; lengths in bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NtUnicodeString
{
    public ushort Length;
    public ushort MaximumLength;
    public char* Buffer;
}

/// <summary>OBJECT_ATTRIBUTES.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NtObjectAttributes
{
    public const uint CaseInsensitive = 0x40;

    public uint Length;
    public nint RootDirectory;
    public NtUnicodeString* ObjectName;
    public uint Attributes;
    public nint SecurityDescriptor;
    public nint SecurityQualityOfService;
}

/// <summary>IO_STATUS_BLOCK.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NtIoStatusBlock
{
    public nint Status;
    public nuint Information;
}

/// <summary>FILE_BASIC_INFORMATION. Times as <see cref="WindowsTime"/>; 0 leaves them, and the attributes, as they are.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NtBasicInformation
{
    public const int Class = 4;

    public long CreationTime;
    public long LastAccessTime;
    public long LastWriteTime;
    public long ChangeTime;
    public uint FileAttributes;
    private readonly uint padding;
}

/// <summary>FILE_STANDARD_INFORMATION.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NtStandardInformation
{
    public const int Class = 5;

    public long AllocationSize;
    public long EndOfFile;
    public uint NumberOfLinks;
    public byte DeletePending;
    public byte Directory;
    private readonly ushort padding;
}

/// <summary>FILE_INTERNAL_INFORMATION.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NtInternalInformation
{
    public const int Class = 6;

    public ulong FileId;
}

/// <summary>FILE_ATTRIBUTE_TAG_INFORMATION.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NtAttributeTagInformation
{
    public const int Class = 35;

    public uint FileAttributes;
    public uint ReparseTag;
}

/// <summary>FILE_ID_INFORMATION.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NtIdInformation
{
    public const int Class = 59;

    public ulong VolumeSerialNumber;
    public ulong FileIdLow;
    public ulong FileIdHigh;

    /// <summary>64 of the 128 bits: on NTFS the upper half is 0, on ReFS it is the directory's.</summary>
    public readonly ulong Inode => FileIdLow ^ BitOperations.RotateLeft(FileIdHigh, 32);
}

/// <summary>The start of FILE_FS_VOLUME_INFORMATION, with room for the label, which is of no interest.</summary>
[StructLayout(LayoutKind.Sequential, Size = 512)]
internal struct NtVolumeInformation
{
    public const int Class = 1;

    public long VolumeCreationTime;
    public uint VolumeSerialNumber;
}

/// <summary>FILE_RENAME_INFORMATION and FILE_LINK_INFORMATION, which have one layout.</summary>
internal static class NtNameInformation
{
    public const int RenameClass = 10;
    public const int LinkClass = 11;
    public const int RenameExClass = 65;

    /// <summary>For the `Ex` class flags, for the others the `BOOLEAN` ReplaceIfExists.</summary>
    public const uint Replace = 0x1;

    public const uint PosixSemantics = 0x2;
    public const uint IgnoreReadOnly = 0x40;

    private const int NameOffset = 20;

    // The kernel refuses less than the structure with its padding.
    private const int SmallestSize = 24;

    /// <summary>
    /// <code>
    /// 0       4    8        16       20
    /// | flags |    | handle | length | name in UTF-16
    /// </code>
    /// </summary>
    /// <param name="directory">What the name is relative to.</param>
    public static byte[] Create(uint flags, nint directory, string name)
    {
        byte[] bytes = new byte[Math.Max(SmallestSize, NameOffset + (name.Length * sizeof(char)))];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, flags);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), directory);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), name.Length * sizeof(char));
        MemoryMarshal.AsBytes(name.AsSpan()).CopyTo(bytes.AsSpan(NameOffset));
        return bytes;
    }
}
