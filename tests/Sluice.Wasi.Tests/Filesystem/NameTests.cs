using System.Text;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Tests.Filesystem;

public sealed class NameTestsOnOpenat2() : NameTests(PathResolution.Kernel);

public sealed class NameTestsOnWalk() : NameTests(PathResolution.Walk);

public sealed class NameTestsOnWalkByHandles() : NameTests(PathResolution.WalkByHandles);

/// <summary>Creating, removing, renaming, linking and listing.</summary>
public abstract class NameTests(PathResolution resolution) : DescriptorTestBase(resolution)
{
    [Fact]
    public void Directories_are_created_and_removed()
    {
        AssertOk(Root.CreateDirectoryAt("a"));
        AssertOk(Root.CreateDirectoryAt("a/b//"));
        AssertError(ErrorCode.Exist, Root.CreateDirectoryAt("a"));
        AssertError(ErrorCode.Exist, Root.CreateDirectoryAt("."));
        AssertError(ErrorCode.Exist, Root.CreateDirectoryAt("a/b/.."));
        AssertError(ErrorCode.NoEntry, Root.CreateDirectoryAt("missing/b"));
        AssertError(ErrorCode.NotEmpty, Root.RemoveDirectoryAt("a"));
        AssertOk(Root.RemoveDirectoryAt("a/b/"));
        AssertOk(Root.RemoveDirectoryAt("a"));
        AssertError(ErrorCode.NoEntry, Root.RemoveDirectoryAt("a"));
        AssertError(ErrorCode.Invalid, Root.RemoveDirectoryAt("."));
    }

    [Fact]
    public void A_file_is_no_directory_and_a_directory_no_file()
    {
        WriteFile("file");
        Directory.CreateDirectory(InRoot("dir"));
        Link("link", "dir");
        AssertError(ErrorCode.NotDirectory, Root.RemoveDirectoryAt("file"));
        AssertError(ErrorCode.NotDirectory, Root.RemoveDirectoryAt("file/"));
        AssertError(ErrorCode.NotDirectory, Root.RemoveDirectoryAt("link"));
        AssertError(ErrorCode.NotDirectory, Root.RemoveDirectoryAt("link/"));
        AssertError(ErrorCode.IsDirectory, Root.UnlinkFileAt("dir"));
        AssertError(ErrorCode.IsDirectory, Root.UnlinkFileAt("dir/"));
        AssertError(ErrorCode.IsDirectory, Root.UnlinkFileAt("."));
        AssertError(ErrorCode.NotDirectory, Root.UnlinkFileAt("file/"));
        AssertError(ErrorCode.NotDirectory, Root.UnlinkFileAt("link/"));
        AssertError(ErrorCode.NoEntry, Root.UnlinkFileAt("missing/"));
        AssertError(ErrorCode.IsDirectory, Open("dir", flags: DescriptorFlags.Write));
        AssertError(ErrorCode.IsDirectory, Open("new/", openFlags: OpenFlags.Create));
        AssertError(ErrorCode.NotDirectory, Open("file", openFlags: OpenFlags.Directory));
        AssertError(ErrorCode.NotDirectory, Open("link", NoFollow, OpenFlags.Directory));
        AssertOk(Open("link", Follow, OpenFlags.Directory));
        AssertOk(Open("link/", NoFollow));
        AssertError(ErrorCode.Invalid, Open("new", openFlags: OpenFlags.Create | OpenFlags.Directory));
        AssertOk(Root.UnlinkFileAt("link"));
        AssertOk(Root.UnlinkFileAt("file"));
    }

    [Fact]
    public void Operations_relative_to_a_file_report_not_directory()
    {
        WriteFile("file");
        using Descriptor file = Open("file").Value;
        AssertError(ErrorCode.NotDirectory, file.StatAt(NoFollow, "."));
        AssertError(ErrorCode.NotDirectory, file.CreateDirectoryAt("x"));
        AssertError(ErrorCode.NotDirectory, file.OpenAt(NoFollow, "x", OpenFlags.None, DescriptorFlags.Read));
        AssertError(ErrorCode.NotDirectory, file.ReadDirectory());
        AssertError(ErrorCode.NotDirectory, Root.RenameAt("file", file, "x"));
    }

