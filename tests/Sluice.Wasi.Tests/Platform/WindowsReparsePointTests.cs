using System.Buffers.Binary;
using System.Text;
using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Tests.Platform;

/// <summary>Links of Windows from byte to byte; nothing here needs Windows.</summary>
public sealed class WindowsReparsePointTests
{
    [Theory]
    [InlineData(@"file", "file")]
    [InlineData(@"dir\sub\file", "dir/sub/file")]
    [InlineData(@"..\..\outside", "../../outside")]
    [InlineData(@"dir\", "dir/")]
    [InlineData(@"ünïcødé 🌊", "ünïcødé 🌊")]
    public void A_relative_link_has_the_contents_of_a_path(string target, string expected) =>
        Assert.Equal(expected, Text(WindowsReparsePoint.ReadContents(SymbolicLink(target, relative: true))));

    [Theory]
    [InlineData(@"\??\C:\Windows", false)]
    [InlineData(@"\??\UNC\server\share", false)]
    [InlineData(@"C:\Windows", false)]
    [InlineData(@"outside", false)]
    [InlineData(@"\Windows", true)]
    public void A_link_that_is_not_relative_to_its_directory_is_absolute_for_guests(string target, bool relative) =>
        Assert.True(GuestPath.IsAbsolute(WindowsReparsePoint.ReadContents(SymbolicLink(target, relative)).Value));

    [Theory]
    [InlineData(@"\??\C:\outside\")]
    [InlineData(@"\??\Volume{01234567-89ab-cdef-0123-456789abcdef}\")]
    [InlineData(@"inside")]
    public void A_mount_point_is_absolute_for_guests(string target)
    {
        byte[] name = Encoding.Unicode.GetBytes(target);
        byte[] buffer = [.. Header(WindowsReparsePoint.MountPoint, 8 + name.Length + 4), .. Words(0, name.Length, name.Length + 2, 0), .. name, 0, 0, 0, 0];
        Assert.True(GuestPath.IsAbsolute(WindowsReparsePoint.ReadContents(buffer).Value));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/mnt/c/outside")]
    public void A_link_of_WSL_has_its_contents_in_UTF_8(string target)
    {
        byte[] name = Encoding.UTF8.GetBytes(target);
        byte[] buffer = [.. Header(WindowsReparsePoint.WslSymbolicLink, 4 + name.Length), 2, 0, 0, 0, .. name];
        Assert.Equal(target, Text(WindowsReparsePoint.ReadContents(buffer)));
        buffer[8] = 1;
        Assert.Equal(ErrorCode.Unsupported, WindowsReparsePoint.ReadContents(buffer).Error);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("../dir//./file")]
    [InlineData("dir/")]
    [InlineData("ünïcødé 🌊")]
    public void A_link_is_made_and_read(string contents)
    {
        byte[] buffer = WindowsReparsePoint.CreateSymbolicLink(Encoding.UTF8.GetBytes(contents)).Value;
        Assert.Equal(WindowsReparsePoint.SymbolicLink, BinaryPrimitives.ReadUInt32LittleEndian(buffer));
        Assert.Equal(buffer.Length - 8, BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(4)));
        Assert.Equal(1u, BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(16)));
        Assert.Equal(contents.Replace('/', '\\'), Encoding.Unicode.GetString(buffer.AsSpan(20)));
        Assert.Equal(contents, Text(WindowsReparsePoint.ReadContents(buffer)));
    }

    [Fact]
    public void The_longest_contents_fit()
    {
        byte[] contents = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ab/", GuestPath.MaxLength / 3)));
        Assert.InRange(WindowsReparsePoint.CreateSymbolicLink(contents).Value.Length, 1, WindowsReparsePoint.MaxLength);
    }

    [Theory]
    [InlineData("C:file")]
    [InlineData("a\\b")]
    [InlineData("dir/NUL")]
    [InlineData("dir./file")]
    public void A_link_that_other_programs_would_follow_elsewhere_is_not_made(string contents) =>
        Assert.Equal(ErrorCode.Invalid, WindowsReparsePoint.CreateSymbolicLink(Encoding.UTF8.GetBytes(contents)).Error);

    [Fact]
    public void Other_reparse_points_are_no_links() =>
        Assert.Equal(ErrorCode.Invalid, WindowsReparsePoint.ReadContents([.. Header(0x8000_0013, 4), 1, 2, 3, 4]).Error);

    [Fact]
    public void A_broken_buffer_is_an_error_wherever_it_breaks()
    {
        byte[] whole = SymbolicLink("dir\\file", relative: true);
        for (int length = 0; length < whole.Length; length++)
            Assert.Equal(ErrorCode.Io, WindowsReparsePoint.ReadContents(whole.AsSpan(..length)).Error);

        // The length says so, too.
        for (int length = 8; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            BinaryPrimitives.WriteUInt16LittleEndian(cut.AsSpan(4), (ushort)(length - 8));
            Assert.Equal(ErrorCode.Io, WindowsReparsePoint.ReadContents(cut).Error);
        }

        byte[] odd = SymbolicLink("file", relative: true);
        BinaryPrimitives.WriteUInt16LittleEndian(odd.AsSpan(10), 3);
        Assert.Equal(ErrorCode.Io, WindowsReparsePoint.ReadContents(odd).Error);
        Assert.Equal(ErrorCode.IllegalByteSequence, WindowsReparsePoint.ReadContents(SymbolicLink("a\ud800", relative: true)).Error);
    }

    // As the system makes them: the text for users first, the name after it.
    private static byte[] SymbolicLink(string target, bool relative)
    {
        byte[] text = Encoding.Unicode.GetBytes("text");
        byte[] name = new byte[target.Length * 2];
        for (int i = 0; i < target.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(name.AsSpan(i * 2), target[i]);
        return
        [
            .. Header(WindowsReparsePoint.SymbolicLink, 12 + text.Length + name.Length),
            .. Words(text.Length, name.Length, 0, text.Length),
            relative ? (byte)1 : (byte)0, 0, 0, 0,
            .. text,
            .. name,
        ];
    }

    private static byte[] Header(uint tag, int length)
    {
        byte[] header = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(header, tag);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), (ushort)length);
        return header;
    }

    private static byte[] Words(params int[] words) => [.. words.SelectMany(word => new[] { (byte)word, (byte)(word >> 8) })];

    private static string Text(Result<byte[], ErrorCode> contents) => Encoding.UTF8.GetString(contents.Value);
}
