using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// REPARSE_DATA_BUFFER, as FSCTL_GET_REPARSE_POINT and FSCTL_SET_REPARSE_POINT have it; numbers are little-endian, names UTF-16.
/// <code>
/// 0     4        6   8           10         12        14        16        20
/// | tag | length |   | name at   | its size | text at | its size | flags  | names …     symbolic link
/// | tag | length |   | name at   | its size | text at | its size | names …             mount point
/// | tag | length |   | version 2 (4 bytes)  | target in UTF-8 …                         link of WSL
/// </code>
/// https://learn.microsoft.com/windows-hardware/drivers/ddi/ntifs/ns-ntifs-_reparse_data_buffer,
/// https://learn.microsoft.com/openspecs/windows_protocols/ms-fscc/c8e77b37-3909-4fe6-a4ea-2b9d423b1ee4
/// </summary>
internal static class WindowsReparsePoint
{
    public const uint MountPoint = 0xa0000003;
    public const uint SymbolicLink = 0xa000000c;
    public const uint WslSymbolicLink = 0xa000001d;
    public const uint UnixSocket = 0x80000023;
    public const uint WslFifo = 0x80000024;
    public const uint WslCharacterDevice = 0x80000025;
    public const uint WslBlockDevice = 0x80000026;

    /// <summary>MAXIMUM_REPARSE_DATA_BUFFER_SIZE.</summary>
    public const int MaxLength = 16 * 1024;

    private const int HeaderLength = 8;
    private const int SymbolicLinkNames = 20;
    private const int MountPointNames = 16;
    private const uint RelativeFlag = 1;
    private const uint WslVersion = 2;

    /// <summary>
    /// The contents of a link as a guest sees them, with `/`. What leads to an absolute path (another drive, a network share, a mounted
    /// volume, the root of the same drive) starts with `/`, so that the resolution refuses it.
    /// </summary>
    /// <returns><see cref="ErrorCode.Invalid"/> for what is no link.</returns>
    public static Result<byte[], ErrorCode> ReadContents(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length < HeaderLength)
            return ErrorCode.Io;
        int length = HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(buffer[4..]);
        if (length > buffer.Length)
            return ErrorCode.Io;
        buffer = buffer[..length];
        switch (BinaryPrimitives.ReadUInt32LittleEndian(buffer))
        {
            case SymbolicLink when buffer.Length >= SymbolicLinkNames:
                bool isRelative = (BinaryPrimitives.ReadUInt32LittleEndian(buffer[16..]) & RelativeFlag) != 0;
                return ReadName(buffer, SymbolicLinkNames, isRelative);
            case MountPoint when buffer.Length >= MountPointNames:
                return ReadName(buffer, MountPointNames, isRelative: false);
            case WslSymbolicLink when buffer.Length >= HeaderLength + sizeof(uint):
                return BinaryPrimitives.ReadUInt32LittleEndian(buffer[HeaderLength..]) == WslVersion
                    ? buffer[(HeaderLength + sizeof(uint))..].ToArray()
                    : ErrorCode.Unsupported;
            case SymbolicLink or MountPoint or WslSymbolicLink:
                return ErrorCode.Io;
            default:
                return ErrorCode.Invalid;
        }
    }

    /// <summary>A relative symbolic link.</summary>
    /// <param name="contents">As the guest wrote it, not absolute. Components must be names that Windows knows, or `.` or `..`.</param>
    public static Result<byte[], ErrorCode> CreateSymbolicLink(ReadOnlySpan<byte> contents)
    {
        foreach (Range range in contents.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = contents[range];
            if (name.IsEmpty || GuestPath.IsDot(name) || GuestPath.IsDotDot(name))
                continue;
            if (!WindowsNames.FromGuest(name).TryGetValue(out _, out ErrorCode error))
                return error;
        }

        // One copy of the name serves as the text for users too: two of the longest would not fit.
        byte[] target = Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(contents).Replace('/', '\\'));
        byte[] buffer = new byte[SymbolicLinkNames + target.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, SymbolicLink);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(4), (ushort)(buffer.Length - HeaderLength));
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(10), (ushort)target.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(14), (ushort)target.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(16), RelativeFlag);
        target.CopyTo(buffer, SymbolicLinkNames);
        return buffer;
    }

    private static Result<byte[], ErrorCode> ReadName(ReadOnlySpan<byte> buffer, int names, bool isRelative)
    {
        int start = names + BinaryPrimitives.ReadUInt16LittleEndian(buffer[8..]);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(buffer[10..]);
        if (start + length > buffer.Length || length % sizeof(char) != 0)
            return ErrorCode.Io;
        string name = new string(MemoryMarshal.Cast<byte, char>(buffer.Slice(start, length))).Replace('\\', '/');
        if (!isRelative && !name.StartsWith('/'))
            name = "/" + name;
        return GuestPath.EncodeName(name) is { } contents ? contents : ErrorCode.IllegalByteSequence;
    }
}
