using Sluice.Wasi.Clocks;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Tests.Filesystem;

public sealed class MetadataTestsOnOpenat2() : MetadataTests(PathResolution.Kernel);

public sealed class MetadataTestsOnWalk() : MetadataTests(PathResolution.Walk);

public sealed class MetadataTestsOnWalkByHandles() : MetadataTests(PathResolution.WalkByHandles);

/// <summary>Status, times and permissions.</summary>
public abstract class MetadataTests(PathResolution resolution) : DescriptorTestBase(resolution)
{
    private static readonly NewTimestamp s_noChange = NewTimestamp.NoChange;

    [Fact]
    public void Status_is_the_same_by_descriptor_and_by_name()
    {
        WriteFile("file", "12345");
        using Descriptor file = Open("file").Value;
        DescriptorStat stat = file.Stat().Value;
        Assert.Equal(DescriptorType.RegularFile, stat.Type);
        Assert.Equal(5u, stat.Size);
        Assert.Equal(1u, stat.LinkCount);
        Assert.Equal(stat, Root.StatAt(NoFollow, "file").Value);
        Assert.Equal(Root.Stat().Value, Root.StatAt(NoFollow, ".").Value);
        Assert.Equal(Root.Stat().Value, Root.StatAt(Follow, "./").Value);
        DateTimeOffset expected = File.GetLastWriteTimeUtc(InRoot("file"));
        Assert.Equal(expected, stat.DataModificationTimestamp!.Value.ToDateTimeOffset());
    }

    [Theory]
    [InlineData(1_700_000_000, 123_456_789u)]
    [InlineData(0, 1u)]
    [InlineData(-1, 999_999_999u)]
    public void Times_are_kept_to_the_nanosecond(long seconds, uint nanoseconds)
    {
        WriteFile("file");
        Link("link", "file");
        Instant first = new(seconds, nanoseconds);
        Instant second = new(seconds + 5, 7);
        using Descriptor file = Open("file").Value;
        AssertOk(Root.SetTimesAt(NoFollow, "file", NewTimestamp.Timestamp(first), NewTimestamp.Timestamp(second)));
        Assert.Equal(first, file.Stat().Value.DataAccessTimestamp);
        Assert.Equal(second, file.Stat().Value.DataModificationTimestamp);

        AssertOk(file.SetTimes(s_noChange, NewTimestamp.Timestamp(first)));
        Assert.Equal(first, file.Stat().Value.DataAccessTimestamp);
        Assert.Equal(first, file.Stat().Value.DataModificationTimestamp);

        AssertOk(Root.SetTimesAt(NoFollow, "link", s_noChange, NewTimestamp.Timestamp(second)));
        Assert.Equal(second, Root.StatAt(NoFollow, "link").Value.DataModificationTimestamp);
        Assert.Equal(first, file.Stat().Value.DataModificationTimestamp);
        AssertOk(Root.SetTimesAt(Follow, "link", NewTimestamp.Timestamp(second), s_noChange));
        Assert.Equal(second, file.Stat().Value.DataAccessTimestamp);

        AssertOk(file.SetTimes(s_noChange, NewTimestamp.Now));
        TimeSpan age = DateTimeOffset.UtcNow - file.Stat().Value.DataModificationTimestamp!.Value.ToDateTimeOffset()!.Value;
        Assert.InRange(age, TimeSpan.FromSeconds(-5), TimeSpan.FromMinutes(1));
        AssertError(ErrorCode.Invalid, file.SetTimes(s_noChange, NewTimestamp.Timestamp(new Instant(1, 1_000_000_000))));
        AssertError(ErrorCode.Invalid, Root.SetTimesAt(NoFollow, "file", NewTimestamp.Timestamp(new Instant(1, uint.MaxValue)), s_noChange));
        AssertError(ErrorCode.NoEntry, Root.SetTimesAt(NoFollow, "missing", s_noChange, NewTimestamp.Now));
        AssertError(ErrorCode.NotDirectory, Root.SetTimesAt(NoFollow, "file/", s_noChange, NewTimestamp.Now));
    }

