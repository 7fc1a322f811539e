using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Tests.Filesystem;

public sealed class SandboxTestsOnOpenat2() : SandboxTests(PathResolution.Kernel);

public sealed class SandboxTestsOnWalk() : SandboxTests(PathResolution.Walk);

public sealed class SandboxTestsOnWalkByHandles() : SandboxTests(PathResolution.WalkByHandles);

public abstract class SandboxTests(PathResolution resolution) : DescriptorTestBase(resolution)
{
    [Theory]
    [InlineData("..")]
    [InlineData("../")]
    [InlineData("../outside")]
    [InlineData("../outside/secret")]
    [InlineData("../root")]
    [InlineData("../root/file")]
    [InlineData("./../outside/secret")]
    [InlineData("dir/../../outside/secret")]
    [InlineData("dir/nested/../../..")]
    [InlineData("dir/nested/../../../root/file")]
    [InlineData("dir/..//.././outside")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/etc/passwd")]
    [InlineData("/does-not-exist")]
    public void A_path_that_leaves_the_sandbox_is_not_permitted_to_any_operation(string path)
    {
        Directory.CreateDirectory(InRoot("dir/nested"));
        WriteFile("file");
        AssertError(ErrorCode.NotPermitted, Open(path));
        AssertError(ErrorCode.NotPermitted, Open(path, NoFollow));
        AssertError(ErrorCode.NotPermitted, Root.StatAt(Follow, path));
        AssertError(ErrorCode.NotPermitted, Root.StatAt(NoFollow, path));
        AssertError(ErrorCode.NotPermitted, Root.MetadataHashAt(NoFollow, path));
        AssertError(ErrorCode.NotPermitted, Root.SetTimesAt(Follow, path, NewTimestamp.Now, NewTimestamp.Now));
        AssertError(ErrorCode.NotPermitted, Root.CreateDirectoryAt(path));
        AssertError(ErrorCode.NotPermitted, Root.RemoveDirectoryAt(path));
        AssertError(ErrorCode.NotPermitted, Root.UnlinkFileAt(path));
        AssertError(ErrorCode.NotPermitted, Root.ReadlinkAt(path));
        AssertError(ErrorCode.NotPermitted, Root.RenameAt(path, Root, "new"));
        AssertError(ErrorCode.NotPermitted, Root.RenameAt("file", Root, path));
        AssertError(ErrorCode.NotPermitted, Root.LinkAt(Follow, path, Root, "new"));
        AssertError(ErrorCode.NotPermitted, Root.LinkAt(NoFollow, "file", Root, path));
        AssertError(ErrorCode.NotPermitted, Root.SymlinkAt("file", path));
        Assert.True(File.Exists(HostPath("outside/secret")));
    }

    [Theory]
    [InlineData("dir/.//nested/../../dir/nested/../nested///./file")]
    [InlineData("dir/nested/../../file")]
    [InlineData("./file")]
    public void Dots_inside_the_sandbox_are_resolved(string path)
    {
        WriteFile("dir/nested/file");
        WriteFile("file");
        AssertOk(Open(path));
        AssertOk(Root.StatAt(NoFollow, path));
    }

    [Fact]
    public void A_directory_that_was_opened_is_a_sandbox_of_its_own()
    {
        Directory.CreateDirectory(InRoot("child"));
        WriteFile("file");
        using Descriptor child = Open("child", flags: DescriptorFlags.MutateDirectory).Value;
        AssertError(ErrorCode.NotPermitted, child.OpenAt(NoFollow, "../file", OpenFlags.None, DescriptorFlags.Read));
        AssertError(ErrorCode.NotPermitted, child.CreateDirectoryAt("../sibling"));
        AssertError(ErrorCode.NotPermitted, child.RenameAt("../file", Root, "x"));
        AssertOk(child.CreateDirectoryAt("inner"));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../outside")]
    [InlineData("/")]
    [InlineData("/etc")]
    [InlineData("dir/../..")]
    [InlineData("../../../../../../../../etc")]
    public void A_link_that_leaves_the_sandbox_is_refused_as_any_component(string target)
    {
        Directory.CreateDirectory(InRoot("dir"));
        Link("escape", target);
        AssertError(ErrorCode.NotPermitted, Open("escape"));
        AssertError(ErrorCode.NotPermitted, Open("escape/"));
        AssertError(ErrorCode.NotPermitted, Open("escape/", NoFollow));
        AssertError(ErrorCode.NotPermitted, Open("escape/."));
        AssertError(ErrorCode.NotPermitted, Open("escape/x"));
        AssertError(ErrorCode.NotPermitted, Open("dir/../escape/x"));
        AssertError(ErrorCode.NotPermitted, Open("escape/../file"));
        AssertError(ErrorCode.NotPermitted, Root.StatAt(Follow, "escape"));
        AssertError(ErrorCode.NotPermitted, Root.SetTimesAt(Follow, "escape", NewTimestamp.Now, NewTimestamp.Now));
        AssertError(ErrorCode.NotPermitted, Root.CreateDirectoryAt("escape/x"));
        AssertError(ErrorCode.NotPermitted, Root.RemoveDirectoryAt("escape/"));
        AssertError(ErrorCode.NotPermitted, Root.UnlinkFileAt("escape/x"));
        AssertError(ErrorCode.NotPermitted, Root.LinkAt(Follow, "escape", Root, "new"));
        AssertError(ErrorCode.NotPermitted, Root.SymlinkAt("x", "escape/x"));
    }

    [Fact]
    public void The_link_itself_can_be_examined_and_removed_wherever_it_points()
    {
        Link("escape", "../outside");
        Assert.Equal(DescriptorType.SymbolicLink, Root.StatAt(NoFollow, "escape").Value.Type);
        Assert.Equal("../outside", Root.ReadlinkAt("escape").Value);
        AssertError(ErrorCode.Loop, Open("escape", NoFollow));
        AssertOk(Root.RenameAt("escape", Root, "renamed"));
        AssertOk(Root.UnlinkFileAt("renamed"));
    }

    [Fact]
    public void Creating_through_a_dangling_link_stays_inside()
    {
        Link("inside", "dir/created");
        Link("outwards", "../outside/created");
        Link("absolute", HostPath("outside/created"));
        Directory.CreateDirectory(InRoot("dir"));
        AssertError(ErrorCode.NoEntry, Open("inside"));
        AssertOk(Open("inside", openFlags: OpenFlags.Create));
        Assert.True(File.Exists(InRoot("dir/created")));
        AssertError(ErrorCode.Exist, Open("inside", openFlags: OpenFlags.Create | OpenFlags.Exclusive));
        AssertError(ErrorCode.NotPermitted, Open("outwards", openFlags: OpenFlags.Create));
        AssertError(ErrorCode.NotPermitted, Open("absolute", openFlags: OpenFlags.Create));
        AssertError(ErrorCode.Exist, Open("outwards", openFlags: OpenFlags.Create | OpenFlags.Exclusive));
        Assert.False(File.Exists(HostPath("outside/created")));
    }

    [Fact]
    public void An_absolute_link_is_refused_even_if_it_points_inside_and_its_contents_are_not_told()
    {
        WriteFile("file");
        Link("absolute", InRoot("file"));
        AssertError(ErrorCode.NotPermitted, Open("absolute"));
        AssertError(ErrorCode.NotPermitted, Root.ReadlinkAt("absolute"));
        AssertError(ErrorCode.NotPermitted, Root.SymlinkAt("/file", "link"));
    }

    [Fact]
    public void Links_inside_the_sandbox_are_followed_through_parents_and_chains()
    {
        WriteFile("a/b/file", "found");
        Link("a/b/up", "../..");
        Link("c", "a/b");
        Link("d", "c/up/c/file");
        using Descriptor file = Open("c/up/d").Value;
        Assert.Equal(DescriptorType.RegularFile, file.Type);
        AssertError(ErrorCode.NotPermitted, Open("c/up/../root/d"));
    }

    [Fact]
    public void Loops_of_links_end()
    {
        Link("self", "self");
        Link("a", "b/x");
        Link("b", "a/x");
        foreach (string path in new[] { "self", "self/", "self/x", "a", "a/x" })
        {
            AssertError(ErrorCode.Loop, Open(path));
            AssertError(ErrorCode.Loop, Root.StatAt(Follow, path));
        }

        AssertError(ErrorCode.Loop, Open("self", NoFollow));
        Assert.Equal("self", Root.ReadlinkAt("self").Value);
    }

    [Fact]
    public void Links_of_the_proc_file_system_lead_nowhere()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/fd"), "No proc file system.");
        using Descriptor proc = Descriptor.OpenPreopen(Host, Files, "/proc/self", readOnly: true).Value;
        foreach (string path in new[] { "root", "root/etc/passwd", "cwd", "exe", "fd/../root/etc", "task/../cwd/." })
        {
            Assert.False(proc.OpenAt(Follow, path, OpenFlags.None, DescriptorFlags.Read).IsOk, path);
            Assert.False(proc.StatAt(Follow, path).IsOk, path);
        }

        foreach (string name in Directory.EnumerateFiles("/proc/self/fd").Select(path => "fd/" + Path.GetFileName(path)))
            Assert.False(proc.OpenAt(Follow, name, OpenFlags.None, DescriptorFlags.Read).IsOk, name);
    }

    [Theory]
    [InlineData("", ErrorCode.NoEntry)]
    [InlineData("a\0b", ErrorCode.Invalid)]
    [InlineData("\0", ErrorCode.Invalid)]
    [InlineData("missing/..", ErrorCode.NoEntry)]
    [InlineData("file/..", ErrorCode.NotDirectory)]
    [InlineData("file/.", ErrorCode.NotDirectory)]
    [InlineData("file/", ErrorCode.NotDirectory)]
    [InlineData("file///", ErrorCode.NotDirectory)]
    [InlineData("file/x", ErrorCode.NotDirectory)]
    [InlineData("missing", ErrorCode.NoEntry)]
    [InlineData("missing/", ErrorCode.NoEntry)]
    public void Paths_that_name_nothing_have_the_errors_of_POSIX(string path, object expected)
    {
        WriteFile("file");
        AssertError((ErrorCode)expected, Open(path));
        AssertError((ErrorCode)expected, Open(path, NoFollow));
        AssertError((ErrorCode)expected, Root.StatAt(NoFollow, path));
        AssertError((ErrorCode)expected, Root.StatAt(Follow, path));
    }

    [Fact]
    public void A_lone_surrogate_is_an_illegal_byte_sequence()
    {
        AssertError(ErrorCode.IllegalByteSequence, Open("a\ud800"));
        AssertError(ErrorCode.IllegalByteSequence, Root.SymlinkAt("\udc00", "link"));
    }

    [Fact]
    public void Long_paths_are_resolved_up_to_the_limit()
    {
        string longest = string.Concat(Enumerable.Repeat("./", 2045)) + "file";
        WriteFile("file");
        AssertOk(Open(longest));
        AssertError(ErrorCode.NameTooLong, Open("./" + longest));
        AssertError(ErrorCode.NameTooLong, Open(new string('a', 256)));
        AssertError(ErrorCode.NameTooLong, Open(new string('a', 256) + "/b"));
        AssertError(ErrorCode.NameTooLong, Open(new string('a', 4096)));
        AssertError(ErrorCode.NoEntry, Open(new string('a', 255)));
    }

    [Fact]
    public void Deep_trees_need_few_handles()
    {
        Descriptor current = Root;
        for (int depth = 0; depth < 1200; depth++)
        {
            AssertOk(current.CreateDirectoryAt("d"));
            Descriptor next = current.OpenAt(NoFollow, "d", OpenFlags.Directory, DescriptorFlags.MutateDirectory).Value;
            if (current != Root)
                current.Dispose();
            current = next;
        }

        current.Dispose();
        string deep = string.Concat(Enumerable.Repeat("d/", 1200));
        AssertOk(Open(deep));
        AssertOk(Root.CreateDirectoryAt(deep + "last"));
        AssertOk(Open("d/d/d/../../../d/d"));
    }

    [Fact]
    public async Task A_directory_swapped_for_a_link_never_lets_a_path_out()
    {
        // `dir` is alternately a directory with a harmless `secret` and a link to the outside.
        WriteFile("real/secret", "harmless");
        Link("evil", "../outside");
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(10));
        Task swapper = RunOnAThread(() =>
        {
            while (!end.IsCancellationRequested)
            {
                AssertOk(Root.RenameAt("real", Root, "dir"));
                AssertOk(Root.RenameAt("dir", Root, "real"));
                AssertOk(Root.RenameAt("evil", Root, "dir"));
                AssertOk(Root.RenameAt("dir", Root, "evil"));
            }
        });

        // Enough of both outcomes to know that the two sides really met.
        int opened = 0, refused = 0;
        while (!end.IsCancellationRequested && (opened < 200 || refused < 200))
        {
            foreach (PathFlags flags in new[] { Follow, NoFollow })
            {
                Result<Descriptor, ErrorCode> result = Root.OpenAt(flags, "dir/secret", OpenFlags.None, DescriptorFlags.Read);
                if (result.IsOk)
                {
                    using (result.Value)
                        Assert.Equal("harmless", await ReadText(result.Value));
                    opened++;
                }
                else if (result.Error == ErrorCode.NotPermitted)
                {
                    refused++;
                }

                Result<Descriptor, ErrorCode> created =
                    Root.OpenAt(flags, "dir/created", OpenFlags.Create, DescriptorFlags.Write);
                if (created.IsOk)
                    created.Value.Dispose();
            }
        }

        await end.CancelAsync();
        await swapper;
        Assert.False(File.Exists(HostPath("outside/created")));
        Assert.True(opened > 0);
        Assert.True(refused > 0);
    }

    [Fact]
    public async Task A_directory_moved_away_while_a_path_climbs_out_of_it_never_lets_the_path_out()
    {
        // `a/b/c/../../..` is the root while `c` is in `b`; once `c` has moved up, the same steps would end outside.
        Directory.CreateDirectory(InRoot("a/b/c"));
        using CancellationTokenSource end = new(TimeSpan.FromMilliseconds(700));
        Task mover = RunOnAThread(() =>
        {
            while (!end.IsCancellationRequested)
            {
                AssertOk(Root.RenameAt("a/b/c", Root, "c"));
                AssertOk(Root.RenameAt("c", Root, "a/b/c"));
            }
        });

        ulong root = Root.Stat().Value.Inode;
        while (!end.IsCancellationRequested)
        {
            Result<DescriptorStat, ErrorCode> stat = Root.StatAt(Follow, "a/b/c/../../..");
            if (stat.IsOk)
                Assert.Equal(root, stat.Value.Inode);
            Assert.False(Root.StatAt(Follow, "a/b/c/../../../../outside/secret").IsOk);
        }

        await mover;
    }

    private static Task RunOnAThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