    [Fact]
    public void Renaming_replaces_and_moves()
    {
        WriteFile("a", "a");
        WriteFile("b", "b");
        Directory.CreateDirectory(InRoot("dir"));
        using Descriptor dir = Open("dir", flags: DescriptorFlags.MutateDirectory).Value;
        AssertOk(Root.RenameAt("a", Root, "a"));
        AssertOk(Root.RenameAt("a", Root, "b"));
        Assert.Equal("a", File.ReadAllText(InRoot("b")));
        AssertError(ErrorCode.NoEntry, Root.RenameAt("a", Root, "c"));
        AssertOk(Root.RenameAt("b", dir, "c"));
        AssertOk(dir.RenameAt("c", Root, "d"));
        AssertError(ErrorCode.IsDirectory, Root.RenameAt("d", Root, "dir"));
        AssertError(ErrorCode.NotDirectory, Root.RenameAt("dir", Root, "d"));
        AssertError(ErrorCode.Busy, Root.RenameAt(".", Root, "q"));
        AssertError(ErrorCode.Busy, Root.RenameAt("dir", Root, "."));
        AssertError(ErrorCode.NotDirectory, Root.RenameAt("d/", Root, "e"));
        AssertError(ErrorCode.NotDirectory, Root.RenameAt("d", Root, "e/"));
        AssertOk(Root.RenameAt("dir/", Root, "target"));
        AssertOk(Root.RenameAt("target", Root, "dir/"));
        AssertOk(Root.RenameAt("dir/", Root, "target/"));
        AssertError(ErrorCode.Invalid, Root.RenameAt("target", Root, "target/inside"));
    }

    [Fact]
    public void Hard_links_share_a_file()
    {
        WriteFile("file", "text");
        Directory.CreateDirectory(InRoot("dir"));
        Link("link", "file");
        Link("dangling", "missing");
        AssertOk(Root.LinkAt(NoFollow, "file", Root, "dir/hard"));
        using Descriptor file = Open("file").Value;
        using Descriptor hard = Open("dir/hard").Value;
        using Descriptor dir = Open("dir").Value;
        Assert.True(file.IsSameObject(hard));
        Assert.False(file.IsSameObject(dir));
        Assert.Equal(2u, file.Stat().Value.LinkCount);
        Assert.Equal(file.MetadataHash().Value, Root.MetadataHashAt(NoFollow, "dir/hard").Value);

        AssertOk(Root.LinkAt(NoFollow, "link", Root, "link2"));
        Assert.Equal(DescriptorType.SymbolicLink, Root.StatAt(NoFollow, "link2").Value.Type);
        AssertOk(Root.LinkAt(Follow, "link", Root, "hard2"));
        Assert.Equal(DescriptorType.RegularFile, Root.StatAt(NoFollow, "hard2").Value.Type);
        AssertOk(Root.LinkAt(NoFollow, "dangling", Root, "dangling2"));
        AssertError(ErrorCode.NoEntry, Root.LinkAt(Follow, "dangling", Root, "x"));

        AssertError(ErrorCode.Exist, Root.LinkAt(NoFollow, "file", Root, "file"));
        AssertError(ErrorCode.Exist, Root.LinkAt(NoFollow, "file", Root, "dir"));
        AssertError(ErrorCode.Exist, Root.LinkAt(NoFollow, "file", Root, "dangling"));
        AssertError(ErrorCode.NotPermitted, Root.LinkAt(NoFollow, "dir", Root, "x"));
        AssertError(ErrorCode.NotPermitted, Root.LinkAt(NoFollow, ".", Root, "x"));
        AssertError(ErrorCode.NotDirectory, Root.LinkAt(NoFollow, "file/", Root, "x"));
        AssertError(ErrorCode.NoEntry, Root.LinkAt(NoFollow, "file", Root, "x/"));
        AssertError(ErrorCode.NoEntry, Root.LinkAt(NoFollow, "", Root, ""));
    }

