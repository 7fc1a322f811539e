using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Sluice.Wasi.Clocks;
using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Tests.Platform;

/// <summary>Layouts, numbers and buffers of Windows, as its headers have them; nothing here needs Windows.</summary>
public sealed class WindowsStructuresTests
{
    [Fact]
    public void Structures_have_the_sizes_of_the_headers()
    {
        Assert.SkipUnless(nint.Size == 8, "Sizes of 64-bit processes.");
        Assert.Equal(16, Unsafe.SizeOf<NtUnicodeString>());
        Assert.Equal(48, Unsafe.SizeOf<NtObjectAttributes>());
        Assert.Equal(16, Unsafe.SizeOf<NtIoStatusBlock>());
        Assert.Equal(40, Unsafe.SizeOf<NtBasicInformation>());
        Assert.Equal(24, Unsafe.SizeOf<NtStandardInformation>());
        Assert.Equal(8, Unsafe.SizeOf<NtInternalInformation>());
        Assert.Equal(8, Unsafe.SizeOf<NtAttributeTagInformation>());
        Assert.Equal(24, Unsafe.SizeOf<NtIdInformation>());
    }

    [Fact]
    public void Members_are_where_the_headers_have_them()
    {
        Assert.SkipUnless(nint.Size == 8, "Offsets of 64-bit processes.");
        Assert.Equal(8, Offset<NtUnicodeString>(nameof(NtUnicodeString.Buffer)));
        Assert.Equal(8, Offset<NtObjectAttributes>(nameof(NtObjectAttributes.RootDirectory)));
        Assert.Equal(16, Offset<NtObjectAttributes>(nameof(NtObjectAttributes.ObjectName)));
        Assert.Equal(24, Offset<NtObjectAttributes>(nameof(NtObjectAttributes.Attributes)));
        Assert.Equal(32, Offset<NtObjectAttributes>(nameof(NtObjectAttributes.SecurityDescriptor)));
        Assert.Equal(8, Offset<NtIoStatusBlock>(nameof(NtIoStatusBlock.Information)));
        Assert.Equal(24, Offset<NtBasicInformation>(nameof(NtBasicInformation.ChangeTime)));
        Assert.Equal(32, Offset<NtBasicInformation>(nameof(NtBasicInformation.FileAttributes)));
        Assert.Equal(8, Offset<NtStandardInformation>(nameof(NtStandardInformation.EndOfFile)));
        Assert.Equal(16, Offset<NtStandardInformation>(nameof(NtStandardInformation.NumberOfLinks)));
        Assert.Equal(21, Offset<NtStandardInformation>(nameof(NtStandardInformation.Directory)));
        Assert.Equal(8, Offset<NtVolumeInformation>(nameof(NtVolumeInformation.VolumeSerialNumber)));

        static int Offset<T>(string member) => (int)Marshal.OffsetOf<T>(member);
    }

