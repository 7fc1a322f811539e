using Sluice.Wasi.Cli;
using Sluice.Wasi.Preview1;

namespace Sluice.Wasi.Tests.Preview1;

public sealed class DescriptorTests : IDisposable
{
    private readonly string scratch = Directory.CreateTempSubdirectory("sluice-preview1-").FullName;

    public DescriptorTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Written for Linux.");

    public void Dispose() => Directory.Delete(scratch, recursive: true);

    private Guest WithDirectory(PreopenAccess access = PreopenAccess.ReadWrite) =>
        new(new WasiOptions { Preopens = [new Preopen(scratch, "/data", access)] });

    private string HostPath(string name) => Path.Combine(scratch, name);

    [Fact]
    public void Standard_streams_are_read_and_written()
    {
        WasiOptions options = new() { Stdin = WasiInput.FromText("input"), Stderr = WasiOutput.Capture(out Func<string> captured) };
        using Guest guest = new(options);
        Assert.Equal(Errno.Success, guest.ReadText(0, out string text, 3));
        Assert.Equal("inp", text);
        Assert.Equal(Errno.Success, guest.ReadText(0, out text));
        Assert.Equal("ut", text);
        Assert.Equal(Errno.Success, guest.ReadText(0, out text));
        Assert.Equal("", text);
        Assert.Equal(Errno.Success, guest.WriteText(2, "error"));
        Assert.Equal("error", captured());
        Assert.Equal(Errno.NotCapable, guest.WriteText(0, "x"));
        Assert.Equal(Errno.NotCapable, guest.ReadText(1, out _));
        Assert.Equal(Errno.InvalidSeek, guest.Call("fd_seek", 0, 0, 0, 0));
        Assert.Equal(Errno.BadDescriptor, guest.WriteText(3, "x"));
    }

    [Fact]
    public void Several_vectors_are_scattered_and_gathered()
    {
        WasiOptions options = new() { Stdin = WasiInput.FromText("abcdef"), Stdout = WasiOutput.Capture(out Func<string> captured) };
        using Guest guest = new(options);
        (uint, uint)[] vectors = [(100, 2), (200, 0), (300, 3)];
        for (int i = 0; i < vectors.Length; i++)
        {
            guest.WriteUInt32(8 * i, vectors[i].Item1);
            guest.WriteUInt32(8 * i + 4, vectors[i].Item2);
        }

        Assert.Equal(Errno.Success, guest.Call("fd_read", 0, 0, 3, 64));
        Assert.Equal(5u, guest.UInt32(64));
        Assert.Equal(("ab\0", "cde\0"), (guest.Text(100, 3), guest.Text(300, 4)));
        Assert.Equal(Errno.Success, guest.Call("fd_write", 1, 0, 3, 64));
        Assert.Equal("abcde", captured());
    }

