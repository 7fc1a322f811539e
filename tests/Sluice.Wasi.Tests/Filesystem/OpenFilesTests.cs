using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Preview1;

namespace Sluice.Wasi.Tests.Filesystem;

public sealed class OpenFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sluice-open-").FullName;

    public OpenFilesTests() => File.WriteAllText(Path.Combine(folder, "file"), "text");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_guest_has_no_more_files_open_than_it_may()
    {
        using var context = Context(maxOpenFiles: 3);
        var root = context.Preopens[0].Descriptor;
        var first = Open(root).Value;
        using var second = Open(root).Value;
        Assert.False(Open(root).TryGetValue(out _, out var error));
        Assert.Equal(ErrorCodes.TooManyOpenFiles, error);
        first.Dispose();
        Assert.True(Open(root).IsOk);
    }

    [Fact]
    public void A_directory_that_is_read_counts_until_it_has_been_read()
    {
        using var context = Context(maxOpenFiles: 2);
        var root = context.Preopens[0].Descriptor;
        var reader = root.ReadDirectory().Value;
        Assert.False(root.ReadDirectory().TryGetValue(out _, out var error));
        Assert.Equal(ErrorCodes.TooManyOpenFiles, error);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal("file", entry.Name);
        Assert.False(reader.TryRead(out _));
        reader.Dispose();
        root.ReadDirectory().Value.Dispose();
    }

    [Fact]
    public void What_is_left_open_is_closed_with_the_store()
    {
        var context = Context(maxOpenFiles: 10);
        var root = context.Preopens[0].Descriptor;
        Assert.True(Open(root).IsOk);
        Assert.True(root.ReadDirectory().IsOk);
        Assert.Equal(3, context.Files.Count);
        context.Dispose();
        Assert.Equal(0, context.Files.Count);
    }

    [Fact]
    public void Version_0_1_has_a_code_for_it() => Assert.Equal(Errno.TooManyOpenFiles, Errnos.From(ErrorCodes.TooManyOpenFiles));

    [Fact]
    public void The_text_says_what_there_are_too_many_of() =>
        Assert.Contains("open files", ErrorCodes.TextOf(ErrorCodes.TooManyOpenFiles), StringComparison.OrdinalIgnoreCase);

    private static Result<Descriptor, ErrorCode> Open(Descriptor root) =>
        root.OpenAt(PathFlags.None, "file", OpenFlags.None, DescriptorFlags.Read);

    private WasiContext Context(int maxOpenFiles) => new(new WasiOptions { MaxOpenFiles = maxOpenFiles, Preopens = [new Preopen(folder, "/")] });
}