    [Theory]
    [InlineData("a", 24)]
    [InlineData("ab", 24)]
    [InlineData("abc", 26)]
    public void A_new_name_is_laid_out_and_padded_as_the_kernel_wants_it(string name, int size)
    {
        byte[] bytes = NtNameInformation.Create(NtNameInformation.Replace | NtNameInformation.PosixSemantics, 0x1234_5678, name);
        Assert.Equal(size, bytes.Length);
        Assert.Equal(3u, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        Assert.Equal(0x1234_5678, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)));
        Assert.Equal(name.Length * 2, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(16)));
        Assert.Equal(name, Encoding.Unicode.GetString(bytes.AsSpan(20, name.Length * 2)));
    }

    [Fact]
    public void An_inode_tells_files_of_different_directories_apart()
    {
        Assert.Equal(7ul, new NtIdInformation { FileIdLow = 7 }.Inode);
        Assert.NotEqual(new NtIdInformation { FileIdLow = 3, FileIdHigh = 5 }.Inode, new NtIdInformation { FileIdLow = 5, FileIdHigh = 3 }.Inode);
    }

    [Theory]
    [InlineData(0xc0000034, nameof(ErrorCode.NoEntry))]
    [InlineData(0xc000003a, nameof(ErrorCode.NoEntry))]
    [InlineData(0xc0000035, nameof(ErrorCode.Exist))]
    [InlineData(0xc0000022, nameof(ErrorCode.Access))]
    [InlineData(0xc0000043, nameof(ErrorCode.Busy))]
    [InlineData(0xc0000103, nameof(ErrorCode.NotDirectory))]
    [InlineData(0xc00000ba, nameof(ErrorCode.IsDirectory))]
    [InlineData(0xc0000101, nameof(ErrorCode.NotEmpty))]
    [InlineData(0xc00000d4, nameof(ErrorCode.CrossDevice))]
    [InlineData(0xc000007f, nameof(ErrorCode.InsufficientSpace))]
    [InlineData(0xc00000a2, nameof(ErrorCode.ReadOnly))]
    [InlineData(0xc0000061, nameof(ErrorCode.NotPermitted))]
    [InlineData(0xc0000275, nameof(ErrorCode.Invalid))]
    [InlineData(0xc0000265, nameof(ErrorCode.TooManyLinks))]
    public void Errors_of_the_kernel_have_codes(uint status, string expected)
    {
        Assert.True(WindowsErrors.IsError(unchecked((int)status)));
        Assert.Equal(expected, WindowsErrors.ToErrorCode(unchecked((int)status), _ => throw new InvalidOperationException()).ToString());
    }

    [Fact]
    public void An_unknown_error_is_kept_under_its_number_of_Win32()
    {
        Assert.Equal(ErrorCodes.Other(1234), WindowsErrors.ToErrorCode(unchecked((int)0xc0009999), _ => 1234));
        Assert.False(WindowsErrors.IsError(0x103));
    }

    [Fact]
    public void Newer_ways_are_given_up_only_where_they_are_missing()
    {
        Assert.True(WindowsErrors.LacksInformationClass(unchecked((int)0xc0000003)));
        Assert.True(WindowsErrors.LacksInformationClass(unchecked((int)0xc000000d)));
        Assert.False(WindowsErrors.LacksInformationClass(0));
        Assert.False(WindowsErrors.LacksInformationClass(unchecked((int)0xc0000022)));
        Assert.False(WindowsErrors.LacksInformationClass(unchecked((int)0xc0000101)));
    }

    [Theory]
    [InlineData(116_444_736_000_000_000, 0, 0u)]
    [InlineData(116_444_736_000_000_001, 0, 100u)]
    [InlineData(116_444_735_999_999_999, -1, 999_999_900u)]
    [InlineData(1, -11_644_473_600, 100u)]
    [InlineData(133_444_736_001_234_567, 1_700_000_000, 123_456_700u)]
    public void Times_are_converted_to_100_ns(long time, long seconds, uint nanoseconds)
    {
        Assert.Equal(new Instant(seconds, nanoseconds), WindowsTime.ToInstant(time));
        Assert.Equal(time, WindowsTime.FromInstant(new Instant(seconds, nanoseconds + 99)));
        Assert.Equal(time, DateTime.FromFileTimeUtc(time).ToFileTimeUtc());
        Assert.Equal(new DateTimeOffset(DateTime.FromFileTimeUtc(time)), WindowsTime.ToInstant(time)!.Value.ToDateTimeOffset());
    }

    [Fact]
    public void Times_that_cannot_be_set_are_told()
    {
        Assert.Null(WindowsTime.ToInstant(0));
        Assert.Null(WindowsTime.FromInstant(new Instant(-11_644_473_600, 99)));
        Assert.Null(WindowsTime.FromInstant(new Instant(long.MinValue, 0)));
        Assert.Null(WindowsTime.FromInstant(new Instant(long.MaxValue, 0)));
    }

    [Theory]
    [InlineData(0x80u, 0u, nameof(DescriptorType.RegularFile))]
    [InlineData(0x21u, 0u, nameof(DescriptorType.RegularFile))]
    [InlineData(0x10u, 0u, nameof(DescriptorType.Directory))]
    [InlineData(0x10u, WindowsReparsePoint.SymbolicLink, nameof(DescriptorType.Directory))]
    [InlineData(0x400u, WindowsReparsePoint.SymbolicLink, nameof(DescriptorType.SymbolicLink))]
    [InlineData(0x410u, WindowsReparsePoint.SymbolicLink, nameof(DescriptorType.SymbolicLink))]
    [InlineData(0x410u, WindowsReparsePoint.MountPoint, nameof(DescriptorType.SymbolicLink))]
    [InlineData(0x400u, WindowsReparsePoint.WslSymbolicLink, nameof(DescriptorType.SymbolicLink))]
    [InlineData(0x400u, WindowsReparsePoint.UnixSocket, nameof(DescriptorType.Socket))]
    [InlineData(0x400u, WindowsReparsePoint.WslFifo, nameof(DescriptorType.Fifo))]
    [InlineData(0x410u, 0x9000_701au, nameof(DescriptorType.Other))]
    [InlineData(0x400u, 0u, nameof(DescriptorType.Other))]
    public void Types_are_told_by_attributes_and_tags(uint attributes, uint tag, string expected) =>
        Assert.Equal(expected, WindowsFileTypes.FromAttributes(attributes, tag).ToString());

    [Fact]
    public void A_listing_is_read_entry_by_entry()
    {
        byte[] buffer =
        [
            .. Entry(0x10, 0, 5, ".", last: false),
            .. Entry(0x20, 0, 6, "file", last: false),
            .. Entry(0x410, WindowsReparsePoint.MountPoint, 7, "ünïcødé 🌊", last: true),
        ];
        List<(DescriptorType, string, ulong)> found = [];
        int position = 0;
        while (position < buffer.Length)
        {
            WindowsDirectoryBuffer entries = new(buffer.AsSpan(position));
            Assert.True(entries.TryRead(out DescriptorType type, out ReadOnlySpan<char> name, out ulong id));
            found.Add((type, new string(name), id));
            position = buffer.Length - entries.RestLength;
        }

        Assert.Equal(
            [
                (DescriptorType.Directory, ".", 5),
                (DescriptorType.RegularFile, "file", 6),
                (DescriptorType.SymbolicLink, "ünïcødé 🌊", 7),
            ],
            found);
    }

    [Fact]
    public void A_broken_listing_ends()
    {
        byte[] whole = Entry(0x20, 0, 6, "file", last: true);
        for (int length = 1; length < 104 + 8; length++)
            AssertBroken(whole[..length]);
        byte[] backwards = Entry(0x20, 0, 6, "file", last: true);
        BinaryPrimitives.WriteUInt32LittleEndian(backwards, 8);
        AssertBroken(backwards);
        BinaryPrimitives.WriteUInt32LittleEndian(backwards, uint.MaxValue);
        AssertBroken(backwards);
        WindowsDirectoryBuffer empty = new(default);
        Assert.False(empty.TryRead(out _, out _, out _));
        Assert.False(empty.IsBroken);

        static void AssertBroken(byte[] bytes)
        {
            WindowsDirectoryBuffer entries = new(bytes);
            Assert.False(entries.TryRead(out _, out _, out _));
            Assert.True(entries.IsBroken);
        }
    }

    // Entries start at multiples of 8.
    private static byte[] Entry(uint attributes, uint tag, ulong id, string name, bool last)
    {
        byte[] entry = new byte[(104 + (name.Length * 2) + 7) / 8 * 8];
        BinaryPrimitives.WriteInt32LittleEndian(entry, last ? 0 : entry.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(56), attributes);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(60), name.Length * 2);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(64), tag);
        entry[68] = 2;
        Encoding.Unicode.GetBytes("S~").CopyTo(entry, 70);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(96), id);
        Encoding.Unicode.GetBytes(name).CopyTo(entry, 104);
        return entry;
    }
}