    [Theory]
    [InlineData("fd_write", new long[] { 1, 65_532, 1, 0 })]
    [InlineData("fd_write", new long[] { 1, 0, 1, 65_533 })]
    [InlineData("fd_write", new long[] { 1, 0, 0x2000_0000, 16 })]
    [InlineData("random_get", new long[] { 65_536, 1 })]
    [InlineData("random_get", new long[] { 1, 0xFFFF_FFFF })]
    [InlineData("clock_time_get", new long[] { 0, 0, 65_529 })]
    [InlineData("fd_fdstat_get", new long[] { 0, 65_520 })]
    [InlineData("poll_oneoff", new long[] { 65_500, 0, 1, 0 })]
    [InlineData("path_unlink_file", new long[] { 3, 65_000, 1_000 })]
    public void Pointers_out_of_the_memory_trap(string name, long[] arguments)
    {
        using Guest guest = WithDirectory();
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<Trap>(() => guest.Call(name, arguments)).Code);
    }

    [Fact]
    public void A_vector_out_of_the_memory_traps_before_anything_is_written()
    {
        using Guest guest = new(new WasiOptions { Stdout = WasiOutput.Capture(out Func<string> captured) });
        guest.WriteUInt32(4, 10);
        guest.WriteUInt32(8, 65_530);
        guest.WriteUInt32(12, 10);
        Assert.Throws<Trap>(() => guest.Call("fd_write", 1, 0, 2, 64));
        Assert.Equal("", captured());
    }

    [Fact]
    public void Preopens_tell_their_names()
    {
        using Guest guest = WithDirectory();
        Assert.Equal(Errno.Success, guest.Call("fd_prestat_get", 3, 0));
        Assert.Equal((0u, 5u), (guest.UInt32(0), guest.UInt32(4)));
        Assert.Equal(Errno.NameTooLong, guest.Call("fd_prestat_dir_name", 3, 0, 4));
        Assert.Equal(Errno.Success, guest.Call("fd_prestat_dir_name", 3, 0, 5));
        Assert.Equal("/data", guest.Text(0, 5));
        Assert.Equal(Errno.BadDescriptor, guest.Call("fd_prestat_get", 4, 0));
        Assert.Equal(Errno.BadDescriptor, guest.Call("fd_prestat_get", 0, 0));
    }

    [Fact]
    public void Files_have_positions()
    {
        using Guest guest = WithDirectory();
        Assert.Equal(Errno.Success, guest.Open("file", out uint fd, OFlags.Create));
        Assert.Equal(4u, fd);
        Assert.Equal(Errno.Success, guest.WriteText(fd, "0123456789"));
        Assert.Equal(Errno.Success, guest.Call("fd_tell", fd, 0));
        Assert.Equal(10u, guest.UInt64(0));
        Assert.Equal(Errno.Success, guest.Call("fd_seek", fd, -4, 2, 0));
        Assert.Equal(6u, guest.UInt64(0));
        Assert.Equal(Errno.Success, guest.ReadText(fd, out string text, 2));
        Assert.Equal("67", text);
        Assert.Equal(Errno.Success, guest.Call("fd_seek", fd, -3, 1, 0));
        Assert.Equal(Errno.Invalid, guest.Call("fd_seek", fd, -6, 1, 0));
        Assert.Equal(Errno.Overflow, guest.Call("fd_seek", fd, long.MaxValue, 1, 0));
        Assert.Equal(Errno.Invalid, guest.Call("fd_seek", fd, 0, 3, 0));
        Assert.Equal(Errno.Success, guest.ReadText(fd, out text));
        Assert.Equal("56789", text);
        Assert.Equal(Errno.Success, guest.Call("fd_allocate", fd, 0, 100));
        Assert.Equal(100, new FileInfo(HostPath("file")).Length);
        Assert.Equal(Errno.Success, guest.Call("fd_sync", fd));
        Assert.Equal(Errno.Success, guest.Call("fd_advise", fd, 0, 10, 2));
        Assert.Equal(Errno.Invalid, guest.Call("fd_advise", fd, 0, 10, 6));
    }

    [Fact]
    public void Appending_moves_the_position_to_the_end()
    {
        File.WriteAllText(HostPath("log"), "one ");
        using Guest guest = WithDirectory();
        Assert.Equal(Errno.Success, guest.Open("log", out uint fd, flags: FdFlags.Append));
        Assert.Equal(Errno.Success, guest.WriteText(fd, "two"));
        Assert.Equal("one two", File.ReadAllText(HostPath("log")));
        Assert.Equal(Errno.Success, guest.Call("fd_tell", fd, 0));
        Assert.Equal(7u, guest.UInt64(0));
        Assert.Equal(Errno.Success, guest.Call("fd_fdstat_set_flags", fd, 0));
        Assert.Equal(Errno.NotSupported, guest.Call("fd_fdstat_set_flags", fd, (long)FdFlags.Sync));
        Assert.Equal(Errno.Invalid, guest.Call("fd_fdstat_set_flags", fd, 1 << 5));
    }

    [Fact]
    public void Numbers_are_given_out_lowest_first_and_can_be_moved()
    {
        using Guest guest = WithDirectory();
        Assert.Equal(Errno.Success, guest.Open("a", out uint a, OFlags.Create));
        Assert.Equal(Errno.Success, guest.Open("b", out uint b, OFlags.Create));
        Assert.Equal(Errno.Success, guest.Open("c", out uint c, OFlags.Create));
        Assert.Equal((4u, 5u, 6u), (a, b, c));
        Assert.Equal(Errno.Success, guest.Call("fd_close", b));
        Assert.Equal(Errno.BadDescriptor, guest.Call("fd_close", b));
        Assert.Equal(Errno.Success, guest.Call("fd_close", 0));
        Assert.Equal(Errno.Success, guest.Open("b", out b));
        Assert.Equal(0u, b);
        Assert.Equal(Errno.Success, guest.Call("fd_renumber", c, a));
        Assert.Equal(Errno.BadDescriptor, guest.Call("fd_tell", c, 0));
        Assert.Equal(Errno.Success, guest.WriteText(a, "c"));
        Assert.Equal("c", File.ReadAllText(HostPath("c")));
        Assert.Equal(Errno.BadDescriptor, guest.Call("fd_renumber", a, 100));
        Assert.Equal(Errno.Success, guest.Call("fd_renumber", a, a));
        Assert.Equal(Errno.Success, guest.WriteText(a, "c"));
    }

    [Fact]
    public void Rights_are_only_ever_lost()
    {
        File.WriteAllText(HostPath("file"), "text");
        using Guest guest = WithDirectory();
        Assert.Equal(Errno.Success, guest.Open("file", out uint fd, rights: Rights.FdRead));
        Assert.Equal(Errno.NotCapable, guest.WriteText(fd, "x"));
        Assert.Equal(Errno.NotCapable, guest.Call("fd_seek", fd, 1, 0, 0));
        Assert.Equal(Errno.NotCapable, guest.Call("fd_fdstat_set_rights", fd, (long)(Rights.FdRead | Rights.FdWrite), 0));
        Assert.Equal(Errno.Success, guest.Call("fd_fdstat_set_rights", fd, 0, 0));
        Assert.Equal(Errno.NotCapable, guest.ReadText(fd, out _));

        Assert.Equal(Errno.Success, guest.Call("fd_fdstat_set_rights", 3, (long)Rights.PathOpen, (long)Rights.FdRead));
        Assert.Equal(Errno.NotCapable, guest.Open("new", out _, OFlags.Create));
        Assert.Equal(Errno.NotCapable, guest.Open("file", out _, OFlags.Truncate));
        Assert.Equal(Errno.Success, guest.Open("file", out fd));
        Assert.Equal(Errno.Success, guest.Call("fd_fdstat_get", fd, 0));
        Assert.Equal((ulong)Rights.FdRead, guest.UInt64(8));
        Assert.Equal((byte)FileType.RegularFile, guest.Memory[0]);
    }

    [Fact]
    public void A_read_only_directory_stays_as_it_is()
    {
        File.WriteAllText(HostPath("file"), "text");
        using Guest guest = WithDirectory(PreopenAccess.ReadOnly);
        Assert.Equal(Errno.ReadOnly, guest.Open("file", out _));
        Assert.Equal(Errno.Success, guest.Open("file", out uint fd, rights: Rights.FdRead));
        Assert.Equal(Errno.Success, guest.ReadText(fd, out string text));
        Assert.Equal("text", text);
        guest.Write(0, "file");
        Assert.Equal(Errno.ReadOnly, guest.Call("path_unlink_file", 3, 0, 4));
        Assert.Equal(Errno.ReadOnly, guest.Call("path_create_directory", 3, 0, 4));
    }

    [Fact]
    public void Paths_are_confined_and_checked()
    {
        using Guest guest = WithDirectory();
        Assert.Equal(Errno.NotPermitted, guest.Open("../secret", out _));
        Assert.Equal(Errno.NotPermitted, guest.Open("/etc/passwd", out _));
        Assert.Equal(Errno.NoEntry, guest.Open("missing", out _));
        Assert.Equal(Errno.NotDirectory, guest.Open("x", out _, directory: 1));
        Assert.Equal(Errno.BadDescriptor, guest.Open("x", out _, directory: 9));
        Assert.Equal(Errno.Invalid, guest.Open("x", out _, (OFlags)16));
        guest.Memory[0] = 0xff;
        Assert.Equal(Errno.IllegalByteSequence, guest.Call("path_unlink_file", 3, 0, 1));
        Assert.Equal(Errno.NameTooLong, guest.Call("path_unlink_file", 3, 0, 5000));
    }

    [Fact]
    public void A_listing_can_be_read_in_small_pieces_and_gone_back_in()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(static i => $"entry-{i}")];
        foreach (string name in names)
            File.WriteAllText(HostPath(name), "");
        using Guest guest = WithDirectory();
        List<(string Name, ulong Next)> all = ReadAll(0);
        Assert.Equal(names.Append(".").Append("..").Order(), all.Select(static entry => entry.Name).Order());
        Assert.Equal(all.Skip(8), ReadAll(all[7].Next));
        Assert.Empty(ReadAll(all[^1].Next));
        Assert.Equal(Errno.NotDirectory, guest.Call("fd_readdir", 1, 0, 100, 0, 200));

        List<(string, ulong)> ReadAll(ulong cookie)
        {
            List<(string, ulong)> entries = [];
            while (true)
            {
                Assert.Equal(Errno.Success, guest.Call("fd_readdir", 3, 0, 60, (long)cookie, 100));
                int used = (int)guest.UInt32(100);
                Assert.InRange(used, 0, 60);
                int length = (int)guest.UInt32(16);
                if (used < 24 + length)
                    return entries;
                cookie = guest.UInt64(0);
                entries.Add((guest.Text(24, length), cookie));
            }
        }
    }

    [Fact]
    public void There_are_no_sockets()
    {
        using Guest guest = new(new WasiOptions());
        Assert.Equal(Errno.NotSocket, guest.Call("sock_accept", 0, 0, 0));
        Assert.Equal(Errno.NotSocket, guest.Call("sock_recv", 0, 0, 0, 0, 0, 0));
        Assert.Equal(Errno.NotSocket, guest.Call("sock_send", 1, 0, 0, 0, 0));
        Assert.Equal(Errno.BadDescriptor, guest.Call("sock_shutdown", 7, 0));
    }
}