    [Fact]
    public void Symbolic_links_are_created_and_read()
    {
        Directory.CreateDirectory(InRoot("dir"));
        AssertOk(Root.SymlinkAt("../some/where", "dir/link"));
        Assert.Equal("../some/where", Root.ReadlinkAt("dir/link").Value);
        Assert.Equal(13u, Root.StatAt(NoFollow, "dir/link").Value.Size);
        AssertError(ErrorCode.Exist, Root.SymlinkAt("x", "dir/link"));
        AssertError(ErrorCode.Exist, Root.SymlinkAt("x", "dir"));
        AssertError(ErrorCode.Exist, Root.SymlinkAt("x", "dir/"));
        AssertError(ErrorCode.NoEntry, Root.SymlinkAt("x", "new/"));
        AssertError(ErrorCode.NoEntry, Root.SymlinkAt("", "new"));
        AssertError(ErrorCode.Invalid, Root.SymlinkAt("a\0b", "new"));
        AssertError(ErrorCode.Invalid, Root.ReadlinkAt("dir"));
        AssertError(ErrorCode.Invalid, Root.ReadlinkAt("."));
        AssertError(ErrorCode.NoEntry, Root.ReadlinkAt("missing"));
    }

    [Fact]
    public void A_listing_has_types_and_names_and_starts_anew_each_time()
    {
        WriteFile("file");
        WriteFile("ünïcødé 🌊");
        Directory.CreateDirectory(InRoot("dir"));
        Link("link", "nowhere");
        MakeFifo("fifo");
        string[] expected = ["Directory dir", "Fifo fifo", "RegularFile file", "RegularFile ünïcødé 🌊", "SymbolicLink link"];
        for (int pass = 0; pass < 2; pass++)
        {
            (List<DirectoryEntry> entries, ErrorCode? error) = List(Root);
            Assert.Null(error);
            Assert.Equal(expected, entries.Select(entry => $"{entry.Type} {entry.Name}").Order(StringComparer.Ordinal));
            Assert.Equal(Root.StatAt(NoFollow, "file").Value.Inode, entries.Single(entry => entry.Name == "file").Inode);
        }

        using DirectoryReader dots = Root.ReadDirectory(includeDots: true).Value;
        List<string> names = [];
        while (dots.TryRead(out DirectoryEntry entry))
            names.Add(entry.Name);
        Assert.Contains(".", names);
        Assert.Contains("..", names);
        Assert.Equal(7, names.Count);
    }

    [Fact]
    public void A_large_directory_is_listed_completely()
    {
        for (int i = 0; i < 3000; i++)
            File.WriteAllBytes(InRoot($"a-file-with-a-somewhat-longer-name-{i}"), []);
        (List<DirectoryEntry> entries, ErrorCode? error) = List(Root);
        Assert.Null(error);
        Assert.Equal(3000, entries.DistinctBy(entry => entry.Name).Count());
    }

    [Fact]
    public void A_name_that_is_no_UTF_8_is_passed_over_and_reported_at_the_end()
    {
        WriteFile("a");
        WriteFile("z");
        byte[] name = [.. Encoding.UTF8.GetBytes(InRoot("./")), 0xff, 0xfe, 0];
        Assert.Equal(0, Native.mkdir(name, 0b111_000_000));
        try
        {
            (List<DirectoryEntry> entries, ErrorCode? error) = List(Root);
            Assert.Equal(["a", "z"], entries.Select(entry => entry.Name).Order());
            Assert.Equal(ErrorCode.IllegalByteSequence, error);
        }
        finally
        {
            Assert.Equal(0, Native.rmdir(name));
        }
    }

    [Fact]
    public void A_directory_that_is_removed_while_it_is_listed_just_ends()
    {
        Directory.CreateDirectory(InRoot("dir"));
        using Descriptor dir = Open("dir").Value;
        using DirectoryReader reader = dir.ReadDirectory().Value;
        AssertOk(Root.RemoveDirectoryAt("dir"));
        Assert.False(reader.TryRead(out _));
        Assert.Null(reader.Error);
    }

    private static (List<DirectoryEntry> Entries, ErrorCode? Error) List(Descriptor directory)
    {
        using DirectoryReader reader = directory.ReadDirectory().Value;
        List<DirectoryEntry> entries = [];
        while (reader.TryRead(out DirectoryEntry entry))
            entries.Add(entry);
        return (entries, reader.Error);
    }
}
