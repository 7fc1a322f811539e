using System.Text;
using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Tests.Platform;

/// <summary>Nothing here needs Windows.</summary>
public sealed class WindowsNamesTests
{
    [Theory]
    [InlineData("file")]
    [InlineData("file.txt")]
    [InlineData(".hidden")]
    [InlineData("...a")]
    [InlineData(" a")]
    [InlineData("ünïcødé 🌊")]
    [InlineData("CONSOLE")]
    [InlineData("COM")]
    [InlineData("COM10")]
    [InlineData("LPT¹1")]
    [InlineData("NULL.txt")]
    [InlineData("a.NUL")]
    [InlineData("PROGRA~1")]
    [InlineData("$MFT")]
    public void A_name_that_Windows_knows_stays_as_it_is(string name) => Assert.Equal(name, FromGuest(name).Value);

    [Fact]
    public void A_dot_is_the_directory_itself() => Assert.Equal("", FromGuest(".").Value);

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("a.")]
    [InlineData("a ")]
    [InlineData(" ")]
    [InlineData("a. .")]
    [InlineData("a\\b")]
    [InlineData("..\\..\\outside")]
    [InlineData("\\??\\C:")]
    [InlineData("C:")]
    [InlineData("file:stream")]
    [InlineData("file::$DATA")]
    [InlineData("dir:$I30:$INDEX_ALLOCATION")]
    [InlineData("a*")]
    [InlineData("a?")]
    [InlineData("a<b")]
    [InlineData("a>b")]
    [InlineData("a\"b")]
    [InlineData("a|b")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    [InlineData("a\tb")]
    [InlineData("a\u001fb")]
    public void A_name_that_Windows_would_take_for_something_else_is_refused(string name) =>
        Assert.Equal(ErrorCode.Invalid, FromGuest(name).Error);

    [Theory]
    [InlineData("CON")]
    [InlineData("con")]
    [InlineData("Prn")]
    [InlineData("AUX")]
    [InlineData("NUL")]
    [InlineData("CONIN$")]
    [InlineData("conout$")]
    [InlineData("COM0")]
    [InlineData("COM1")]
    [InlineData("com9")]
    [InlineData("COM²")]
    [InlineData("LPT1")]
    [InlineData("lpt³")]
    [InlineData("NUL.txt")]
    [InlineData("nul.tar.gz")]
    [InlineData("NUL .txt")]
    public void A_device_is_refused_with_any_extension(string name) => Assert.Equal(ErrorCode.Invalid, FromGuest(name).Error);

    [Fact]
    public void The_length_of_a_name_is_counted_in_UTF_16()
    {
        Assert.True(FromGuest(new string('ü', 255)).IsOk);
        Assert.Equal(ErrorCode.NameTooLong, FromGuest(new string('a', 256)).Error);
        Assert.Equal(ErrorCode.NameTooLong, FromGuest(string.Concat(Enumerable.Repeat("🌊", 128))).Error);
        Assert.Equal(ErrorCode.IllegalByteSequence, WindowsNames.FromGuest([0xff]).Error);
    }

    [Theory]
    [InlineData(@"C:\work", @"\??\C:\work")]
    [InlineData(@"C:\", @"\??\C:\")]
    [InlineData(@"\\server\share\dir", @"\??\UNC\server\share\dir")]
    [InlineData(@"\\?\C:\work", @"\??\C:\work")]
    [InlineData(@"\\?\UNC\server\share", @"\??\UNC\server\share")]
    [InlineData(@"\\.\C:\work", @"\??\C:\work")]
    [InlineData(@"\??\C:\work", @"\??\C:\work")]
    public void Host_paths_of_all_kinds_have_a_name_in_the_kernel(string path, string expected) =>
        Assert.Equal(expected, WindowsNames.ToKernelPath(path));

    private static Result<string, ErrorCode> FromGuest(string name) => WindowsNames.FromGuest(Encoding.UTF8.GetBytes(name));
}