    [Fact]
    public async Task A_metadata_hash_changes_with_its_file_only()
    {
        WriteFile("file", "a");
        WriteFile("other", "a");
        using Descriptor file = Open("file", flags: DescriptorFlags.Read | DescriptorFlags.Write).Value;
        MetadataHashValue before = file.MetadataHash().Value;
        Assert.Equal(before, file.MetadataHash().Value);
        Assert.Equal(before, Root.MetadataHashAt(Follow, "file").Value);
        Assert.NotEqual(before, Root.MetadataHashAt(Follow, "other").Value);
        Assert.Equal(1, (await file.WriteAsync(1, new byte[1])).Value);
        Assert.NotEqual(before, file.MetadataHash().Value);
    }

    [Fact]
    public async Task A_read_only_preopen_allows_reading_and_nothing_else()
    {
        WriteFile("dir/file", "text");
        Link("link", "dir/file");
        WriteFile("file");
        using Descriptor readOnly = Preopen("root", readOnly: true);
        Assert.Equal(DescriptorFlags.Read, readOnly.Flags);
        using Descriptor dir = readOnly.OpenAt(NoFollow, "dir", OpenFlags.Directory, DescriptorFlags.Read).Value;
        using Descriptor file = dir.OpenAt(NoFollow, "file", OpenFlags.None, DescriptorFlags.Read).Value;
        Assert.Equal("text", await ReadText(file));
        AssertOk(readOnly.ReadDirectory());
        AssertOk(readOnly.StatAt(Follow, "link"));
        AssertOk(readOnly.ReadlinkAt("link"));

        foreach (Descriptor directory in new[] { readOnly, dir })
        {
            AssertError(ErrorCode.ReadOnly, directory.OpenAt(NoFollow, "file", OpenFlags.None, DescriptorFlags.Write));
            AssertError(ErrorCode.ReadOnly, directory.OpenAt(NoFollow, "file", OpenFlags.Truncate, DescriptorFlags.Read));
            AssertError(ErrorCode.ReadOnly, directory.OpenAt(NoFollow, "new", OpenFlags.Create, DescriptorFlags.Read));
            AssertError(ErrorCode.ReadOnly, directory.OpenAt(NoFollow, ".", OpenFlags.None, DescriptorFlags.MutateDirectory));
            AssertError(ErrorCode.ReadOnly, directory.CreateDirectoryAt("new"));
            AssertError(ErrorCode.ReadOnly, directory.RemoveDirectoryAt("dir"));
            AssertError(ErrorCode.ReadOnly, directory.UnlinkFileAt("file"));
            AssertError(ErrorCode.ReadOnly, directory.SymlinkAt("x", "new"));
            AssertError(ErrorCode.ReadOnly, directory.SetTimesAt(NoFollow, "file", NewTimestamp.Now, NewTimestamp.Now));
            AssertError(ErrorCode.ReadOnly, directory.RenameAt("file", Root, "new"));
            AssertError(ErrorCode.ReadOnly, Root.RenameAt("file", directory, "new"));
            AssertError(ErrorCode.ReadOnly, directory.LinkAt(NoFollow, "file", Root, "new"));
            AssertError(ErrorCode.ReadOnly, Root.LinkAt(NoFollow, "file", directory, "new"));
            AssertError(ErrorCode.ReadOnly, directory.SetTimes(NewTimestamp.Now, NewTimestamp.Now));
        }

        AssertError(ErrorCode.ReadOnly, file.SetTimes(NewTimestamp.Now, NewTimestamp.Now));
        AssertError(ErrorCode.Invalid, file.SetSize(0));
        AssertError(ErrorCode.BadDescriptor, await file.WriteAsync(0, new byte[1]));
        Assert.Equal("text", File.ReadAllText(InRoot("dir/file")));
    }

    [Fact]
    public void A_directory_opened_without_mutate_directory_passes_no_more_on()
    {
        WriteFile("dir/sub/file");
        using Descriptor dir = Open("dir").Value;
        Assert.Equal(DescriptorFlags.Read, dir.Flags);
        AssertError(ErrorCode.ReadOnly, dir.OpenAt(NoFollow, "sub", OpenFlags.None, DescriptorFlags.MutateDirectory));
        AssertError(ErrorCode.ReadOnly, dir.UnlinkFileAt("sub/file"));
        using Descriptor mutable = Open("dir", flags: DescriptorFlags.MutateDirectory).Value;
        Assert.Equal(DescriptorFlags.Read | DescriptorFlags.MutateDirectory, mutable.Flags);
        AssertOk(mutable.UnlinkFileAt("sub/file"));
    }
}
