using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// What NtQueryDirectoryFile fills with FILE_ID_BOTH_DIR_INFORMATION, entry after entry:
/// <code>
/// 0      4       8       40          48    56           60            64       68           96   104
/// | next | index | times | file size | …   | attributes | name length | ea size| short name | id | name in UTF-16
/// </code>
/// For a reparse point the size of extended attributes is its tag.
/// https://learn.microsoft.com/openspecs/windows_protocols/ms-fscc/1e144bff-c056-45aa-bd29-c13d214ee2ba
/// </summary>
internal ref struct WindowsDirectoryBuffer(ReadOnlySpan<byte> buffer)
{
    /// <summary>FileIdBothDirectoryInformation.</summary>
    public const int Class = 37;

    private const int NameOffset = 104;

    private ReadOnlySpan<byte> rest = buffer;

    public bool IsBroken { get; private set; }

    /// <summary>What is left, to go on with another time.</summary>
    public readonly int RestLength => rest.Length;

    /// <param name="name">In UTF-16 as the file system has it, hence possibly with lone surrogates.</param>
    /// <returns>False at the end of the buffer, and if it is broken.</returns>
    public bool TryRead(out DescriptorType type, out ReadOnlySpan<char> name, out ulong id)
    {
        type = default;
        name = default;
        id = 0;
        IsBroken = rest.Length is > 0 and < NameOffset;
        if (rest.Length < NameOffset)
            return false;
        uint next = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        uint nameLength = BinaryPrimitives.ReadUInt32LittleEndian(rest[60..]);
        IsBroken = next > rest.Length || (next != 0 && next < NameOffset) || nameLength > rest.Length - NameOffset;
        if (IsBroken)
            return false;

        type = WindowsFileTypes.FromAttributes(
            BinaryPrimitives.ReadUInt32LittleEndian(rest[56..]), BinaryPrimitives.ReadUInt32LittleEndian(rest[64..]));
        id = BinaryPrimitives.ReadUInt64LittleEndian(rest[96..]);
        name = MemoryMarshal.Cast<byte, char>(rest.Slice(NameOffset, (int)nameLength));
        rest = next == 0 ? default : rest[(int)next..];
        return true;
    }
}
