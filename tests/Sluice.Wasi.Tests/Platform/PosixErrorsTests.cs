using System.Runtime.InteropServices;
using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Tests.Platform;

public sealed partial class PosixErrorsTests
{
    public static TheoryData<string> Names => [.. PosixErrors.Linux.Numbers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_numbers_of_Linux_are_those_of_its_C_library(string name)
    {
        Assert.SkipUnless(NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "strerrorname_np", out _), "No glibc.");
        string? actual = Marshal.PtrToStringUTF8(strerrorname_np(PosixErrors.Linux.Numbers[name]));

        // Two names for one number.
        Assert.Equal(name == "ENOTSUP" ? "EOPNOTSUPP" : name, actual);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_means_the_same_on_both_systems(string name) =>
        Assert.Equal(
            PosixErrors.Linux.ToErrorCode(PosixErrors.Linux.Numbers[name]),
            PosixErrors.MacOS.ToErrorCode(PosixErrors.MacOS.Numbers[name]));

    [Theory]
    [InlineData(1, nameof(ErrorCode.NotPermitted))]
    [InlineData(2, nameof(ErrorCode.NoEntry))]
    [InlineData(11, nameof(ErrorCode.Deadlock))]
    [InlineData(20, nameof(ErrorCode.NotDirectory))]
    [InlineData(35, nameof(ErrorCode.Busy))]
    [InlineData(45, nameof(ErrorCode.Unsupported))]
    [InlineData(62, nameof(ErrorCode.Loop))]
    [InlineData(63, nameof(ErrorCode.NameTooLong))]
    [InlineData(66, nameof(ErrorCode.NotEmpty))]
    [InlineData(69, nameof(ErrorCode.Quota))]
    [InlineData(92, nameof(ErrorCode.IllegalByteSequence))]
    [InlineData(102, nameof(ErrorCode.Unsupported))]
    public void Numbers_of_macOS_are_not_read_as_those_of_Linux(int number, string expected) =>
        Assert.Equal(expected, PosixErrors.MacOS.ToErrorCode(number).ToString());

    [Fact]
    public void An_unknown_number_is_kept_for_its_text() => Assert.Equal(ErrorCodes.Other(70), PosixErrors.MacOS.ToErrorCode(70));

    [LibraryImport("libc")]
    private static partial nint strerrorname_np(int number);
}
