using System.Text;
using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Io;
using Sluice.Wasi.Platform;
using Sluice.Wasi.Preview1;
using Sluice.Wasi.V02.Wasi.Io.Streams;
using V2 = Sluice.Wasi.V02.Wasi.Filesystem.Types;

namespace Sluice.Wasi.Tests.Filesystem;

/// <summary>What the interfaces of 0.3 and 0.2 make of the same files.</summary>
public sealed class VersionsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sluice-versions-").FullName;
    private readonly WasiContext context;
    private readonly V2.IDescriptor root;

    public VersionsTests()
    {
        context = new WasiContext(new WasiOptions { Preopens = [new Preopen(folder, "/")] });
        root = Assert.Single(new FilesystemV02(context).GetDirectories()).Item1;
    }

    public void Dispose()
    {
        context.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    public static TheoryData<string> ErrorCodes => [.. Enum.GetNames<ErrorCode>()];

    [Theory]
    [MemberData(nameof(ErrorCodes))]
    public void Error_codes_keep_their_names_in_both_versions(string name)
    {
        var code = Enum.Parse<ErrorCode>(name);
        Assert.Equal(name, code.ToWit().GetType().Name);
        Assert.Equal(name == "Other" ? "Io" : name, code.ToV02().ToString());
    }

    [Fact]
    public void An_error_without_a_case_of_its_own_comes_with_the_systems_text()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The numbers are those of Linux.");
        const int NoData = 61;
        var code = PosixErrors.Linux.ToErrorCode(NoData);
        Assert.Equal(new V03.Wasi.Filesystem.Types.ErrorCode.Other("No data available"), code.ToWit());
        Assert.Equal(V02.Wasi.Filesystem.Types.ErrorCode.Io, code.ToV02());
        Assert.Equal(Errno.Io, Errnos.From(code));
    }

    [Fact]
    public void Types_of_files_keep_their_names_in_both_versions()
    {
        foreach (var type in Enum.GetValues<DescriptorType>())
        {
            Assert.Equal(type.ToString(), type.ToWit().GetType().Name);
            Assert.Equal(type == DescriptorType.Other ? "Unknown" : type.ToString(), type.ToV02().ToString());
        }
    }

    [Fact]
    public async Task A_file_is_written_and_read_through_streams_of_0_2()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var file = root.OpenAt(0, "f", V2.OpenFlags.Create, V2.DescriptorFlags.Read | V2.DescriptorFlags.Write).Value;

        using (var output = file.WriteViaStream(0).Value)
        {
            Assert.True(output.CheckWrite().Value >= 5);
            Assert.True(output.Write(Encoding.UTF8.GetBytes("hello")).IsOk);
            Assert.True((await output.BlockingWriteAndFlush(Encoding.UTF8.GetBytes(", you"), cancellation)).IsOk);
        }

        using var input = file.ReadViaStream(3).Value;
        Assert.Equal("lo, you", Encoding.UTF8.GetString((await input.BlockingRead(100, cancellation)).Value));
        Assert.IsType<StreamError.Closed>((await input.BlockingRead(100, cancellation)).Error);
    }

    [Fact]
    public async Task Positional_reads_of_0_2_tell_the_end()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var file = root.OpenAt(0, "f", V2.OpenFlags.Create, V2.DescriptorFlags.Read | V2.DescriptorFlags.Write).Value;

        Assert.Equal(4ul, (await file.Write([1, 2, 3, 4], 0, cancellation)).Value);
        var (middle, ended) = (await file.Read(2, 1, cancellation)).Value;
        Assert.Equal([2, 3], middle);
        Assert.False(ended);
        (middle, ended) = (await file.Read(2, 4, cancellation)).Value;
        Assert.Empty(middle);
        Assert.True(ended);
    }

    [Fact]
    public async Task A_stream_that_fails_says_why_through_the_error_resource()
    {
        var cancellation = TestContext.Current.CancellationToken;
        File.WriteAllText(Path.Combine(folder, "f"), "x");
        using var file = root.OpenAt(0, "f", 0, V2.DescriptorFlags.Write).Value;
        using var input = file.ReadViaStream(0).Value;

        var failed = Assert.IsType<StreamError.LastOperationFailed>((await input.BlockingRead(1, cancellation)).Error);
        Assert.Equal(V2.ErrorCode.BadDescriptor, new FilesystemV02(context).FilesystemErrorCode(failed.Value));
        Assert.IsType<StreamError.Closed>((await input.BlockingRead(1, cancellation)).Error);
        Assert.Null(new FilesystemV02(context).FilesystemErrorCode(new IoError("something else")));
    }

    [Fact]
    public void A_directory_is_listed_entry_by_entry()
    {
        File.WriteAllText(Path.Combine(folder, "a"), "");
        Directory.CreateDirectory(Path.Combine(folder, "b"));
        using var entries = root.ReadDirectory().Value;

        var found = new List<(string, V2.DescriptorType)>();
        while (entries.ReadDirectoryEntry().Value is { } entry) found.Add((entry.Name, entry.Type));

        Assert.Equal([("a", V2.DescriptorType.RegularFile), ("b", V2.DescriptorType.Directory)], found.Order());
        Assert.Null(entries.ReadDirectoryEntry().Value);
    }

    [Fact]
    public void What_leaves_the_preopen_is_refused_in_0_2_too()
    {
        Assert.Equal(V2.ErrorCode.NotPermitted, root.OpenAt(V2.PathFlags.SymlinkFollow, "../x", 0, V2.DescriptorFlags.Read).Error);
        Assert.Equal(V2.ErrorCode.NoEntry, root.StatAt(0, "missing").Error);
    }
}
